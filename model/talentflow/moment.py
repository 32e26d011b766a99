"""One month in the making: what the phases of a month hand to each other."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from talentflow.view import Floats, WorldView

if TYPE_CHECKING:
    from talentflow.kernels.tables import Columns, Outlook
    from talentflow.perception import Perception

__all__ = ["Gate", "Moment", "MoveKind", "Moves"]

type Rows = npt.NDArray[np.int64]


class Gate(IntEnum):
    """Gates in the order in which a plan meets them; 0 stands for none."""

    SAVINGS = 1
    JOB_OPENING = 2
    VISA_QUEUE = 3
    EXIT_PERMISSION = 4
    BORDER = 5


class MoveKind(IntEnum):
    """Kinds of moves."""

    FIRST = 0
    ONWARD = 1
    RETURN = 2
    INTERNAL = 3


@dataclass(frozen=True)
class Moves:
    """Moves of one month, one entry a mover."""

    rows: Rows
    origin: Rows
    """Place left."""
    destination: Rows
    """Place reached."""
    kind: Rows


def _none() -> Rows:
    return np.empty(0, np.int64)


@dataclass
class Moment:
    """What happened in a month, phase by phase; rows are rows of professionals."""

    month: int
    view: WorldView = field(init=False)
    exit: Floats = field(init=False)
    """Share of each origin's ready who may leave (O,)."""
    perception: "Perception | None" = field(init=False)
    """How well people know places; nothing where they know all."""
    look: "Outlook" = field(init=False)
    struck: Rows = field(default_factory=_none)
    """Those whom repression struck for dissent."""
    struck_in: Rows = field(default_factory=_none)
    """Country where each of them lived then."""
    asked: Rows = field(init=False)
    """How many lived in their home country when asked, by class (classes,)."""
    wish_sums: Floats = field(init=False)
    """Reasons of the wish of those at home, summed by class (classes, K + 12)."""
    planners: Rows = field(default_factory=_none)
    plans: Rows = field(default_factory=_none)
    """Places planned for, one a planner."""
    why: Floats = field(default_factory=lambda: np.empty((0, 0)))
    """What each term adds to a planner's choice."""
    wishes: npt.NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))
    """What each planner's wish consisted of."""
    planner_class: Rows = field(default_factory=_none)
    """Class of each planner when choosing (see `kernels.life.class_of`)."""
    chose_at_home: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, bool))
    """Whether each planner lived in the home country when choosing."""
    dropped: Rows = field(default_factory=_none)
    preparing: Rows = field(default_factory=_none)
    papers: list[Rows] = field(default_factory=list)
    """What became of papers (see `queues.note`)."""
    refused: Rows = field(default_factory=_none)
    refused_plans: Rows = field(default_factory=_none)
    """Places for which they are refused, one each."""
    blocked: list[tuple[Gate, Rows]] = field(default_factory=list)
    blocked_cells: list[tuple[Gate, Rows, Rows]] = field(default_factory=list)
    """Newly blocked: gate, country of residence, country of the plan."""
    moves: list[Moves] = field(default_factory=list)
    laid_off: Rows | int = 0
    """Unemployed by place (P,) once firms have parted with staff, before any is hired again."""
    hired_abroad: Floats | float = 0.0
    """Natives and others whom offices of firms hired (P,), real people."""
    founded: int = 0
    """How many rows of firms are new."""
    stayed: Rows = field(default_factory=_none)
    """Those who finished their study abroad and stay to work there."""
    came_home: Rows = field(default_factory=_none)
    """Those who finished it and went home; they are among the moves."""
    openings: Floats = field(init=False)
    filled: Floats = field(init=False)
    """Jobs that opened and that were filled this month (P,), real."""
    relatives: Rows | None = None
    """Family members who came and went (O, C, 2, 4), simulated counts; none without families."""
    promoted: Rows = field(default_factory=_none)
    left: Rows = field(default_factory=_none)
    retired: Rows = field(default_factory=_none)
    entered: list[tuple[int, int, int]] = field(default_factory=list)
    """Newcomers: kind, first row, row after the last."""

    def hold_up(self, people: "Columns", country: Rows, gate: Gate, rows: Rows) -> None:
        """Note that a gate holds up some plans; those whom another gate held before count anew."""
        fresh = rows[people.blocked[rows] != gate]
        people.blocked[fresh] = gate
        self.blocked.append((gate, fresh))
        self.blocked_cells.append((gate, country[people.place[fresh]], country[people.plan[fresh]]))

    def everyone_moved(self) -> Moves:
        """All moves of the month, international ones first."""
        parts = self.moves or [Moves(_none(), _none(), _none(), _none())]
        names = ("rows", "origin", "destination", "kind")
        return Moves(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
