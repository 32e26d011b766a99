"""A read-only dictionary that can be hashed and sent to worker processes."""

from typing import Any, Never

__all__ = ["FrozenDict"]


class FrozenDict[K, V](dict[K, V]):
    """A dict whose entries cannot be changed after it was made."""

    def _refuse(self, *_: object, **__: object) -> Never:
        raise TypeError("this mapping is read-only; make a changed copy with dict(...)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)
