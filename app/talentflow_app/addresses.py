"""What a page shows as the query of its address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

import solara

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["read", "told", "use_address", "use_pin"]

MOST = 400
"""The most characters of a value."""


def told(look: DataclassInstance) -> str:
    """Return the fields of a dataclass of texts as a query; empty ones are left out."""
    pairs = [(one.name, str(getattr(look, one.name))) for one in fields(look)]
    pairs = [(name, text) for name, text in pairs if text]
    return urlencode(pairs, safe=":,=./", quote_via=quote)


def read[Look: DataclassInstance](usual: Look, query: str) -> Look:
    """Return a dataclass of texts as a query tells it; names that it does not have are ignored."""
    names = {one.name for one in fields(usual)}
    pairs = parse_qsl(query.lstrip("?")[: 10 * MOST])
    return replace(usual, **{name: value[:MOST] for name, value in pairs if name in names})


def use_address[Look: DataclassInstance](
    path: str, usual: Look, last: solara.Reactive[Look]
) -> tuple[Look, Callable[..., None]]:
    """Return what the address of a page tells, and a function that changes fields of it.

    An address without a query shows what the session looked at last.
    """
    router = solara.use_router()
    look = read(usual, router.search) if router.search else last.peek()
    newest = solara.use_ref(look)
    newest.current = look

    def change(**given: Any) -> None:  # noqa: ANN401 - fields of any dataclass
        wanted = replace(newest.current, **given)
        if wanted != newest.current or not router.search:
            newest.current = wanted
            last.set(wanted)
            if router.set_path is not None:
                query = told(wanted)
                router.push(f"/{path}?{query}" if query else f"/{path}")

    return look, change


def use_pin(change: Callable[..., None], **given: str) -> None:
    """Write what is shown into an address that says nothing, so that a link shows the same.

    It is done twice at most: a browser that has just opened the page may still report the address
    that it came with, but whoever goes back to that one may pass.
    """
    router = solara.use_router()
    times = solara.use_ref(0)

    def pin() -> None:
        if not router.search and times.current < 2:
            times.current += 1
            change(**given)

    solara.use_effect(pin, [router.search])
