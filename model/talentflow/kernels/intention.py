"""Intend: who considers, who plans, who drops a plan."""

from math import exp

from talentflow.chance import Purpose, uniforms
from talentflow.compiled import tight
from talentflow.kernels.tables import Bytes, Columns, Outlook
from talentflow.rules.decision.intention import drop_chance, planning_rate
from talentflow.view import Floats

__all__ = ["DROPS", "PLANS", "intend"]

PLANS, DROPS = 1, 2
_PLAN = int(Purpose.PLAN)


@tight
def intend(people: Columns, look: Outlook, lo: int, hi: int, wish: Floats, outcome: Bytes) -> None:
    """Set the stage of the people without a plan in rows lo to hi; note who plans and who drops.

    `wish` and `outcome` (PLANS, DROPS or 0) are by row.
    """
    key, active, answer, stage = people.key, people.active, people.answer, people.stage
    movers, place, citizenship = people.mover, people.place, people.citizenship
    tastes, grade = people.taste, people.grade
    country, home, offers = look.country, look.home, look.offers
    for i in range(lo, hi):
        outcome[i] = 0
        if active[i] == 0:
            continue
        a = wish[i]
        chance, _ = uniforms(look.key, _PLAN, look.month, key[i], 0)
        wishes = 1 if a + answer[i] > 0.0 else 0
        if stage[i] >= 2:
            if chance < drop_chance(a, look.drop):
                outcome[i] = DROPS
                stage[i] = wishes
            continue
        stage[i] = wishes
        mover = 1.0
        at_home = country[place[i]] == home[citizenship[i]]
        if movers[i] == 0 and at_home:
            mover = look.stayer_rate
        taste = look.taste * tastes[i]
        rate = planning_rate(a, taste, mover, offers[grade[i]])
        # 1 − exp(−rate) is at most the rate, which settles nearly everyone without an exponential
        if chance < rate and chance < 1.0 - exp(-rate):
            outcome[i] = PLANS
