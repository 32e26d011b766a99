"""Solve the two levels that other data do not separate: κ from calm exit, home from calm return.

`calm exit = 12 · mean over residents of h · conversion`, `calm return` likewise over the diaspora
times the chance that home is chosen; `conversion = prepare / (prepare + drop / (1 + exp(a)))`.

For residents the home weight H enters the wish as −λH only, so that for a given H calm exit fixes
κ + λH; H then solves calm return (Brent's method).
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from talentflow.kernels.appraisal import appraise
from talentflow.kernels.rooms import Gathered
from talentflow.kernels.tables import STUDENT, Outlook, Rows
from talentflow.moment import Moment
from talentflow.phases.values import cell_terms
from talentflow.reasons import wish_parts
from talentflow.rules.decision.anchors import Anchors
from talentflow.rules.decision.intention import Intention
from talentflow.rules.terms.home import Home
from talentflow.view import Floats
from talentflow.world import Constants, World

__all__ = ["solve"]

FEWEST_ABROAD = 30
"""Below this many people abroad the calm return cannot be solved."""

USUAL_HOME_WEIGHT = 4.8
"""The home weight where it cannot be solved: what the Belarusian case gives."""


def solve(world: World, now: Moment) -> Constants:
    """Numbers for κ and the home weight of each origin, solved where the scenario says "solve".

    `now` must hold the calm first month with both set to zero.
    """
    solved = [_solve(world, now, origin) for origin in range(len(world.blueprint.home))]
    kappa, weight = np.array(solved).T.copy()
    return Constants(kappa, weight)


def _solve(world: World, now: Moment, origin: int) -> tuple[float, float]:
    """κ and the home weight of one origin."""
    plan = world.blueprint
    intention: Intention = plan.rule("decision.intention", origin)
    home: Home = plan.rule("terms.home", origin)
    anchors: Anchors = plan.rule("decision.anchors", origin)
    calm = _Calm(world, now, origin, intention)
    level = calm.level(anchors.calm_exit) if intention.kappa == "solve" else None

    def kappa(weight: float) -> float:
        return float(intention.kappa) if level is None else level - intention.nest * weight

    if home.weight != "solve":
        return kappa(float(home.weight)), float(home.weight)
    if calm.abroad.size < FEWEST_ABROAD:
        return kappa(USUAL_HOME_WEIGHT), USUAL_HOME_WEIGHT
    weight = _root(lambda h: calm.returns(h, kappa(h)) - anchors.calm_return, 1e-6, 20.0)
    return kappa(weight), weight


def _root(excess: Callable[[float], float], low: float, high: float) -> float:
    """Zero of an increasing function, the nearer end if there is none between."""
    if excess(low) >= 0.0:
        return low
    if excess(high) <= 0.0:
        return high
    return float(brentq(excess, low, high, xtol=1e-12, rtol=1e-12))


class _Calm:
    """Expected rates of the first month's people of an origin, as functions of κ and H."""

    def __init__(self, world: World, now: Moment, origin: int, intention: Intention) -> None:
        self.world = world
        self.now = now
        self.rule = intention
        self.home = len(cell_terms(world))
        self.prepare = world.blueprint.case.rule("decision.preparation").rate
        people, count = world.people, world.people.used
        own = people.citizenship[:count] == origin
        rows = np.flatnonzero(own & (people.employment[:count] != STUDENT))
        self.origins = np.arange(len(world.blueprint.home)) == origin
        abroad = world.is_abroad(rows)
        self.residents, self.abroad = rows[~abroad], rows[abroad]
        self.resident_wish = self._wishes(self.residents)

    def _look(self, kappa: float, weight: float) -> Outlook:
        """Look at the calm month with constants of the origin."""
        return self.now.look._replace(kappa=self.origins * kappa, home_weight=self.origins * weight)

    def _wishes(self, rows: Rows) -> Floats:
        """Wishes (n,) at zero constants, logit units."""
        world = self.world
        look = self._look(0.0, 0.0)
        wish = np.empty(rows.size)
        appraise(
            world.people,
            world.cells,
            look,
            world.tie_columns,
            world.block(),
            rows.astype(np.uint32),
            wish,
            Gathered.of(world.cells, 0, 0),
        )
        return wish

    def _yearly(self, wish: Floats, rows: Rows, movers: Floats) -> Floats:
        people, rule = self.world.people, self.rule
        offers = np.exp(rule.grade_slope * (people.grade[rows] - 1.5))
        offers = offers * rule.by_education()[people.education[rows]]
        level = np.minimum(wish + rule.taste * people.taste[rows], 8.0)
        rate = np.minimum(rule.rate * movers * offers * np.exp(level), 2.0)
        dropped = rule.drop / (1.0 + np.exp(np.minimum(wish, 700.0)))
        yearly: Floats = 12.0 * (1.0 - np.exp(-rate)) * self.prepare / (self.prepare + dropped)
        return yearly

    def exits(self, level: float) -> float:
        """Return the expected share of residents who leave in a year, for a level of κ + λH."""
        rows = self.residents
        if not rows.size:
            return 0.0
        movers = np.where(self.world.people.mover[rows] == 1, 1.0, self.rule.stayer_rate)
        return float(self._yearly(self.resident_wish - level, rows, movers).mean())

    def level(self, target: float) -> float:
        """Find the κ + λH that gives the calm exit."""
        return _root(lambda level: target - self.exits(level), -40.0, 60.0)

    def returns(self, weight: float, kappa: float) -> float:
        """Return the expected share of the diaspora that returns in a year (home weight > 0)."""
        rows = self.abroad
        look = self._look(kappa, weight)
        parts = wish_parts(self.world, look, rows)
        wish, pull = parts.sum(1), parts[:, self.home]
        months = self.now.month - self.world.people.abroad_since[rows]
        homewards = pull / (self.rule.nest * weight * self.now.look.home_fade[months])
        return float((self._yearly(wish, rows, np.ones(rows.size)) * homewards).mean())
