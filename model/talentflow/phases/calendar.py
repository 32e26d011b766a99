"""Calendar: the indicators, rules and shocks in force this month.

Writes no column; sets `now.view`.
"""

import numpy as np

from talentflow.moment import Moment
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
        diaspora=_by_country(world) * plan.scale,
        km=plan.km,
        common_language=plan.common_language,
        ease=plan.ease[t],
        exposure_levels=plan.exposure,
    )


def _by_country(world: World) -> Floats:
    """Residents by citizenship and country (O, C), simulated counts."""
    plan = world.blueprint
    found = np.zeros((len(plan.home), len(plan.countries)))
    np.add.at(found.T, plan.country_of_place, world.residents.T)
    return found


def _read_only(values: Floats) -> Floats:
    seen = values.view()
    seen.flags.writeable = False
    return seen
