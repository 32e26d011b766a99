"""Appraise: everyone's wish to leave, and what each term adds to it."""

from math import exp, floor, log

import numpy as np

from talentflow.compiled import inlined, tight
from talentflow.kernels.standing import cell_of, contacts, variant_of
from talentflow.kernels.tables import (
    FIXED,
    Cells,
    Columns,
    Outlook,
    Rows,
    Scratch,
    Shorts,
    TieColumns,
)
from talentflow.rules.terms.age import age_cost
from talentflow.rules.terms.family import family_cost
from talentflow.view import Floats

__all__ = ["appraise"]

TOTAL, HOME, OFFICE, TIES = 0, 1, 2, 3
"""What is summed over hosts for one person: all weights, home's, the parent company's, and ties."""

AGING, KIN, CRISIS, ROOTS, AT_HOME, HERE, FADE = 0, 1, 2, 3, 4, 5, 6
"""What a person's own situation comes to, in logit units (`HERE`, `FADE`: the variable itself)."""


@tight
def appraise(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    room: Scratch,
    rows: Rows,
    wish: Floats,
    group: Shorts,
    gathered: Rows,
    parts: Floats,
) -> None:
    """Fill `wish` (n,) for the people in `rows`, in logit units; what it consists of, if asked.

    −∞ stands for those who cannot go anywhere and for the inactive. `gathered` (classes, K + 9)
    adds up the parts of those who live at home by class (`group`), in fixed point; `parts`
    (n, K + 9) keeps every person's instead. Either may have no rows.

    Those at home whom no contact abroad pulls differ from their cell by age, family and colleagues
    only, which takes no sum over hosts.
    """
    width = room.reasons.size
    for n in range(rows.size):
        i = rows[n]
        wish[n] = -np.inf
        if people.active[i] == 0:
            continue
        r = people.place[i]
        own, home = look.country[r], look.home[people.citizenship[i]]
        j = cell_of(i, people, cells)
        v = variant_of(i, own, home, people, look)
        gather = gathered.shape[0] > 0 and own == home
        _own_case(i, own, home, people, look, ties, room)
        if own == home and ties.far[i] == 0 and parts.shape[0] == 0:
            wish[n] = _of_the_cell(j, v, look, cells, room)
            if gather and cells.total[j, v] > 0.0:
                _gather_cell(j, v, group[i], look, cells, room, gathered)
            continue
        explain = gather or parts.shape[0] > 0
        _sum_hosts(i, j, v, r, own, home, look, cells, ties, room, explain)
        if room.sums[TOTAL] > 0.0:
            wish[n] = _weigh(j, r, look, cells, room)
            if explain:
                _take_apart(wish[n], j, r, look, cells, room)
        elif explain:
            for k in range(width):
                room.reasons[k] = 0.0
        if parts.shape[0] > 0:
            for k in range(width):
                parts[n, k] = room.reasons[k]
        elif gather:
            for k in range(width):
                gathered[group[i], k] += _whole(room.reasons[k])


@inlined
def _whole(part: float) -> np.int64:
    """Turn a real number into fixed point."""
    return np.int64(floor(part * FIXED + 0.5))


@inlined
def _own_case(
    i: int, own: int, home: int, people: Columns, look: Outlook, ties: TieColumns, room: Scratch
) -> None:
    case = room.own_case
    case[AGING] = age_cost((look.month - people.birth[i]) / 12.0, look.age)
    case[KIN] = family_cost(people.family[i], look.family)
    case[CRISIS] = look.crisis[own, people.exposure[i]]
    case[HERE] = look.near_strength[ties.near[i]]
    case[FADE], case[AT_HOME], case[ROOTS] = 1.0, look.home_weight, 0.0
    if own != home:
        case[FADE] = look.home_fade[look.month - people.abroad_since[i]]
        case[AT_HOME] = 0.0
        case[ROOTS] = look.roots[look.month - people.arrival[i]]


@inlined
def _of_the_cell(j: int, v: int, look: Outlook, cells: Cells, room: Scratch) -> float:
    """Return the wish of someone at home without contacts abroad."""
    case = room.own_case
    staying = look.nest * (look.home_weight + look.colleagues * case[HERE])
    wish = cells.gain[j, v] - staying - look.kappa
    return float(wish + case[CRISIS] - case[AGING] - case[KIN])


@inlined
def _gather_cell(
    j: int, v: int, g: int, look: Outlook, cells: Cells, room: Scratch, gathered: Rows
) -> None:
    case, terms = room.own_case, cells.mean.shape[2]
    for k in range(terms):
        gathered[g, k] += cells.fixed[j, v, k]
    gathered[g, terms] -= _whole(look.nest * look.home_weight)
    gathered[g, terms + 1] += cells.fixed[j, v, terms]
    gathered[g, terms + 2] -= _whole(look.nest * look.colleagues * case[HERE])
    gathered[g, terms + 4] -= _whole(case[AGING])
    gathered[g, terms + 5] -= _whole(case[KIN])
    gathered[g, terms + 6] += _whole(case[CRISIS])
    gathered[g, terms + 7] -= _whole(look.kappa)
    gathered[g, terms + 8] += cells.fixed[j, v, terms + 1]


