"""An address that holds what is chosen on a page."""

from __future__ import annotations

from collections.abc import Callable

import solara

__all__ = ["use_address"]


def use_address(path: str, query: Callable[[], str], take: Callable[[str], None]) -> None:
    """Keep a page's address and its state the same: whichever changes, the other follows.

    `query` returns the state as a query, `take` makes it the state of one.
    """
    router = solara.use_router()
    now = query()

    def follow() -> None:
        if router.search and router.search != query():
            take(router.search)

    def tell() -> None:
        wanted = query()  # what `follow` may just have made it
        here = router.path.strip("/") == path.strip("/") and router.set_path is not None
        if here and (router.search or "") != wanted:
            router.push(f"{path}?{wanted}" if wanted else path)

    solara.use_effect(follow, [router.search])
    solara.use_effect(tell, [now])
