"""Gather: what the wishes of those at home consist of, summed by class."""

from math import floor

import numpy as np

from talentflow.compiled import inlined, row
from talentflow.kernels.life import class_of
from talentflow.kernels.rooms import FIXED, Block, Gathered
from talentflow.kernels.tables import Cells, Columns, Outlook, TieColumns
from talentflow.rules.terms.age import age_cost

__all__ = ["BY_AGE", "BY_OFFICE", "BY_TIES", "WISH", "gather"]

WISH, BY_OFFICE, BY_TIES, BY_AGE = 0, 1, 2, 3
"""Columns of `Gathered.own`."""


@inlined
def _whole(part: float) -> np.int64:
    """Turn a real number into fixed point."""
    return np.int64(floor(part * FIXED + 0.5))


@inlined
def gather(
    n: int,
    i: int,
    wish: float,
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    block: Block,
    gathered: Gathered,
) -> None:
    """Add person i, the n-th of a block, to the sums of the own class."""
    g = row(class_of(i, people, look.sector, look.month))
    gathered.asked[g] += 1
    if block.total[n] > 0.0:
        j, v = row(block.cell[n]), row(block.variant[n])
        kind = look.home_slot[row(people.place[i])] * cells.shape[2] + people.english[i]
        q = row(kind * cells.shape[3] + people.exposure[i])
        share = 1.0 / block.total[n]
        gathered.persons[g, q] += 1
        gathered.families[g, row(people.family[i])] += 1
        left = row(cells.value.shape[1] + v)
        gathered.chances[g, q, left] += _whole(cells.total[j, v] * share)
        for e in range(block.single_from[n], block.single_from[n + 1]):
            place = row(block.single[e])
            gathered.chances[g, q, place] += _whole(block.single_extra[e] * share)
        for e in range(block.shared_from[n], block.shared_from[n + 1]):
            place = row(block.shared[e])
            gathered.chances[g, q, place] += _whole(block.shared_extra[e] * share)
        here = look.near_strength[row(ties.near[i])]
        tie = look.nest * look.colleagues * (block.bridges[n] * share - here)
        gathered.own[g, WISH] += _whole(wish)
        gathered.own[g, BY_TIES] += _whole(tie)
        years = (look.month - people.birth[i]) / 12.0
        gathered.own[g, BY_AGE] -= _whole(age_cost(years, look.age))
        if v > 0:
            office = look.nest * look.office * block.office[n] * share
            gathered.own[g, BY_OFFICE] += _whole(office)
