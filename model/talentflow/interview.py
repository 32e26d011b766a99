"""Interviews: what everybody would truly say, at the end of a month that was lived.

A person answers as they are, under the conditions of that month. Nothing is decided and nobody
changes, so that the run goes on as if nobody had been asked.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from talentflow.blueprint import Ints
from talentflow.chance import Purpose, uniform_pairs
from talentflow.history import History
from talentflow.kernels.choice import choose
from talentflow.kernels.reasons import chances
from talentflow.kernels.tables import AT_PLACES, PERSONAL, STUDENT, Columns
from talentflow.looking import as_of
from talentflow.moment import Moment
from talentflow.phases.values import cell_terms
from talentflow.reasons import wish_parts
from talentflow.rules.decision.intention import planning_rate
from talentflow.simulation import Simulation
from talentflow.view import Floats, WorldView
from talentflow.world import World

__all__ = ["Interview", "interview"]

type Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Interview:
    """What all active professionals (n) would say in a month; they stand in the order of rows."""

    world: World
    key: int
    month: int
    view: WorldView
    rows: Ints
    """(n,) rows of the professionals."""
    wish: Floats
    """(n,) wish to live elsewhere, logit units; −∞ for students, who think of it later, and for
    those who cannot go anywhere."""
    reasons: Floats
    """(n, K + 12) what it consists of."""
    chosen: npt.NDArray[np.int16]
    """(n,) place that they would plan for if they planned now, −1 for none."""
    homewards: Floats
    """(n,) chance that they would go home if they went, 0 for those who live there."""
    plans: Floats
    """(n,) plans a month; 0 for students."""
    left_for: Floats
    """(n, K + 12) what the wish consisted of when those abroad planned to leave home; nan for those
    who left before the run, and where no histories are kept."""
    chose_for: Floats
    """(n, K + 6) what spoke for the place that they planned for, or live in; nan as above, and for
    those who never made a choice."""

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the columns of `reasons`; the first K + 6 are those of `chose_for`."""
        return (*cell_terms(self.world), *PERSONAL)

    @property
    def people(self) -> Columns:
        """The columns of the professionals."""
        return self.world.people

    @cached_property
    def country(self) -> Ints:
        """Country of residence of each (n,), a row of countries."""
        return self.world.blueprint.country_of_place[self.people.place[self.rows]]

    @cached_property
    def home(self) -> Ints:
        """Home country of each (n,), a row of countries."""
        return self.world.blueprint.home[self.people.citizenship[self.rows]]

    @property
    def studying(self) -> Mask:
        """Whether each studies in another country (n,)."""
        found: Mask = self.people.employment[self.rows] == STUDENT
        return found

    def uniforms(self, purpose: Purpose, index: int) -> Floats:
        """Two keyed uniforms of each in this month (2, n)."""
        return uniform_pairs(self.key, purpose, self.month, self.people.key[self.rows], index)


def interview(run: Simulation) -> Interview:
    """Ask everybody at the end of the last month lived.

    Raises ValueError before the first month.
    """
    if run.month == 0:
        raise ValueError("nobody can be asked before the first month is lived")
    world, month = run.world, run.month - 1
    rows = np.flatnonzero(world.people.active[: world.people.used])
    left_for, chose_for = _choices(world, run.history, rows)
    with as_of(world, month) as now:
        reasons = wish_parts(world, now.look, rows)
        wish = reasons.sum(1)
        free = (reasons != 0.0).any(1) & (world.people.employment[rows] != STUDENT)
        return Interview(
            world, run.key, month, now.view, rows, np.where(free, wish, -np.inf), reasons,
            _chosen(world, now, rows), _homewards(world, now, rows), _plans(world, now, rows, wish),
            left_for, chose_for,
        )  # fmt: skip


def _chosen(world: World, now: Moment, rows: Ints) -> npt.NDArray[np.int16]:
    """Say where each would plan to go now, with the luck of this month."""
    chosen = np.empty(rows.size, np.int16)
    terms = world.cells.contribution.shape[1]

    def ask(lo: int, hi: int) -> None:
        why, nothing = np.empty((hi - lo, terms + AT_PLACES)), np.empty((0, 0))
        known = (world.people, world.cells, now.look, world.tie_columns, world.scratch())
        choose(*known, rows[lo:hi], chosen[lo:hi], why, nothing)

    world.threads.over(rows.size, ask)
    return chosen


def _homewards(world: World, now: Moment, rows: Ints) -> Floats:
    """Say how likely it is that each would go home, of all places."""
    plan, found = world.blueprint, np.zeros(rows.size)
    abroad = np.flatnonzero(world.is_abroad(rows))
    at_home = plan.country_of_place[None, :] == plan.home[:, None]

    def ask(lo: int, hi: int) -> None:
        who = rows[abroad[lo:hi]]
        out = np.empty((who.size, len(plan.places)))
        chances(world.people, world.cells, now.look, world.tie_columns, world.scratch(), who, out)
        found[abroad[lo:hi]] = (out * at_home[world.people.citizenship[who]]).sum(1)

    world.threads.over(abroad.size, ask)
    return found


def _plans(world: World, now: Moment, rows: Ints, wish: Floats) -> Floats:
    """Plans a month of each, see `rules.decision.intention`."""
    people, look = world.people, now.look
    offers = look.offers[people.citizenship[rows], people.education[rows], people.grade[rows]]
    held_back = (people.mover[rows] == 0) & ~world.is_abroad(rows)
    mover = np.where(held_back, look.stayer_rate, 1.0)
    rate = np.vectorize(planning_rate, otypes=[np.float64])
    plans: Floats = rate(wish, look.taste * people.taste[rows], mover, offers)
    return np.where(people.employment[rows] == STUDENT, 0.0, plans)


def _choices(world: World, history: History, rows: Ints) -> tuple[Floats, Floats]:
    """Look up what those who left home, and those who chose a place, told of it then."""
    people, terms = world.people, world.cells.contribution.shape[1]
    left = np.full((people.used, terms + len(PERSONAL)), np.nan, np.float32)
    chose = np.full((people.used, terms + AT_PLACES), np.nan, np.float32)
    abroad, planning = world.is_abroad(slice(0, people.used)), people.plan[: people.used] >= 0
    for month, planners, wishes, why in history.choices:
        went = abroad[planners] & (people.abroad_since[planners] >= month)
        left[planners[went]] = wishes[went]
        stands = planning[planners] | (abroad[planners] & (people.arrival[planners] >= month))
        chose[planners[stands]] = why[stands]
    return left[rows].astype(np.float64), chose[rows].astype(np.float64)
