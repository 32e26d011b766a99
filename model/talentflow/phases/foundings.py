"""Foundings: new firms at home, fewer where many left, and firms of the diaspora abroad.

Adds rows of firms and of their state; writes what waits to become a row.
"""

from math import prod

import numpy as np

from talentflow.founding import enlist, ready_firms
from talentflow.kernels.diaspora import Where, count_arrived
from talentflow.lotteries import whole
from talentflow.moment import Moment
from talentflow.rules.firms.foundings import Foundings
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["foundings"]


def foundings(world: World, now: Moment) -> None:
    """Found this month's firms."""
    plan = world.blueprint
    rule: Foundings = plan.case.rule("firms.foundings")
    if not (rule.enabled and plan.case.rule("firms.relocation").enabled):
        return
    rate = rule.at_home(_firms_at_home(world), _emigration(world))
    arrived = _arrived(world, now.month - rule.recent)
    rate += rule.abroad(arrived[..., None] * world.new_firms.sectors[:, None, :])
    founded = whole(rate, world.new_firms.carry)
    bundles = ready_firms(plan, rule, world.new_firms, founded, now.month)
    if bundles:
        world.add_firms(enlist(world.firms, bundles, now.month))
        now.founded = len(bundles)


def _firms_at_home(world: World) -> Floats:
    """Firms that hire at home by origin, place and sector (O, P, 2)."""
    known, hiring = world.firms, world.firm_state.hiring
    shape = world.new_firms.carry.shape
    cell = np.ravel_multi_index((known.origin, known.place, known.sector), shape)
    return np.bincount(cell, known.count * hiring, prod(shape)).reshape(shape)


def _emigration(world: World) -> Floats:
    """Net emigration from each home country in the last 12 months, share of its stock (O,)."""
    plan = world.blueprint
    by_place = plan.ict_share @ world.residents * plan.scale
    stock = np.bincount(plan.country_of_place, weights=by_place, minlength=len(plan.countries))
    share: Floats = world.net_emigration.sum(0)[plan.home] / np.maximum(stock[plan.home], 1.0)
    return share


def _arrived(world: World, month: int) -> Floats:
    """Professionals abroad who came to their residence after a month (O, P), real people."""
    plan = world.blueprint
    count = np.zeros((len(plan.home), len(plan.places)), np.int64)
    count_arrived(world.people, Where(plan.country_of_place, plan.home), month, count)
    return count.astype(np.float64) * plan.scale
