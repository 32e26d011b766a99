"""Permits: papers that are ready are decided, within the month's capacity.

Writes `granted`, `blocked` of those preparing; the carry of permits.
"""

import numpy as np

from talentflow.chance import Purpose, uniform_pairs
from talentflow.moment import Gate, Moment
from talentflow.phases.preparation import lottery, whole
from talentflow.world import World

__all__ = ["permits"]


def permits(world: World, now: Moment) -> None:
    """Decide papers; those above the capacity wait."""
    people, plan, t = world.people, world.blueprint, now.month
    count = people.used
    due = (people.stage[:count] == 3) & (people.granted[:count] == 0) & (people.ready[:count] <= t)
    rows = np.flatnonzero(due)
    capacity = plan.capacity[t]
    if not plan.case.rule("gates.visa_queue").enforced:
        capacity = np.full_like(capacity, np.inf)
    limited = np.isfinite(capacity)
    seats = whole(np.where(limited, capacity, 0.0) / plan.scale, world.permit_carry)
    o = people.citizenship[rows].astype(np.int64)
    c = plan.country_of_place[people.plan[rows]]
    waits = limited[o, c]
    queue = o[waits] * len(plan.countries) + c[waits]
    ticket = uniform_pairs(plan.key, Purpose.PERMIT, t, people.key[rows[waits]])[0]
    won = ~waits
    won[waits] = lottery(queue, ticket, seats.reshape(-1))
    people.granted[rows[won]] = 1
    now.hold_up(people, plan.country_of_place, Gate.VISA_QUEUE, rows[~won])
