"""What the page of studies shows; `addresses` makes it the query of its address, and back."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["View"]


@dataclass(frozen=True)
class View:
    """A study by its key, which picture of which outcome, and what the picture asks for.

    `x` and `y` are the inputs of the heat map, `where` a condition, `against` the second outcome of
    a trade-off; what is empty is as usual. Nothing here is a path: keys are looked up.
    """

    study: str = ""
    picture: str = ""
    outcome: str = ""
    x: str = ""
    y: str = ""
    where: str = ""
    against: str = ""

    @property
    def conditions(self) -> tuple[str, ...]:
        """Return what `where` asks, condition by condition; commas part them."""
        return tuple(one.strip() for one in self.where.split(",") if one.strip())
