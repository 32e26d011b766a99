"""Permits: papers that are ready are decided, within the month's capacity of each route.

Writes `granted`, `blocked` of those preparing; ends the plans of those who are refused, and sets
their `stage`; the carry of permits.
"""

import numpy as np
import numpy.typing as npt

from talentflow.chance import Purpose, uniform_pairs
from talentflow.kernels.appraisal import appraise
from talentflow.kernels.rooms import Gathered
from talentflow.lotteries import lottery, whole
from talentflow.moment import Gate, Moment
from talentflow.queues import GRANTED, REFUSED, note
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["permits"]

type Rows = npt.NDArray[np.int64]


def permits(world: World, now: Moment) -> None:
    """Decide papers; those above the capacity wait."""
    people, plan, t = world.people, world.blueprint, now.month
    count = people.used
    due = (people.stage[:count] == 3) & (people.granted[:count] == 0) & (people.ready[:count] <= t)
    rows = np.flatnonzero(due)
    rows = _with_passport(world, now, rows)
    o = people.citizenship[rows].astype(np.int64)
    c = plan.country_of_place[people.plan[rows]]
    route = people.programme[rows].astype(np.int64)
    refusal = np.where(route > 0, plan.routes.refusal[t, route], plan.refusal[t][o, c])
    ordinary = o * len(plan.countries) + c
    queue = np.where(route > 0, plan.capacity[t].size + route, ordinary)
    won, refused = _decide(world, now, rows, queue, refusal)
    people.granted[rows[won & ~refused]] = 1
    now.hold_up(people, plan.country_of_place, Gate.VISA_QUEUE, rows[~won])
    note(world, now, GRANTED, rows[won & ~refused])
    for n, q in enumerate(plan.lever_routes):
        world.aid.note(people, n, rows[won & ~refused & np.isin(route, q)])
    _refuse(world, now, rows[won & refused])


def _with_passport(world: World, now: Moment, rows: Rows) -> Rows:
    """Hold up those who would move on but whose passport is not valid."""
    people, plan, t = world.people, world.blueprint, now.month
    lost = plan.consular[t][people.citizenship[rows]]
    onward = (people.programme[rows] >= 0) & world.is_abroad(rows) & (lost > 0.0)
    onward &= plan.case.rule("gates.visa_queue").enforced
    asked = np.flatnonzero(onward)
    drawn = uniform_pairs(plan.key, Purpose.PASSPORT, t, people.key[rows[asked]])[0]
    share: float = plan.case.rule("terms.consular").held_up
    held = np.zeros(rows.size, bool)
    held[asked] = drawn < share * lost[asked]
    now.hold_up(people, plan.country_of_place, Gate.VISA_QUEUE, rows[held])
    ready: Rows = rows[~held]
    return ready


def _decide(
    world: World, now: Moment, rows: Rows, queue: Rows, refusal: Floats
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Say whose papers are decided this month, and whom a decision would refuse."""
    plan, t = world.blueprint, now.month
    capacity = np.concatenate([plan.capacity[t].ravel(), plan.routes.capacity[t]])
    if not plan.case.rule("gates.visa_queue").enforced:
        capacity, refusal = np.full_like(capacity, np.inf), np.zeros_like(refusal)
    limited = np.isfinite(capacity)
    seats = whole(np.where(limited, capacity, 0.0) / plan.scale, world.permit_carry)
    drawn = np.flatnonzero(limited[queue] | (refusal > 0.0))
    ticket, luck = np.zeros(rows.size), np.ones(rows.size)
    ticket[drawn], luck[drawn] = uniform_pairs(
        plan.key, Purpose.PERMIT, t, world.people.key[rows[drawn]]
    )
    waits = limited[queue]
    won = ~waits
    won[waits] = lottery(queue[waits], ticket[waits], seats)
    return won, luck < refusal


def _refuse(world: World, now: Moment, rows: Rows) -> None:
    """End the plans of those refused; whether they still consider going is their wish of now."""
    people = world.people
    note(world, now, REFUSED, rows)
    now.refused, now.refused_plans = rows, people.plan[rows].astype(np.int64)
    wish = np.empty(rows.size)
    known = (people, world.cells, now.look, world.tie_columns, world.block())
    appraise(*known, rows.astype(np.uint32), wish, Gathered.of(world.cells, 0, 0))
    people.stage[rows] = wish + people.answer[rows] > 0.0
    world.clear_plans(rows)
