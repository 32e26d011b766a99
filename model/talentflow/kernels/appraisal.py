"""Appraise: everyone's wish to leave.

People are taken in blocks. What needs a look at a person's row is done one by one, what is plain
arithmetic for the whole block at once, so that the processor does several people at a time.
"""

import numpy as np

from talentflow.compiled import inlined, row, tight
from talentflow.elementary import exp, log
from talentflow.kernels.ahead import AHEAD, bring_person
from talentflow.kernels.gathering import gather
from talentflow.kernels.hubs import add_shared, list_hubs
from talentflow.kernels.rooms import BLOCK, Block, Gathered
from talentflow.kernels.standing import situate
from talentflow.kernels.tables import Cells, Columns, Outlook, Persons, TieColumns
from talentflow.rules.terms.colleagues import saturating
from talentflow.view import Floats

__all__ = ["appraise"]


@tight
def appraise(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    block: Block,
    rows: Persons,
    wish: Floats,
    gathered: Gathered,
) -> None:
    """Fill `wish` (n,) for the active people in `rows`, in logit units.

    −∞ stands for those who cannot go anywhere. `gathered` adds up what the wishes of those who live
    at home consist of, by class, if it has classes.
    """
    for lo in range(0, rows.size, BLOCK):
        size = min(BLOCK, rows.size - lo)
        block.nests[0] = 0
        for n in range(size):
            if lo + n + AHEAD < rows.size:
                bring_person(row(rows[lo + n + AHEAD]), people, ties)
            i = row(rows[lo + n])
            situate(n, i, people, cells, look, ties, block)
            block.single_from[n + 1] = block.single_from[n]
            block.nest_from[n + 1] = block.nest_from[n]
            if ties.far[i] > 0:
                _list_contacts(n, i, people, cells, look, ties, block)
        _strengthen(size, look, block)
        for n in range(size):
            _add_singles(n, look, block)
        add_shared(look, block)
        _weigh(lo, size, look.nest, block, wish)
        if gathered.asked.size > 0:
            gather(lo, size, rows, wish, people, cells, look, ties, block, gathered)


@inlined
def _list_contacts(
    n: int, i: int, people: Columns, cells: Cells, look: Outlook, ties: TieColumns, block: Block
) -> None:
    """List the places abroad where i has contacts; `block.single_extra` is their weight so far.

    A place that comes again has no ties left, which adds nothing and costs no branch.
    """
    far, j = row(ties.far[i]), row(block.cell[n])
    own = row(look.country[row(people.place[i])])
    countries = 0
    for s in range(far):
        p = row(ties.at[i, s])
        kept = look.tie_fade[row(look.month - ties.apart[i, s])]
        block.met[p] += kept * look.nearness[own, p]
        countries |= look.shares[p]
    first = row(block.single_from[n])
    for s in range(far):
        p, e = row(ties.at[i, s]), row(first + s)
        block.single[e] = p
        block.single_tie[e] = block.met[p]
        block.met[p] *= look.has_sisters[p]
        block.single_extra[e] = cells.single_weight[j, p]
    block.single_from[n + 1] = first + far
    home, parent = look.home[row(people.citizenship[i])], look.raised[row(block.variant[n])]
    if block.at_home[n] == 0 or block.variant[n] > 0:
        for e in range(first, row(first + far)):
            c = look.country[row(block.single[e])]
            block.single_extra[e] *= _factor(n, c, home, parent, look, block)
    m = row(0)
    while countries != 0:
        if countries & 1:
            c = row(look.shared[m])
            factor = _factor(n, c, home, parent, look, block)
            list_hubs(n, c, factor, cells, look, block)
        countries >>= 1
        m = row(m + 1)


@inlined
def _strengthen(size: int, look: Outlook, block: Block) -> None:
    """Turn summed ties to single places into what they add to the weight of the place."""
    for e in range(block.single_from[size]):
        strength = saturating(block.single_tie[e], look.saturation)
        before = block.single_extra[e]
        after = before * exp(look.colleagues * strength)
        block.bridge[e] = after * strength
        block.single_extra[e] = after - before


@inlined
def _add_singles(n: int, look: Outlook, block: Block) -> None:
    """Add what contacts in countries of one place add to the weights of hosts."""
    total, bridges = 0.0, 0.0
    for e in range(row(block.single_from[n]), row(block.single_from[n + 1])):
        total += block.single_extra[e]
        bridges += block.bridge[e]
    block.total[n] += total
    block.bridges[n] = bridges
    if block.variant[n] > 0:
        parent = look.raised[block.variant[n]]
        for e in range(row(block.single_from[n]), row(block.single_from[n + 1])):
            if look.country[block.single[e]] == parent:
                block.office[n] += block.single_extra[e]


@inlined
def _factor(n: int, c: int, home: int, parent: int, look: Outlook, block: Block) -> float:
    """By how much home or the own firm raises the weight of country c."""
    factor = look.office_raise[row(block.variant[n])] if c == parent else 1.0
    return block.homewards[n] if c == home else factor


@inlined
def _weigh(lo: int, size: int, nest: float, block: Block, wish: Floats) -> None:
    """Weigh going against staying."""
    for n in range(size):
        going = nest * (log(block.total[n]) - block.stay[n]) + block.level[n]
        wish[lo + n] = going if block.total[n] > 0.0 else -np.inf
