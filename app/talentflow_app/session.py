"""What one session is about: the state of the desk, with a way back. Solara keeps it apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import solara

from talentflow_app.desk_state import Desk, Held

__all__ = ["BEGIN", "can_undo", "change", "desk", "restore", "tour", "undo"]

BEGIN = Desk(levers=(Held("fast-track-permits", "FIN"),))
"""What a new session sees."""
MOST_STEPS = 100

desk: solara.Reactive[Desk] = solara.reactive(BEGIN)
_before: solara.Reactive[tuple[Desk, ...]] = solara.reactive(())
tour: solara.Reactive[int] = solara.reactive(-1)
"""Step of the guided tour; -1 while it is closed."""


def change(**fields: object) -> None:
    """Change something of the desk, so that it can be undone."""
    restore(replace(desk.value, **fields))  # type: ignore[arg-type]


def restore(wanted: Desk) -> None:
    """Show another state of the desk, so that it can be undone."""
    if wanted != desk.value:
        _before.set((*_before.value, desk.value)[-MOST_STEPS:])
        desk.set(wanted)


def can_undo() -> bool:
    """Tell whether there is a state to go back to."""
    return bool(_before.value)


def undo() -> None:
    """Go back to the state before."""
    if _before.value:
        *rest, last = _before.value
        _before.set(tuple(rest))
        desk.set(last)


def changer(name: str) -> Callable[[object], None]:
    """Return what sets one field."""
    return lambda value: change(**{name: value})