@inlined
def _sum_hosts(
    i: int,
    j: int,
    v: int,
    r: int,
    own: int,
    home: int,
    look: Outlook,
    cells: Cells,
    ties: TieColumns,
    room: Scratch,
    explain: bool,
) -> None:
    """Sum weights over hosts: what the cell knows, home's pull, and contacts."""
    sums, reasons = room.sums, room.reasons
    homewards = 0.0
    if own != home:
        homewards = exp(look.home_weight * room.own_case[FADE])
    sums[HOME] = homewards * cells.country_weight[j, home]
    sums[TOTAL] = cells.total[j, v] + sums[HOME]
    sums[OFFICE], sums[TIES] = cells.office_weight[j, v], 0.0
    if explain:
        for k in range(cells.mean.shape[2]):
            reasons[k] = cells.total_mean[j, v, k] + sums[HOME] * cells.mean[j, home, k]
    found = contacts(i, r, 0, ties.far[i], look, ties, room)
    for a in range(found):
        c = look.country[room.where[a]]
        factor, gain = 1.0, 0.0
        if c == home:
            factor = homewards
        elif c == look.raised[v]:
            factor = exp(look.office)
        if look.hubs[c] == 1:
            gain = _add_lone_hub(
                j, a, factor * cells.country_weight[j, c], look, cells, room, explain
            )
        elif cells.country_sum[j, c] > 0.0:
            gain = _add_hubs(j, a, found, c, factor, look, cells, room, explain)
        if c == home:
            sums[HOME] += gain
        elif c == look.raised[v]:
            sums[OFFICE] += gain


@inlined
def _add_lone_hub(
    j: int, a: int, weight: float, look: Outlook, cells: Cells, room: Scratch, explain: bool
) -> float:
    """Raise the weight of a country whose only place is contact place a; returns by how much."""
    raised = weight * exp(look.colleagues * room.strength[a])
    gain = raised - weight
    room.sums[TOTAL] += gain
    if explain:
        room.sums[TIES] += raised * room.strength[a]
        for k in range(cells.mean.shape[2]):
            room.reasons[k] += gain * cells.contribution[j, room.where[a], k]
    return gain


@inlined
def _add_hubs(
    j: int,
    a: int,
    found: int,
    c: int,
    factor: float,
    look: Outlook,
    cells: Cells,
    room: Scratch,
    explain: bool,
) -> float:
    """Raise the weight of country c for the contacts in its hubs; returns by how much.

    Nothing is left to add unless contact place a is the first one in c.
    """
    gain, first = 0.0, True
    for b in range(a):
        first = first and look.country[room.where[b]] != c
    if first:
        whole = cells.country_sum[j, c]
        for b in range(a, found):
            if look.country[room.where[b]] == c:
                raised = exp(look.colleagues * room.strength[b] / look.hub) - 1.0
                whole += cells.place_weight[j, room.where[b]] * raised
        weight = factor * exp(look.hub * log(whole))
        gain = weight - factor * cells.country_weight[j, c]
        room.sums[TOTAL] += gain
        if explain:
            _explain_hubs(j, a, found, c, factor, weight / whole, look, cells, room)
    return gain


@inlined
def _explain_hubs(
    j: int,
    a: int,
    found: int,
    c: int,
    factor: float,
    share: float,
    look: Outlook,
    cells: Cells,
    room: Scratch,
) -> None:
    terms = cells.mean.shape[2]
    for b in range(a, found):
        p = room.where[b]
        if look.country[p] == c:
            base = cells.place_weight[j, p]
            raised = base * exp(look.colleagues * room.strength[b] / look.hub)
            room.sums[TIES] += share * raised * room.strength[b]
            for k in range(terms):
                room.reasons[k] += share * (raised - base) * cells.contribution[j, p, k]
    rest = share * cells.country_sum[j, c] - factor * cells.country_weight[j, c]
    for k in range(terms):
        room.reasons[k] += rest * cells.mean[j, c, k]


@inlined
def _weigh(j: int, r: int, look: Outlook, cells: Cells, room: Scratch) -> float:
    """Weigh going against staying."""
    case = room.own_case
    stay = cells.value[j, r] + case[AT_HOME] + case[ROOTS] + look.colleagues * case[HERE]
    wish = look.nest * (log(room.sums[TOTAL]) - stay) - look.kappa
    return float(wish + case[CRISIS] - case[AGING] - case[KIN])


@inlined
def _take_apart(wish: float, j: int, r: int, look: Outlook, cells: Cells, room: Scratch) -> None:
    """Turn sums over hosts into the parts of a wish; the last is the variety of hosts."""
    case, sums, reasons = room.own_case, room.sums, room.reasons
    terms = cells.mean.shape[2]
    unit = look.nest / sums[TOTAL]
    known = 0.0
    for k in range(terms):
        reasons[k] = unit * reasons[k] - look.nest * cells.contribution[j, r, k]
        known += reasons[k]
    reasons[terms] = unit * look.home_weight * case[FADE] * sums[HOME] - look.nest * case[AT_HOME]
    reasons[terms + 1] = unit * look.office * sums[OFFICE]
    reasons[terms + 2] = look.colleagues * (unit * sums[TIES] - look.nest * case[HERE])
    reasons[terms + 3] = -look.nest * case[ROOTS]
    reasons[terms + 4] = -case[AGING]
    reasons[terms + 5] = -case[KIN]
    reasons[terms + 6] = case[CRISIS]
    reasons[terms + 7] = -look.kappa
    for k in range(terms, terms + 8):
        known += reasons[k]
    reasons[terms + 8] = wish - known
