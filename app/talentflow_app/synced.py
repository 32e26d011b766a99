"""A page whose state is a value with a query of its own: address and state follow each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import solara

__all__ = ["use_synced"]


@dataclass
class _Synced:
    """The query that was last seen in the address, and the one that was last told to it."""

    seen: str | None = None
    told: str = ""


def use_synced(path: str, query: Callable[[], str], take: Callable[[str], None]) -> None:
    """Keep a page's address and its state the same: whichever changes, the other follows.

    `query` returns the state as a query, `take` makes it the state of one. What the address asks
    for when the page is opened is the first that is shown.
    """
    router = solara.use_router()
    search = router.search or ""
    synced = solara.use_memo(_Synced, [])

    def follow() -> None:
        synced.seen = search
        take(search)
        synced.told = query()

    if synced.seen is None and search:
        follow()

    def sync() -> None:
        if search not in {synced.seen, ""}:
            follow()
            return
        here = router.path.strip("/") == path.strip("/") and router.set_path is not None
        now = query()
        if here and now != synced.told:
            synced.seen = synced.told = now
            router.push(f"{path}?{now}" if now else path)

    solara.use_effect(sync, [search, query()])
