"""Histories: what happened to whom, month by month, and why those who planned did.

Only those to whom something happens take space: a few per cent of the people a month.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from talentflow.moment import Gate, Moment, MoveKind
from talentflow.view import GRADES

if TYPE_CHECKING:
    from talentflow.world import World

__all__ = ["EVENTS", "Entry", "History"]

EVENTS = (
    "planned", "dropped", "prepared", "blocked", "moved", "moved on", "returned", "moved inside the country",
    "promoted", "left the occupation", "retired", "entered",
)  # fmt: skip

_MOVED = {MoveKind.FIRST: 4, MoveKind.ONWARD: 5, MoveKind.RETURN: 6, MoveKind.INTERNAL: 7}


class Entry(NamedTuple):
    """One thing that happened to one person."""

    month: int
    event: str
    origin: int
    """Place at the time."""
    destination: int
    """Place planned for or reached, −1 where none."""
    detail: str


@dataclass
class History:
    """Events as rows (month, person, event, origin, destination, detail), and choices."""

    events: list[npt.NDArray[np.int32]] = field(default_factory=list)
    choices: list[tuple[int, npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.float32]]] = field(
        default_factory=list
    )
    """Month, planners, what their wish consisted of, what each term added to their choice."""

    def record(self, world: "World", now: Moment) -> None:
        """Keep what happened this month."""
        people, month = world.people, now.month
        moved = now.everyone_moved()
        parts = [_rows(month, now.planners, 0, people.place[now.planners], now.plans)]
        parts.append(_rows(month, now.dropped, 1, people.place[now.dropped], -1))
        parts.append(_rows(month, now.preparing, 2, people.place[now.preparing], people.plan[now.preparing]))
        for gate, rows in now.blocked:
            parts.append(_rows(month, rows, 3, people.place[rows], people.plan[rows], int(gate)))
        for kind, event in _MOVED.items():
            here = moved.kind == kind
            parts.append(_rows(month, moved.rows[here], event, moved.origin[here], moved.destination[here]))
        parts.append(
            _rows(month, now.promoted, 8, people.place[now.promoted], -1, people.grade[now.promoted])
        )
        parts.append(_rows(month, now.left, 9, people.place[now.left], -1))
        parts.append(_rows(month, now.retired, 10, people.place[now.retired], -1))
        for kind, first, last in now.entered:
            rows = np.arange(first, last)
            parts.append(_rows(month, rows, 11, people.place[rows], -1, kind))
        self.events.append(np.concatenate(parts))
        self.choices.append((month, now.planners, now.wishes, now.why.astype(np.float32)))

    def of(self, row: int) -> list[Entry]:
        """Everything that happened to one person, in order."""
        found = [part[part[:, 1] == row] for part in self.events]
        return [
            Entry(month, EVENTS[event], origin, destination, _detail(event, detail))
            for month, _, event, origin, destination, detail in np.concatenate(found).tolist()
        ] if found else []  # fmt: skip

    def choice_of(self, row: int, month: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]] | None:
        """Parts of the wish and of the choice that a person made in a month, if any."""
        for when, planners, wishes, why in self.choices:
            at = np.flatnonzero(planners == row)
            if when == month and at.size:
                return wishes[at[0]], why[at[0]]
        return None


def _rows(
    month: int, rows: npt.NDArray[np.int64], event: int, origin: npt.ArrayLike, destination: npt.ArrayLike,
    detail: npt.ArrayLike = 0,
) -> npt.NDArray[np.int32]:  # fmt: skip
    columns = np.broadcast_arrays(month, rows, event, origin, destination, detail)
    return np.stack([np.asarray(column, np.int32) for column in columns], axis=1)


def _detail(event: int, detail: int) -> str:
    if EVENTS[event] == "blocked":
        return Gate(detail).name.lower()
    if EVENTS[event] == "promoted":
        return GRADES[detail]
    if EVENTS[event] == "entered":
        return {2: "graduate", 3: "career_change"}[detail]
    return ""
