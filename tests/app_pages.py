"""Render a page of the app without a browser, at an address that can be watched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ipyvuetify
import solara

from talentflow_app import shared
from talentflow_app.vega import Picture

__all__ = ["Shown", "opening"]


@solara.component
def _At(path: str, page: Callable[[], Any], told: list[str]) -> None:  # noqa: N802 - a component
    where, go = solara.use_state(path)

    def push(target: str) -> None:
        told.append(target)
        go(target)

    solara.routing.router_context.provide(solara.routing.Router(where, [], push))
    page()


@contextmanager
def opening(page: Any, look: object, library: Path) -> Iterator[Callable[[str], Shown]]:
    """Give a function that opens the page of a module at an address, on a library."""
    shared.begin("", str(library))
    opened: list[Shown] = []

    def open_at(path: str) -> Shown:
        page._last.set(look)
        opened.append(Shown(page.Page, path))
        return opened[-1]

    yield open_at
    for one in opened:
        one.close()
    shared.begin("", "results")


class Shown:
    """A page at an address."""

    def __init__(self, page: Callable[[], Any], path: str) -> None:
        self.told: list[str] = []
        self.box, self.rendered = solara.render(_At(path, page, self.told), handle_error=False)

    def find(self, kind: type, **traits: object) -> list[Any]:
        """Return the widgets of a kind whose traits have these values, in the order of the page."""
        return [
            one
            for one in _below(self.box)
            if isinstance(one, kind) and all(getattr(one, n) == v for n, v in traits.items())
        ]

    def select(self, label: str) -> Any:
        """Return the list of this label."""
        (found,) = self.find(ipyvuetify.Select, label=label)
        return found

    def button(self, name: str) -> Any:
        """Return the button that says this."""
        (found,) = self.find(ipyvuetify.Btn, children=[name])
        return found

    def words(self) -> str:
        """Return all words of the page."""
        texts = [
            child
            for one in self.find(ipyvuetify.Html)
            for child in one.children
            if isinstance(child, str)
        ]
        return "\n".join(texts)

    def charts(self) -> dict[str, dict[str, Any]]:
        """Return the specifications of all charts by what they say they are."""
        specs = [json.loads(one.spec) for one in self.find(Picture)]
        return {str(one["description"]): one for one in specs}

    def close(self) -> None:
        """Take the page away."""
        self.rendered.close()


def _below(one: Any) -> Iterator[Any]:
    """Yield all widgets below one."""
    for child in getattr(one, "children", ()):
        yield child
        yield from _below(child)
