"""Work: people at home take up remote work for employers abroad, or end it.

Writes `employment` and `client`.
"""

import numpy as np

from talentflow.kernels.rooms import BLOCK
from talentflow.kernels.tables import LOCAL, UNEMPLOYED
from talentflow.kernels.work import switch_work
from talentflow.moment import Moment
from talentflow.remote import remote_market
from talentflow.rules.work.remote import Remote
from talentflow.world import World

__all__ = ["work"]


def work(world: World, now: Moment) -> None:
    """Weigh remote work against local work."""
    people, plan = world.people, world.blueprint
    rule: Remote = plan.case.rule("work.remote")
    if not rule.enabled:
        return
    market = remote_market(plan, now.month, now.look.remote_pay)
    chance = -np.expm1(-market.rate)
    most = float(chance.max())
    without_firm = UNEMPLOYED if plan.case.rule("firms.relocation").enabled else LOCAL
    world.threads.over(
        people.used,
        lambda lo, hi: switch_work(
            people, now.look, lo, hi, chance, most, market.ending, market.log_pull,
            without_firm, np.empty(BLOCK), np.empty(BLOCK),
        ),
    )  # fmt: skip
