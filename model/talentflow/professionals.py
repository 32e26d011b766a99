"""Professionals as a Mesa user or a pandas user wants them: selected, counted, one at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.history import Entry
from talentflow.kernels.tables import COLUMNS, PERSONAL
from talentflow.looking import as_of
from talentflow.phases.values import cell_terms
from talentflow.reasons import wish_parts
from talentflow.view import GRADES
from talentflow.vocabulary import STAGES

if TYPE_CHECKING:
    from talentflow.simulation import Simulation

__all__ = ["Person", "Professionals"]


@dataclass(frozen=True)
class Professionals:
    """All professionals of a simulation, those who left the occupation included."""

    simulation: "Simulation"

    def __len__(self) -> int:
        return self.simulation.world.people.used

    def __getitem__(self, row: int) -> "Person":
        if not -len(self) <= row < len(self):
            raise IndexError(f"row {row} is outside the {len(self)} professionals")
        return Person(self.simulation, row % len(self))

    def to_frame(self) -> pd.DataFrame:
        """Copy all columns, one row a professional (`docs/odd.md` says what they hold)."""
        return self.simulation.world.to_frame()

    def select(self, **wanted: int) -> npt.NDArray[np.int64]:
        """Rows of the active professionals whose columns have the wanted values.

        Raises KeyError for a name that is no column.
        """
        people = self.simulation.world.people
        chosen = people.active[: people.used] == 1
        for name, value in wanted.items():
            if name not in COLUMNS:
                raise KeyError(f"{name!r} is no column; there are {', '.join(COLUMNS)}")
            chosen &= getattr(people, name)[: people.used] == value
        return np.flatnonzero(chosen)

    def agg(self, column: str) -> "pd.Series[float]":
        """Real people by the values of one column, active professionals only."""
        frame = self.to_frame()
        counts = frame[frame["active"] == 1].groupby(column).size()
        return counts * self.simulation.case.scale

    def total(self, *, abroad: bool | None = None, stage: str | None = None) -> float:
        """Real people who are active; `abroad` and `stage` narrow them down."""
        world = self.simulation.world
        rows = np.flatnonzero(world.people.active[: world.people.used])
        if abroad is not None:
            rows = rows[world.is_abroad(rows) == abroad]
        if stage is not None:
            rows = rows[world.people.stage[rows] == STAGES.index(stage)]
        return float(rows.size * self.simulation.case.scale)


@dataclass(frozen=True)
class Person:
    """A read-only view of one professional."""

    simulation: "Simulation"
    row: int

    def __getattr__(self, name: str) -> int | float:
        if name not in COLUMNS:
            raise AttributeError(f"a professional has no {name!r}; there are {', '.join(COLUMNS)}")
        value: int | float = getattr(self.simulation.world.people, name)[self.row].item()
        return value

    @property
    def residence(self) -> str:
        """Slug of the place where the person lives."""
        return self.simulation.world.blueprint.places[int(self.place)]

    @property
    def grade_name(self) -> str:
        """Grade in words."""
        return GRADES[int(self.grade)]

    @property
    def years(self) -> float:
        """Age in the month to come."""
        return (self.simulation.month - self.birth) / 12.0

    @property
    def history(self) -> list[Entry]:
        """What has happened to the person, in order of time."""
        return self.simulation.history.of(self.row)

    @property
    def reasons(self) -> "pd.Series[float]":
        """Parts of the person's wish to leave now, by term, logit units; they sum to the wish."""
        world = self.simulation.world
        with as_of(world, min(self.simulation.month, self.simulation.case.months - 1)) as now:
            parts = wish_parts(world, now.look, np.array([self.row]))[0]
        return pd.Series(parts, index=[*cell_terms(world), *PERSONAL], name="contribution")
