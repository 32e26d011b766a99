"""Intend: who considers, who plans, who drops a plan."""

from math import exp

from talentflow.chance import Purpose, uniforms
from talentflow.compiled import compiled
from talentflow.kernels.tables import Bytes, Columns, Outlook
from talentflow.rules.decision.intention import drop_chance, planning_rate
from talentflow.view import Floats

__all__ = ["DROPS", "PLANS", "intend"]

PLANS, DROPS = 1, 2
_PLAN = int(Purpose.PLAN)


@compiled
def intend(people: Columns, look: Outlook, lo: int, hi: int, wish: Floats, outcome: Bytes) -> None:
    """Set the stage of the people without a plan in rows lo to hi; note who plans and who drops.

    `wish` and `outcome` (PLANS, DROPS or 0) are by row.
    """
    for i in range(lo, hi):
        outcome[i] = 0
        if people.active[i] == 0:
            continue
        a = wish[i]
        chance, _ = uniforms(look.key, _PLAN, look.month, people.key[i], 0)
        wishes = 1 if a + people.answer[i] > 0.0 else 0
        if people.stage[i] >= 2:
            if chance < drop_chance(a, look.drop):
                outcome[i] = DROPS
                people.stage[i] = wishes
            continue
        people.stage[i] = wishes
        mover = 1.0
        at_home = look.country[people.place[i]] == look.home[people.citizenship[i]]
        if people.mover[i] == 0 and at_home:
            mover = look.stayer_rate
        taste = look.taste * people.taste[i]
        rate = planning_rate(a, taste, mover, people.grade[i], look.rate, look.grade_slope)
        if chance < 1.0 - exp(-rate):
            outcome[i] = PLANS
