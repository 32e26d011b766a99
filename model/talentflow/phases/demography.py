"""Demography: savings grow, people are promoted, some leave the occupation.

Writes `savings`, `grade` and `active`; ends the plans and ties of those who leave.
"""

import numpy as np

from talentflow.kernels.life import LEFT, PROMOTED, RETIRED, live
from talentflow.kernels.rooms import BLOCK
from talentflow.moment import Moment
from talentflow.queues import WITHDRAWN, note
from talentflow.rules.demography.leaving import Leaving
from talentflow.rules.demography.promotion import Promotion
from talentflow.world import World

__all__ = ["demography"]


def demography(world: World, now: Moment) -> None:
    """Live a month."""
    people, plan = world.people, world.blueprint
    case = plan.case
    promotion: Promotion = case.rule("demography.promotion")
    leaving: Leaving = case.rule("demography.leaving")
    left = [plan.rule("demography.leaving", o).left_occupation for o in range(len(plan.home))]
    saved = case.rule("people.population").save_share * world.monthly_pay(now.month)
    chances = promotion.chance()
    outcome = np.zeros(people.used, np.int8)
    world.threads.over(
        people.used,
        lambda lo, hi: live(
            people, np.uint64(plan.key), now.month, lo, hi, saved,
            now.look.remote_pay, chances,
            np.array(left), leaving.retirement, np.empty(BLOCK), np.empty(BLOCK), outcome,
        ),
    )  # fmt: skip
    touched = np.flatnonzero(outcome != 0)
    became = outcome[touched]
    now.promoted, now.left, now.retired = (
        touched[became == one] for one in (PROMOTED, LEFT, RETIRED)
    )
    gone = touched[became >= LEFT]
    note(world, now, WITHDRAWN, gone[people.granted[gone] == 0])
    people.active[gone] = 0
    people.stage[gone] = 0
    world.clear_plans(gone)
    world.ties.end(people, gone)
