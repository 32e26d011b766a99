"""Hubs: what contacts add to the weight of countries that have several places.

A country of several places is a nest: the weights of its places, summed, to the power μ. A block
lists one nest for each person and country where the person has contacts, with all the country's
places; those of all nests lie side by side, first places first, so that nests are done together.
"""

from talentflow.compiled import inlined, row
from talentflow.elementary import exp, log
from talentflow.kernels.rooms import Block
from talentflow.kernels.tables import Cells, Outlook
from talentflow.rules.terms.colleagues import saturating

__all__ = ["add_shared", "list_hubs"]


@inlined
def list_hubs(n: int, c: int, factor: float, cells: Cells, look: Outlook, block: Block) -> None:
    """List country c for the n-th of a block; `factor` is how home or the own firm raise it."""
    j, m = row(block.cell[n]), row(block.nests[0])
    block.nest_person[m], block.nest_country[m] = n, c
    block.nest_before[m] = factor * cells.country_weight[j, c]
    block.nest_sum[m] = cells.country_sum[j, c]
    hubs = row(look.hubs[c])
    for h in range(hubs):
        p = row(look.hub_rows[c, h])
        block.hub_tie[h, m] = block.met[p]
        block.hub_weight[h, m] = cells.place_weight[j, p]
        block.met[p] = 0.0
    for h in range(hubs, row(block.hub_tie.shape[0])):
        block.hub_tie[h, m], block.hub_weight[h, m] = 0.0, 0.0
    block.nests[0] = m + 1
    block.nest_from[n + 1] = m + 1


@inlined
def add_shared(look: Outlook, block: Block) -> None:
    """Add what contacts add; `block.hub_extra` becomes each place's part."""
    nests, hubs = block.nests[0], block.hub_tie.shape[0]
    for m in range(nests):
        block.nest_whole[m], block.nest_bridge[m] = 0.0, 0.0
    for h in range(hubs):
        _raise_places(h, nests, look, block)
    for m in range(nests):
        known = block.nest_sum[m] > 0.0
        ratio = block.nest_whole[m] / block.nest_sum[m] if known else 1.0
        block.nest_after[m] = block.nest_before[m] * exp(look.hub * log(ratio))
    for h in range(hubs):
        _share_out(h, nests, block)
    for m in range(nests):
        n, added = row(block.nest_person[m]), block.nest_after[m] - block.nest_before[m]
        block.total[n] += added
        block.bridges[n] += block.nest_bridge[m]
        if block.variant[n] > 0 and look.raised[row(block.variant[n])] == block.nest_country[m]:
            block.office[n] += added


@inlined
def _raise_places(h: int, nests: int, look: Outlook, block: Block) -> None:
    """Raise the weight of the h-th place of every nest by the ties there, and sum it up."""
    tie, extra, weight = block.hub_tie[h], block.hub_extra[h], block.hub_weight[h]
    whole, sharing = block.nest_whole, look.colleagues / look.hub
    for m in range(nests):
        tie[m] = saturating(tie[m], look.saturation)
    for m in range(nests):
        extra[m] = weight[m] * exp(sharing * tie[m])
        whole[m] += extra[m]


@inlined
def _share_out(h: int, nests: int, block: Block) -> None:
    """Give the h-th place of every nest its part of what the country gained."""
    tie, extra, weight = block.hub_tie[h], block.hub_extra[h], block.hub_weight[h]
    for m in range(nests):
        known = block.nest_sum[m] > 0.0
        unit = block.nest_after[m] / block.nest_whole[m] if known else 0.0
        before = block.nest_before[m] / block.nest_sum[m] if known else 0.0
        raised = unit * extra[m]
        block.nest_bridge[m] += raised * tie[m]
        extra[m] = raised - before * weight[m]
