"""Intend: who considers, who plans, who drops a plan."""

from talentflow.chance import Purpose, draw
from talentflow.compiled import inlined, row, tight
from talentflow.elementary import exp
from talentflow.kernels.glance import offers_to
from talentflow.kernels.rooms import BLOCK, Block
from talentflow.kernels.tables import STUDENT, Bytes, Columns, Outlook, Persons
from talentflow.rules.decision.intention import drop_chance, planning_rate
from talentflow.view import Floats

__all__ = ["DROPS", "PLANS", "intend", "sort_out"]

PLANS, DROPS = 1, 2
_PLAN = int(Purpose.PLAN)


@tight
def sort_out(
    people: Columns, look: Outlook, lo: int, hi: int, home: Persons, away: Persons
) -> tuple[int, int]:
    """List the active people of rows lo to hi: those who live at home and those who live abroad.

    Students are left out: they do not think of leaving before they have finished. Returns how many
    they are. Both lists need room for one more.
    """
    here, there = row(0), row(0)
    for n in range(lo, hi):
        i = row(n)
        own, citizenship = row(people.place[i]), row(people.citizenship[i])
        at_home = look.country[own] == look.home[citizenship]
        active = (people.active[i] != 0) & (people.employment[i] != STUDENT)
        home[here], away[there] = i, i
        here = row(here + (active & at_home))
        there = row(there + (active & (not at_home)))
    return int(here), int(there)


@tight
def intend(
    people: Columns,
    look: Outlook,
    block: Block,
    rows: Persons,
    here: int,
    wish: Floats,
    outcome: Bytes,
) -> None:
    """Set the stage of the people in `rows` without a plan; note who plans and who drops a plan.

    The first `here` live at home. `wish` (n,) of each, `outcome` (PLANS, DROPS or 0) by row of
    people.
    """
    for lo in range(0, rows.size, BLOCK):
        size = min(BLOCK, rows.size - lo)
        _draw(lo, size, rows, people, look, block)
        for n in range(size):
            i = row(rows[lo + n])
            block.offers[n] = offers_to(i, int(lo + n < here), people, look)
            block.level[n] = look.taste * people.taste[i]
        for n in range(size):
            block.rate[n] = planning_rate(wish[lo + n], block.level[n], 1.0, block.offers[n])
        for n in range(size):
            _decide(row(rows[lo + n]), wish[lo + n], n, people, look, block, outcome)


@inlined
def _draw(lo: int, size: int, rows: Persons, people: Columns, look: Outlook, block: Block) -> None:
    for n in range(size):
        block.key[n] = people.key[row(rows[lo + n])]
    draw(look.key, _PLAN, look.month, block.key, size, block.first_draw, block.second_draw)


@inlined
def _decide(
    i: int, wish: float, n: int, people: Columns, look: Outlook, block: Block, outcome: Bytes
) -> None:
    """Decide for person i, the n-th of a block."""
    chance, rate = block.first_draw[n], block.rate[n]
    wishes = 1 if wish + people.answer[i] > 0.0 else 0
    if people.stage[i] < 2:
        people.stage[i] = wishes
        # 1 − exp(−rate) is at most the rate, which settles nearly everyone without an exponential
        if chance < rate and chance < 1.0 - exp(-rate):
            outcome[i] = PLANS
    elif chance < drop_chance(wish, look.drop):
        outcome[i] = DROPS
        people.stage[i] = wishes
