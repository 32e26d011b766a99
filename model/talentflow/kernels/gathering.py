"""Gather: what the wishes of those at home consist of, summed by class.

Sums are whole numbers (see `rooms.FIXED`), so that no order of adding changes them.
"""

from math import floor

import numpy as np

from talentflow.compiled import inlined, row
from talentflow.kernels.life import class_of, employer_type
from talentflow.kernels.rooms import FIXED, Block, Gathered
from talentflow.kernels.standing import draft, kept_support, remote_gain
from talentflow.kernels.tables import Cells, Columns, Outlook, Persons, TieColumns
from talentflow.rules.terms.age import age_cost
from talentflow.view import Floats

__all__ = ["BY_AGE", "BY_DRAFT", "BY_KEPT", "BY_OFFICE", "BY_REMOTE", "BY_TIES", "WISH", "gather"]

WISH, BY_OFFICE, BY_TIES, BY_AGE, BY_REMOTE, BY_DRAFT, BY_KEPT = 0, 1, 2, 3, 4, 5, 6
"""Columns of `Gathered.own`."""


@inlined
def _whole(part: float) -> np.int64:
    """Turn a real number into fixed point."""
    return np.int64(floor(part * FIXED + 0.5))


@inlined
def gather(
    lo: int,
    size: int,
    rows: Persons,
    wish: Floats,
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    block: Block,
    gathered: Gathered,
) -> None:
    """Add the people of a block who live at home to the sums of their classes."""
    for n in range(size):
        i = row(rows[lo + n])
        block.bridges[n] /= block.total[n]
        block.bridges[n] -= look.near_strength[row(ties.near[i])]
        block.years[n] = (look.month - people.birth[i]) / 12.0
    for n in range(size):
        block.whole_left[n] = _whole(block.alone[n] / block.total[n])
        block.whole_wish[n] = _whole(wish[lo + n])
        block.whole_tie[n] = _whole(look.nest * look.colleagues * block.bridges[n])
        block.whole_age[n] = _whole(age_cost(block.years[n], look.age))
    for n in range(size):
        if block.at_home[n] == 1:
            i = row(rows[lo + n])
            employer = employer_type(i, people, look.sector)
            g = row(class_of(i, people, employer, look.month))
            gathered.asked[g] += 1
            if block.total[n] > 0.0:
                gathered.families[g, row(people.family[i])] += 1
                gathered.own[g, WISH] += block.whole_wish[n]
                gathered.own[g, BY_TIES] += block.whole_tie[n]
                gathered.own[g, BY_AGE] -= block.whole_age[n]
                push = draft(i, people, look)
                if push != 0.0:
                    gathered.own[g, BY_DRAFT] += _whole(push)
                if people.client[i] >= 0:
                    gain = look.nest * remote_gain(i, people, look)
                    gathered.own[g, BY_REMOTE] -= _whole(gain)
                if look.kept_bits != 0:
                    gathered.own[g, BY_KEPT] -= _whole(look.nest * kept_support(i, people, look))
                kind = look.home_slot[row(people.place[i])] * cells.shape[2] + people.english[i]
                q = row(kind * cells.shape[3] + people.exposure[i])
                _gather_chances(n, g, q, cells, look, block, gathered)
                if block.variant[n] > 0:
                    _gather_office(n, g, q, cells, look, block, gathered)


@inlined
def _gather_chances(
    n: int,
    g: int,
    q: int,
    cells: Cells,
    look: Outlook,
    block: Block,
    gathered: Gathered,
) -> None:
    """Add up what contacts add to the chances of places, and what they leave of the cell's."""
    gathered.persons[g, q] += 1
    gathered.chances[g, q, row(cells.value.shape[1])] += block.whole_left[n]
    share = 1.0 / block.total[n]
    for e in range(row(block.single_from[n]), row(block.single_from[n + 1])):
        place = row(block.single[e])
        gathered.chances[g, q, place] += _whole(block.single_extra[e] * share)
    for m in range(row(block.nest_from[n]), row(block.nest_from[n + 1])):
        c = row(block.nest_country[m])
        for h in range(row(look.hubs[c])):
            place = row(look.hub_rows[c, h])
            gathered.chances[g, q, place] += _whole(block.hub_extra[h, m] * share)


@inlined
def _gather_office(
    n: int, g: int, q: int, cells: Cells, look: Outlook, block: Block, gathered: Gathered
) -> None:
    """Add up what the own firm adds to the chances of places, and to the wish."""
    v, j = row(block.variant[n]), row(block.cell[n])
    c = row(look.raised[v])
    weight, whole = cells.country_weight[j, c], cells.country_sum[j, c]
    share = look.office_raise[v] * weight + block.office[n]
    gathered.own[g, BY_OFFICE] += _whole(look.nest * look.office[v] * share / block.total[n])
    if whole > 0.0:
        added = (look.office_raise[v] - 1.0) * weight / (whole * block.total[n])
        for h in range(row(look.hubs[c])):
            p = row(look.hub_rows[c, h])
            gathered.chances[g, q, p] += _whole(added * cells.place_weight[j, p])
