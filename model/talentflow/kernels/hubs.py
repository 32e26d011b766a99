"""Hubs: what contacts add to the weight of countries that have several places.

A country of several places is a nest: the weights of its places, to the power μ. A block lists one
nest for each person and country where the person has contacts, with all the country's places.
"""

from talentflow.compiled import inlined, row
from talentflow.elementary import exp, log
from talentflow.kernels.rooms import Block
from talentflow.kernels.tables import Cells, Outlook
from talentflow.rules.terms.colleagues import saturating

__all__ = ["add_shared", "list_hubs"]


@inlined
def list_hubs(n: int, c: int, before: float, look: Outlook, block: Block) -> None:
    """List country c for the n-th of a block; `before` is its weight without contacts."""
    m = row(block.nests[0])
    hubs = look.hubs[c]
    first = m * block.hubs_at_most[0]
    block.nest_person[m], block.nest_country[m] = n, c
    block.nest_before[m] = before
    for h in range(hubs):
        p = row(look.hub_rows[c, h])
        e = row(first + h)
        block.hub[e] = p
        block.hub_tie[e] = block.met[p]
        block.met[p] = 0.0
    block.nests[0] = m + 1
    block.nest_from[n + 1] = m + 1


@inlined
def add_shared(cells: Cells, look: Outlook, block: Block) -> None:
    """Add what contacts add; `block.hub_extra` becomes each place's part."""
    nests, wide = block.nests[0], block.hubs_at_most[0]
    sharing = look.colleagues / look.hub
    for e in range(nests * wide):
        strength = saturating(block.hub_tie[e], look.saturation)
        block.hub_tie[e] = strength
        block.hub_extra[e] = exp(sharing * strength)
    for m in range(nests):
        j, c = row(block.cell[row(block.nest_person[m])]), row(block.nest_country[m])
        whole = 0.0
        for h in range(look.hubs[c]):
            e = row(m * wide + h)
            block.hub_extra[e] *= cells.place_weight[j, row(block.hub[e])]
            whole += block.hub_extra[e]
        block.nest_whole[m] = whole
        block.nest_sum[m] = cells.country_sum[j, c]
    for m in range(nests):
        ratio = block.nest_whole[m] / block.nest_sum[m] if block.nest_sum[m] > 0.0 else 1.0
        block.nest_after[m] = block.nest_before[m] * exp(look.hub * log(ratio))
    for m in range(nests):
        if block.nest_sum[m] > 0.0:
            _share_out(m, wide, cells, look, block)


@inlined
def _share_out(m: int, wide: int, cells: Cells, look: Outlook, block: Block) -> None:
    """Share what contacts add to a nest among its places."""
    n, c = row(block.nest_person[m]), row(block.nest_country[m])
    j = row(block.cell[n])
    before, after = block.nest_before[m], block.nest_after[m]
    unit, unit_before = after / block.nest_whole[m], before / block.nest_sum[m]
    bridges = 0.0
    for h in range(look.hubs[c]):
        e = row(m * wide + h)
        raised = unit * block.hub_extra[e]
        bridges += raised * block.hub_tie[e]
        block.hub_extra[e] = raised - unit_before * cells.place_weight[j, row(block.hub[e])]
    block.bridges[n] += bridges
    block.total[n] += after - before
    if block.variant[n] > 0 and look.raised[row(block.variant[n])] == c:
        block.office[n] += after - before
