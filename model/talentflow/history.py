"""Histories: what happened to whom, month by month, and why those who planned did.

Only those to whom something happens take space: a few per cent of the people a month.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from talentflow.chance import Kind
from talentflow.moment import Gate, Moment, MoveKind
from talentflow.view import GRADES

if TYPE_CHECKING:
    from talentflow.world import World

__all__ = ["EVENTS", "Entry", "History"]

EVENTS = (
    "planned",
    "dropped",
    "prepared",
    "blocked",
    "moved",
    "moved on",
    "returned",
    "moved inside the country",
    "promoted",
    "left the occupation",
    "retired",
    "entered",
    "struck",
    "refused",
    "began to study",
    "stayed after the study",
)

_MOVED: dict[int, str] = {
    MoveKind.FIRST: "moved",
    MoveKind.ONWARD: "moved on",
    MoveKind.RETURN: "returned",
    MoveKind.INTERNAL: "moved inside the country",
}

type Rows = npt.NDArray[np.int64]
type Parts = npt.NDArray[np.float32]


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
    choices: list[tuple[int, Rows, Parts, Parts]] = field(default_factory=list)
    """Month, planners, what their wish consisted of, what each term added to their choice."""

    def record(self, world: "World", now: Moment) -> None:
        """Keep what happened this month."""
        people = world.people
        moved = now.everyone_moved()
        place, plan = people.place[: people.used].copy(), people.plan[: people.used].copy()
        place[moved.rows], plan[moved.rows] = moved.origin, moved.destination
        plan[now.refused] = now.refused_plans
        parts: list[npt.NDArray[np.int32]] = []

        def keep(event: str, rows: Rows, to: npt.ArrayLike = -1, detail: npt.ArrayLike = 0) -> None:
            part = np.empty((rows.size, 6), np.int32)
            part[:, 0], part[:, 1], part[:, 2] = now.month, rows, EVENTS.index(event)
            part[:, 3], part[:, 4], part[:, 5] = place[rows], to, detail
            parts.append(part)

        for kind, first, last in now.entered:
            event = "began to study" if kind == Kind.STUDENT else "entered"
            keep(event, np.arange(first, last), detail=kind)
        keep("stayed after the study", now.stayed)
        keep("struck", now.struck)
        keep("dropped", now.dropped)
        keep("planned", now.planners, now.plans)
        keep("prepared", now.preparing, plan[now.preparing])
        keep("refused", now.refused, now.refused_plans)
        for gate, rows in now.blocked:
            keep("blocked", rows, plan[rows], int(gate))
        for kind, event in _MOVED.items():
            here = moved.kind == kind
            keep(event, moved.rows[here], moved.destination[here])
        keep("promoted", now.promoted, detail=people.grade[now.promoted])
        keep("left the occupation", now.left)
        keep("retired", now.retired)
        self.events.append(np.concatenate(parts))
        self.choices.append((now.month, now.planners, now.wishes, now.why.astype(np.float32)))

    def of(self, row: int) -> list[Entry]:
        """List what happened to one person, in order of time."""
        found = [part[part[:, 1] == row] for part in self.events]
        return [
            Entry(month, EVENTS[event], origin, destination, _detail(event, detail))
            for month, _, event, origin, destination, detail in np.concatenate(found).tolist()
        ] if found else []  # fmt: skip

    def choice_of(self, row: int, month: int) -> tuple[Parts, Parts] | None:
        """Return the parts of the wish and of the choice that a person made in a month, if any."""
        for when, planners, wishes, why in self.choices:
            at = np.flatnonzero(planners == row)
            if when == month and at.size:
                return wishes[at[0]], why[at[0]]
        return None


def _detail(event: int, detail: int) -> str:
    if EVENTS[event] == "blocked":
        return Gate(detail).name.lower()
    if EVENTS[event] == "promoted":
        return GRADES[detail]
    if EVENTS[event] == "entered":
        return Kind(detail).name.lower()
    return ""
