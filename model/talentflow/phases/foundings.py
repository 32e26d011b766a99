"""Foundings: new firms at home, fewer where many left, and firms of the diaspora abroad.

Adds rows of firms and of their state; writes what waits to become a row.
"""

import numpy as np

from talentflow.blueprint import Ints
from talentflow.firms import SECTORS
from talentflow.founding import enlist, ready_firms
from talentflow.moment import Moment
from talentflow.phases.preparation import whole
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
    rate += rule.abroad(_arrived(world, now.month - rule.recent)[..., None] * _sector_shares(world))
    founded = whole(rate, world.new_firms.carry)
    bundles = ready_firms(plan, rule, world.new_firms, founded, now.month)
    if bundles:
        world.add_firms(enlist(world.firms, bundles, now.month))
        now.founded = len(bundles)


def _firms_at_home(world: World) -> Floats:
    """Firms that hire at home by origin, place and sector (O, P, 2)."""
    known, hiring = world.firms, world.firm_state.hiring
    found = np.zeros_like(world.new_firms.carry)
    cell = known.origin[hiring], known.place[hiring], known.sector[hiring]
    np.add.at(found, cell, known.count[hiring])
    return found


def _emigration(world: World) -> Floats:
    """Net emigration from each home country in the last 12 months, share of its stock (O,)."""
    plan = world.blueprint
    by_place = plan.ict_share @ world.residents * plan.scale
    stock = np.bincount(plan.country_of_place, weights=by_place, minlength=len(plan.countries))
    share: Floats = world.net_emigration.sum(0)[plan.home] / np.maximum(stock[plan.home], 1.0)
    return share


def _arrived(world: World, month: int) -> Floats:
    """Professionals abroad who came to their residence after a month (O, P), real people."""
    people, plan = world.people, world.blueprint
    shape = len(plan.home), len(plan.places)
    rows: Ints = np.flatnonzero(people.arrival[: people.used] > month)
    rows = rows[(people.active[rows] == 1) & world.is_abroad(rows)]
    cell = people.citizenship[rows].astype(np.int64) * shape[1] + people.place[rows]
    count = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    return count.astype(np.float64) * plan.scale


def _sector_shares(world: World) -> Floats:
    """Share of each sector among an origin's firms at the start, spread over places (O, 1, 2)."""
    plan = world.blueprint
    tables = (plan.structure(o, "sector") for o in range(len(plan.home)))
    shares = [table.set_index("category")["share"].loc[list(SECTORS)] for table in tables]
    return np.array([share.to_numpy(np.float64) for share in shares])[:, None, :]
