"""A page whose state is a value with a query of its own: address and state follow each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import solara

__all__ = ["use_synced"]

MOST_AGAIN = 2


@dataclass
class _Synced:
    """The query that was last seen in the address, and the one that was last told to it."""

    seen: str | None = None
    told: str = ""
    again: int = 0
    """How often it was told once more: a browser that has just opened the page may still report
    the bare address that it came with."""


def use_synced(path: str, query: Callable[[], str], take: Callable[[str], None]) -> bool:
    """Keep a page's address and its state the same: whichever changes, the other follows.

    `query` returns the state as a query, `take` makes it the state of one. Tells whether the state
    is what the address asks for: until then a page has nothing to show.
    """
    router = solara.use_router()
    search = router.search or ""
    synced = solara.use_memo(_Synced, [])
    settled, set_settled = solara.use_state(not search)

    def sync() -> None:
        if search not in {synced.seen, ""}:
            synced.seen = search
            take(search)
            synced.told = query()
            set_settled(True)
            return
        here = router.path.strip("/") == path.strip("/") and router.set_path is not None
        now = query()
        lost = not search and bool(synced.told) and synced.again < MOST_AGAIN
        if here and (now != synced.told or lost):
            synced.again += lost
            synced.seen = synced.told = now
            router.push(f"{path}?{now}" if now else path)

    solara.use_effect(sync, [search, query()])
    return settled
