"""Appraise: everyone's wish to leave.

People are taken in blocks. What needs a look at a person's row is done one by one, what is plain
arithmetic for the whole block at once, so that the processor does several people at a time.
"""

import numpy as np

from talentflow.compiled import inlined, row, tight
from talentflow.elementary import exp, log
from talentflow.kernels.gathering import gather
from talentflow.kernels.rooms import BLOCK, Block, Gathered
from talentflow.kernels.standing import situate
from talentflow.kernels.tables import Cells, Columns, Outlook, Rows, TieColumns
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
    rows: Rows,
    wish: Floats,
    gathered: Gathered,
) -> None:
    """Fill `wish` (n,) for the active people in `rows`, in logit units.

    −∞ stands for those who cannot go anywhere. `gathered` adds up what the wishes of those who live
    at home consist of, by class, if it has classes.
    """
    for lo in range(0, rows.size, BLOCK):
        size = min(BLOCK, rows.size - lo)
        for n in range(size):
            i = row(rows[lo + n])
            situate(n, i, people, cells, look, ties, block)
            block.single_from[n + 1] = block.single_from[n]
            block.shared_from[n + 1] = block.shared_from[n]
            if ties.far[i] > 0:
                _list_contacts(n, i, people, cells, look, ties, block)
        _strengthen(size, look, block)
        for n in range(size):
            i = row(rows[lo + n])
            if ties.far[i] > 0:
                _add_contacts(n, i, people, cells, look, block)
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
    far = row(ties.far[i])
    own = row(look.country[row(people.place[i])])
    home, parent = look.home[row(people.citizenship[i])], look.raised[row(block.variant[n])]
    j = row(block.cell[n])
    countries = 0
    for s in range(far):
        p = row(ties.at[i, s])
        kept = look.tie_fade[row(look.month - ties.apart[i, s])]
        block.met[p] += kept * look.nearness[own, p]
        countries |= look.shares[p]
    first = block.single_from[n]
    for s in range(far):
        p = row(ties.at[i, s])
        c = row(look.country[p])
        e = row(first + s)
        alone = look.alone[p]
        block.single[e] = p
        block.single_tie[e] = alone * block.met[p]
        block.met[p] -= block.single_tie[e]
        factor = _factor(n, c, home, parent, look, block)
        block.single_extra[e] = alone * factor * cells.country_weight[j, c]
    block.single_from[n + 1] = first + far
    m = row(0)
    while countries != 0:
        if countries & 1:
            _list_hubs(n, row(look.shared[m]), look, block)
        countries >>= 1
        m = row(m + 1)


@inlined
def _list_hubs(n: int, c: int, look: Outlook, block: Block) -> None:
    """List all places of country c."""
    for h in range(look.hubs[c]):
        p = row(look.hub_rows[c, h])
        e = row(block.shared_from[n + 1])
        block.shared[e] = p
        block.shared_tie[e] = block.met[p]
        block.met[p] = 0.0
        block.shared_from[n + 1] = e + 1


@inlined
def _strengthen(size: int, look: Outlook, block: Block) -> None:
    """Turn summed ties into their strength, and into what it adds to the weight of a place.

    Of a country of several places only how much it adds to each unit of weight.
    """
    for e in range(block.single_from[size]):
        strength = saturating(block.single_tie[e], look.saturation)
        before = block.single_extra[e]
        after = before * exp(look.colleagues * strength)
        block.bridge[e] = after * strength
        block.single_extra[e] = after - before
    sharing = look.colleagues / look.hub
    for e in range(block.shared_from[size]):
        strength = saturating(block.shared_tie[e], look.saturation)
        block.shared_tie[e] = strength
        block.shared_extra[e] = exp(sharing * strength) - 1.0


@inlined
def _add_contacts(
    n: int, i: int, people: Columns, cells: Cells, look: Outlook, block: Block
) -> None:
    """Add what contacts add to the weights of hosts; `block.shared_extra` as for single places."""
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
    e = row(block.shared_from[n])
    while e < block.shared_from[n + 1]:
        e = row(_add_hubs(n, i, e, people, cells, look, block))


@inlined
def _add_hubs(
    n: int, i: int, first: int, people: Columns, cells: Cells, look: Outlook, block: Block
) -> int:
    """Add what contacts in a country of several places add; returns the entry after its last."""
    j, c = row(block.cell[n]), row(look.country[row(block.shared[first])])
    home, parent = look.home[row(people.citizenship[i])], look.raised[row(block.variant[n])]
    last = row(first + look.hubs[c])
    before = _factor(n, c, home, parent, look, block) * cells.country_weight[j, c]
    whole = cells.country_sum[j, c]
    for h in range(first, last):
        whole += cells.place_weight[j, row(block.shared[h])] * block.shared_extra[h]
    unit, unit_before, added = 0.0, 0.0, 0.0
    if whole > 0.0:
        after = before * exp(look.hub * log(whole / cells.country_sum[j, c]))
        added = after - before
        unit, unit_before = after / whole, before / cells.country_sum[j, c]
    for h in range(first, last):
        base = cells.place_weight[j, row(block.shared[h])]
        raised = unit * base * (1.0 + block.shared_extra[h])
        block.bridges[n] += raised * block.shared_tie[h]
        block.shared_extra[h] = raised - unit_before * base
    block.total[n] += added
    if c == parent:
        block.office[n] += added
    return int(last)


@inlined
def _factor(n: int, c: int, home: int, parent: int, look: Outlook, block: Block) -> float:
    """By how much home or the own firm raises the weight of country c."""
    factor = look.office_raise if c == parent else 1.0
    return block.homewards[n] if c == home else factor


@inlined
def _weigh(lo: int, size: int, nest: float, block: Block, wish: Floats) -> None:
    """Weigh going against staying."""
    for n in range(size):
        going = nest * (log(block.total[n]) - block.stay[n]) + block.level[n]
        wish[lo + n] = going if block.total[n] > 0.0 else -np.inf
