"""A cohort: those who live at home when factors begin to differ, followed to a month.

Everybody who is asked about in an explanation is in it, so that runs that part later speak of the
same people in the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from talentflow.kernels.tables import STUDENT
from talentflow.moment import Moment, MoveKind
from talentflow.simulation import Simulation
from talentflow.vocabulary import AGE_BANDS, GRADES, GROUPS
from talentflow.world import World

__all__ = ["Cohort", "Fate", "group_of", "groups", "outcomes"]

type Ints = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]
type Labels = dict[str, npt.NDArray[np.str_]]

STAYED = -1
"""First destination of who has not left."""


def group_of(world: World, rows: Ints, month: int) -> Labels:
    """Group people as the outcome tables do: part of each grouping, (n,) texts."""
    people = world.people
    age = (month - people.birth[rows].astype(np.int64)) // 12
    firm = people.employer[rows].astype(np.int64)
    sector = np.where(firm >= 0, world.firms.sector[firm], 2)
    return {
        "all": np.full(rows.size, "all"),
        "grade": np.array(GRADES)[people.grade[rows]],
        "age": np.array(AGE_BANDS)[np.searchsorted([25, 35, 45], age, side="right")],
        "sex": np.array(GROUPS["sex"])[people.sex[rows]],
        "employer": np.array(GROUPS["employer"])[sector],
    }


@dataclass(frozen=True)
class Cohort:
    """Rows of people who live at home and are no students, and their groups at the time."""

    rows: Ints
    labels: Labels

    @classmethod
    def of(cls, run: Simulation) -> Self:
        """Return the cohort of a run as it is now."""
        rows = _at_home(run.world)
        return cls(rows, group_of(run.world, rows, run.month))


@dataclass
class Fate:
    """Where each of a cohort went first, month by month."""

    first: Ints
    """(n,) place that each left home for first, `STAYED` for who has not left."""

    @classmethod
    def of(cls, cohort: Cohort) -> Self:
        """Return the fate of people who have not left."""
        return cls(np.full(cohort.rows.size, STAYED))

    def copy(self) -> Fate:
        """Return a copy that goes its own way."""
        return Fate(self.first.copy())

    def note(self, cohort: Cohort, now: Moment) -> None:
        """Note who left home in a month."""
        moved = now.everyone_moved()
        went = moved.kind == MoveKind.FIRST
        at = np.searchsorted(cohort.rows, moved.rows[went])
        at = np.minimum(at, cohort.rows.size - 1)
        known = cohort.rows[at] == moved.rows[went]
        fresh = known & (self.first[at] == STAYED)
        self.first[at[fresh]] = moved.destination[went][fresh]


def groups() -> Iterator[tuple[str, str]]:
    """Yield each grouping and part, in the order of the tables."""
    for group, values in GROUPS.items():
        for value in values:
            yield group, value


def outcomes(run: Simulation, cohort: Cohort, fate: Fate) -> dict[str, float]:
    """Measure a run at the end of its last month.

    | name | what it is |
    | --- | --- |
    | gone:GROUP:PART | percent of the cohort's part who have left home since |
    | wish:GROUP:PART | percent of those at home now who wish to leave or are about to |
    | to:COUNTRY | percent of those who left who went there first; 0 where nobody left |
    | in:COUNTRY, in:COUNTRY:PLACE | real people who live there now, home or host |

    A part that nobody belongs to counts as 0.
    """
    plan = run.world.blueprint
    left = fate.first != STAYED
    rows = _at_home(run.world)
    labels, wishes = group_of(run.world, rows, run.month), run.world.people.stage[rows] > 0
    found = {}
    for group, value in groups():
        found[f"gone:{group}:{value}"] = _percent(left, cohort.labels[group] == value)
        found[f"wish:{group}:{value}"] = _percent(wishes, labels[group] == value)
    went = plan.country_of_place[fate.first[left]]
    living = run.world.residents.sum(0) * plan.scale
    everywhere = np.bincount(plan.country_of_place, living, len(plan.countries))
    for c, country in enumerate(plan.countries):
        if c not in plan.home:
            found[f"to:{country}"] = _percent(went == c, np.ones(went.size, bool))
        found[f"in:{country}"] = float(everywhere[c])
    for p, place in enumerate(plan.places):
        if (plan.country_of_place == plan.country_of_place[p]).sum() > 1:
            found[f"in:{plan.countries[plan.country_of_place[p]]}:{place}"] = float(living[p])
    return found


def _at_home(world: World) -> Ints:
    people = world.people
    active = people.active[: people.used] == 1
    active &= people.employment[: people.used] != STUDENT
    return np.flatnonzero(active & ~world.is_abroad(slice(0, people.used)))


def _percent(mask: Mask, within: Mask) -> float:
    count = int(within.sum())
    return 100.0 * float((mask & within).sum()) / count if count else 0.0
