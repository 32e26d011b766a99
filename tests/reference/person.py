"""A professional: one Mesa agent with the state of section 2 of the ODD page.

What people do in a month stands in the modules named after it: `intention`, `journey` and `life`.
Nobody sees what others do within the same phase: whoever moves, moves after all have decided.
"""

from collections.abc import Hashable
from math import inf
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from talentflow.chance import Purpose

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel
    from tests.reference.values import Cell

SETTLED, CONSIDERING, PLANNING, PREPARING = range(4)
FREE, SAVINGS, JOB_OPENING, VISA_QUEUE, EXIT_PERMISSION, BORDER = range(6)
SILENT, CLICKTIVIST, HACKTIVIST = range(3)
SINGLE = 0
JUNIOR, LEAD = 0, 3
STUDENT = 2
DOCTORATE = 4
TOGETHER = NEVER = -32768
NOWHERE = -1
NOBODY = -1


class Professional(mesa.Agent["TwinModel"]):
    """One person of the occupation, wherever they live."""

    def __init__(self, model: "TwinModel", row: dict[Hashable, Any]) -> None:
        super().__init__(model)
        self.key = int(row["key"])
        self.citizenship = int(row["citizenship"])
        self.home = model.geography.home[self.citizenship]
        self.birth = int(row["birth"])
        self.sex = int(row["sex"])
        self.education = int(row["education"])
        self.field = int(row["field"])
        self.grade = int(row["grade"])
        self.english = int(row["english"])
        self.exposure = int(row["exposure"])
        self.family = int(row["family"])
        self.children = int(row["children"])
        self.left_behind = bool(row["left_behind"])
        self.family_due = inf
        """Month of the next change in the family."""
        self.mover = bool(row["mover"])
        self.taste = float(row["taste"])
        self.answer = float(row["answer"])
        self.premium = float(row["premium"])
        self.savings = float(row["savings"])
        self.employer = int(row["employer"])
        self.employment = int(row["employment"])
        self.rejoined = bool(row["rejoined"])
        self.client = int(row["client"])
        self.stage = int(row["stage"])
        self.plan = int(row["plan"])
        self.programme = ""
        """Route of the papers; empty without papers and for those going home."""
        self.filed = int(row["filed"])
        self.ready = int(row["ready"])
        self.wished = SETTLED
        """Stage that the wish of the month gives."""
        self.granted = bool(row["granted"])
        self.blocked = int(row["blocked"])
        self.dissent = self.next_dissent = int(row["dissent"])
        self.arrival = int(row["arrival"])
        self.abroad_since = int(row["abroad_since"])
        self.live_in(int(row["place"]))
        self.aided = int(row["aided"])
        """Bit n is set while lever n has given something that one still lives with."""
        self.active = True
        self.next_place = NOWHERE
        self.contacts: dict[Professional, int] = {}
        """Contact -> month in which the two were parted, TOGETHER while they are not."""

    def live_in(self, place: int) -> None:
        """Take residence."""
        self.place = place
        self.country = self.model.geography.country_of[place]

    def draw(self, purpose: Purpose, index: int = 0) -> tuple[float, float]:
        """Two uniforms of this month for one purpose."""
        return self.model.chance.u(purpose, self.model.month, self.key, index)

    def below(self, value: float, limit: float, what: str) -> bool:
        """Compare, keeping an eye on close calls."""
        return self.model.below(value, limit, self.key, what)

    def cell(self) -> "Cell":
        """Values that are shared with people of the same traits."""
        traits = (self.citizenship, self.place, self.grade, self.english, self.exposure)
        return self.model.values.cell(traits)

    def clear_plan(self, stage: int) -> None:
        """Forget a plan and all that belongs to it."""
        self.stage = stage
        self.plan = NOWHERE
        self.programme = ""
        self.filed = NEVER
        self.granted = False
        self.blocked = FREE


def single(value: float) -> float:
    """Round to what a 32-bit column can hold."""
    return float(np.float32(value))
