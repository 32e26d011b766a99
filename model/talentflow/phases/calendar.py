"""Calendar: the indicators, rules and shocks in force this month.

Writes no column; sets `now.view` and `now.exit`.
"""

import numpy as np

from talentflow.moment import Moment
from talentflow.rules.shocks.thaw import Thaw
from talentflow.rules.states.exit_answer import ExitAnswer
from talentflow.view import Floats, WorldView
from talentflow.world import World

__all__ = ["calendar"]


def calendar(world: World, now: Moment) -> None:
    """Look up what holds this month."""
    plan = world.blueprint
    t = now.month
    now.view = WorldView(
        month=t,
        countries=plan.countries,
        country_of_place=plan.country_of_place,
        home=plan.home,
        indicators={name: values[t] for name, values in plan.indicators.items()},
        pay_ratio=plan.pay_ratio,
        wage_index=_read_only(world.wage_index),
        vacancies=_read_only(world.vacancies),
        jobs=plan.jobs(t),
        diaspora=np.maximum(world.by_country() * plan.scale + world.unseen, 0.0),
        km=plan.km,
        common_language=plan.common_language,
        ease=plan.ease[t],
        consular=plan.consular[t],
        support=_support(world, t),
        exposure_levels=plan.exposure,
    )
    now.exit = plan.exit[t] * _answer(world, t)


def _answer(world: World, month: int) -> Floats:
    """Share of those let out whom states leave when they answer outflow (O,); 1 after a thaw."""
    plan = world.blueprint
    rule: ExitAnswer = plan.case.rule("states.exit_answer")
    thaw: Thaw = plan.case.rule("shocks.thaw")
    origins = range(len(plan.home))
    if not rule.enabled or (thaw.enabled and month >= thaw.start):
        return np.ones(len(origins))
    at_home = np.array([world.residents[o, plan.home_places(o)].sum() for o in origins])
    calm = np.array([plan.rule("decision.anchors", o).calm_exit for o in origins])
    return rule.let_out(world.first_moves.sum(0) / np.maximum(at_home, 1), calm)


def _support(world: World, month: int) -> Floats:
    """Say what levers promise, see `WorldView.support`."""
    if not world.blueprint.levers:
        return np.zeros((1, 1, 1, 1))
    return world.aid.value(month, world.census.stocks.sum(3))


def _read_only(values: Floats) -> Floats:
    seen = values.view()
    seen.flags.writeable = False
    return seen
