"""One person's decision in one month, held still so that it can be asked again.

A decision is exact: a plan is made where the person's keyed draw is below 1 − exp(−rate), and the
rate is proportional to exp(wish). So there is a wish that would just have been enough, and a
condition that would just have brought it about. Everything is evaluated by the model's own code, on
a copy of the world in the moment before people are asked.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from talentflow.blueprint import Blueprint
from talentflow.chance import Purpose, uniform_pairs
from talentflow.kernels.choice import choose
from talentflow.kernels.tables import AT_PLACES, PERSONAL, STUDENT
from talentflow.moment import Moment
from talentflow.month import MONTH
from talentflow.phases.calendar import calendar
from talentflow.phases.intention import intention
from talentflow.phases.values import cell_terms, values
from talentflow.reasons import wish_parts
from talentflow.rules.decision.intention import planning_rate
from talentflow.simulation import Simulation
from talentflow.world import World

__all__ = ["Answer", "Decision", "live_to_decisions"]


class Answer(NamedTuple):
    """What a person decides in a month."""

    wish: float
    """Logit units; −∞ for who cannot go anywhere."""
    needed: float
    """The wish from which on a plan is made, with this month's luck; logit units."""
    place: int
    """Row of the place planned for, −1 without a plan."""

    @property
    def plans(self) -> bool:
        """Whether a plan is made."""
        return self.place >= 0

    @property
    def margin(self) -> float:
        """By how much the wish exceeds what is needed; negative where it falls short."""
        return self.wish - self.needed


@dataclass
class Decision:
    """A world in the moment before people are asked, and who is asked."""

    world: World
    month: int
    row: int

    def answer(self, plan: Blueprint | None = None, look_again: Any = None) -> Answer:  # noqa: ANN401
        """Ask the person, under another blueprint if one is given.

        `look_again` may change the month's `WorldView` before places are valued.
        """
        world, before = self.world, self.world.blueprint
        world.blueprint = plan or before
        try:
            now = Moment(self.month)
            calendar(world, now)
            if look_again is not None:
                now.view = look_again(now.view)
            values(world, now)
            return self._decide(now)
        finally:
            world.blueprint = before

    def likeliest(self) -> int:
        """Return the row of the place abroad that the person would most likely plan for."""
        now = Moment(self.month)
        calendar(self.world, now)
        values(self.world, now)
        i = self.row
        people, cells, look = self.world.people, self.world.cells, now.look
        cell = np.ravel_multi_index(
            (people.citizenship[i], people.place[i], people.grade[i], people.english[i],
             people.exposure[i]),
            (len(look.home), *cells.shape),
        )  # fmt: skip
        weight = np.where(
            look.country == look.home[people.citizenship[i]], 0.0, cells.place_weight[cell]
        )
        return int(np.argmax(weight))

    def terms(self) -> dict[str, float]:
        """Return the parts of the wish by term, logit units; they sum to the wish."""
        now = Moment(self.month)
        calendar(self.world, now)
        values(self.world, now)
        parts = wish_parts(self.world, now.look, np.array([self.row]))[0]
        names = [*cell_terms(self.world), *PERSONAL]
        return {name: float(part) for name, part in zip(names, parts, strict=True)}

    def _decide(self, now: Moment) -> Answer:
        people, look, i = self.world.people, now.look, self.row
        parts = wish_parts(self.world, look, np.array([i]))[0]
        able = bool(np.any(parts))
        wish = float(parts.sum()) if able else -math.inf
        taste = float(look.taste * people.taste[i])
        offers = float(look.offers[people.citizenship[i], people.education[i], people.grade[i]])
        at_home = look.country[people.place[i]] == look.home[people.citizenship[i]]
        if at_home and people.mover[i] == 0:
            offers *= float(look.stayer_rate)
        u = float(uniform_pairs(look.key, Purpose.PLAN, self.month, people.key[i : i + 1])[0, 0])
        needed = _needed(u, taste, offers)
        free = people.stage[i] < 2 and people.employment[i] != STUDENT and people.active[i] == 1
        rate = planning_rate(wish, taste, 1.0, offers) if able else 0.0
        place = -1
        if able and free and u < -math.expm1(-rate):
            place = self._preferred(now)
        return Answer(wish, needed, place)

    def _preferred(self, now: Moment) -> int:
        world, rows = self.world, np.array([self.row])
        terms = world.cells.contribution.shape[1]
        chosen = np.empty(1, np.int16)
        why = np.empty((1, terms + AT_PLACES))
        choose(
            world.people, world.cells, now.look, world.tie_columns, world.scratch(), rows,
            chosen, why, np.empty((0, terms + len(PERSONAL))),
        )  # fmt: skip
        return int(chosen[0])

    def changed(self, name: str, at: tuple[int, ...], value: float) -> Blueprint:
        """Return the blueprint with one entry of one of its arrays by month changed, this month."""
        plan = self.world.blueprint
        array = getattr(plan, name).copy()
        array[self.month, *at] = value
        return replace(plan, **{name: array})

    def indicator(self, name: str, country: int, value: float) -> Blueprint:
        """Return the blueprint with an indicator of a country changed, this month."""
        plan = self.world.blueprint
        array = plan.indicators[name].copy()
        array[self.month, country] = value
        return replace(plan, indicators={**plan.indicators, name: array})


def _needed(u: float, taste: float, offers: float) -> float:
    """Return the wish from which on a plan is made: 1 − exp(−rate) exceeds u, rate as capped."""
    rate = -math.log1p(-u)
    if offers <= 0.0 or rate >= planning_rate(math.inf, taste, 1.0, offers):
        return math.inf
    return math.log(max(rate, 1e-300) / offers) - taste


def _copied(world: World) -> World:
    """Copy a world; what is never written is shared."""
    plan = world.blueprint
    shared = (plan, plan.case, world.threads)
    return copy.deepcopy(world, {id(one): one for one in shared})


def live_to_decisions(
    run: Simulation, row: int, month: int | None, last: int, tell: Callable[[int], None]
) -> Decision:
    """Live a run on and stop at a decision of a person.

    At `month` where it is given, else at the month, up to `last`, in which a person without a plan
    came nearest to making one. The run must not have lived these months; it is used up.
    Raises LookupError if the person is never asked.
    """
    kept: Decision | None = None
    nearest = -math.inf
    while run.month <= (last if month is None else month):
        world, now = run.world, Moment(run.month)
        for phase in MONTH:
            if phase is intention and (month is None or run.month == month):
                one = Decision(world, run.month, row)
                if month is not None:
                    return one
                if _asked(world, row) and (margin := one.answer().margin) > nearest:
                    nearest, kept = margin, Decision(_copied(world), run.month, row)
            phase(world, now)
        run.month += 1
        tell(1)
    if kept is None:
        raise LookupError("the person is never asked")
    return kept


def _asked(world: World, row: int) -> bool:
    people = world.people
    if row >= people.used:
        return False
    free = people.active[row] == 1 and people.employment[row] != STUDENT and people.stage[row] < 2
    return bool(free) and not bool(world.is_abroad(np.array([row]))[0])
