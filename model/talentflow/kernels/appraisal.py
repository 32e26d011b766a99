"""Appraise: everyone's wish to leave, and what each term adds to it."""

from math import exp, floor, log

import numpy as np

from talentflow.compiled import inlined, tight
from talentflow.kernels.standing import cell_of, contacts, variant_of
from talentflow.kernels.tables import (
    FIXED,
    Cells,
    Columns,
    Gathered,
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

TOTAL, HOME, OFFICE, TIES, RAISED = 0, 1, 2, 3, 4
"""What is summed over hosts for one person: all weights, home's, what contacts add to the parent
company's country, ties, and how many places contacts raise."""

AGING, KIN, CRISIS, ROOTS, AT_HOME, HERE, FADE = 0, 1, 2, 3, 4, 5, 6
"""What a person's own situation comes to, in logit units (`HERE`, `FADE`: the variable itself)."""

WISH, BY_OFFICE, BY_TIES, BY_AGE, BY_FAMILY, BY_CRISIS = 0, 1, 2, 3, 4, 5
"""Columns of `Gathered.own`."""


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
    gathered: Gathered,
    parts: Floats,
) -> None:
    """Fill `wish` (n,) for the people in `rows`, in logit units; what it consists of, if asked.

    −∞ stands for those who cannot go anywhere and for the inactive. `gathered` adds up what the
    wishes of those who live at home consist of by class (`group`, if it has rows); `parts`
    (n, K + 9) keeps every person's instead, if it has rows.

    Those at home whom no contact abroad pulls differ from their cell by age, family and colleagues
    only, which takes no sum over hosts.
    """
    for n in range(rows.size):
        i = rows[n]
        wish[n] = -np.inf
        if people.active[i] == 0:
            continue
        r = people.place[i]
        own, home = look.country[r], look.home[people.citizenship[i]]
        j = cell_of(i, people, cells)
        v = variant_of(i, own, home, people, look)
        _own_case(i, own, home, people, look, ties, room)
        if own == home and ties.far[i] == 0:
            room.sums[TOTAL], room.sums[HOME] = cells.total[j, v], 0.0
            room.sums[OFFICE], room.sums[TIES], room.sums[RAISED] = 0.0, 0.0, 0.0
            wish[n] = _of_the_cell(j, v, look, cells, room)
        else:
            _sum_hosts(i, j, v, r, own, home, look, cells, ties, room)
            if room.sums[TOTAL] > 0.0:
                wish[n] = _weigh(j, r, look, cells, room)
        if parts.shape[0] > 0:
            _take_apart(n, wish[n], j, v, r, home, look, cells, room, parts)
        elif group.size > 0 and own == home and room.sums[TOTAL] > 0.0:
            q = look.home_slot[r] * cells.shape[2] + people.english[i]
            q = q * cells.shape[3] + people.exposure[i]
            _gather(wish[n], j, v, group[i], q, look, cells, room, gathered)


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
) -> None:
    """Sum weights over hosts: what the cell knows, home's pull, and contacts."""
    sums = room.sums
    homewards = 0.0
    if own != home:
        homewards = exp(look.home_weight * room.own_case[FADE])
    sums[HOME] = homewards * cells.country_weight[j, home]
    sums[TOTAL] = cells.total[j, v] + sums[HOME]
    sums[OFFICE], sums[TIES], sums[RAISED] = 0.0, 0.0, 0.0
    found = contacts(i, r, 0, ties.far[i], look, ties, room)
    for a in range(found):
        c = look.country[room.where[a]]
        factor, gain = 1.0, 0.0
        if c == home:
            factor = homewards
        elif c == look.raised[v]:
            factor = exp(look.office)
        if look.hubs[c] == 1:
            gain = _add_lone_hub(a, factor * cells.country_weight[j, c], look, room)
        elif cells.country_sum[j, c] > 0.0:
            gain = _add_hubs(j, a, found, c, factor, look, cells, room)
        sums[TOTAL] += gain
        if c == home:
            sums[HOME] += gain
        elif c == look.raised[v]:
            sums[OFFICE] += gain


@inlined
def _raise(p: int, extra: float, room: Scratch) -> None:
    """Note that contacts raise the weight of place p."""
    n = int(room.sums[RAISED])
    room.raised[n] = p
    room.extra[n] = extra
    room.sums[RAISED] = n + 1.0


@inlined
def _add_lone_hub(a: int, weight: float, look: Outlook, room: Scratch) -> float:
    """Raise the weight of a country whose only place is contact place a; returns by how much."""
    raised = weight * exp(look.colleagues * room.strength[a])
    room.sums[TIES] += raised * room.strength[a]
    _raise(room.where[a], raised - weight, room)
    return raised - weight


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
                more = exp(look.colleagues * room.strength[b] / look.hub) - 1.0
                whole += cells.place_weight[j, room.where[b]] * more
        weight = factor * exp(look.hub * log(whole))
        before = factor * cells.country_weight[j, c]
        gain = weight - before
        for h in range(look.hubs[c]):
            p = look.hub_rows[c, h]
            base = cells.place_weight[j, p]
            raised = base
            for b in range(a, found):
                if room.where[b] == p:
                    raised = base * exp(look.colleagues * room.strength[b] / look.hub)
                    room.sums[TIES] += weight / whole * raised * room.strength[b]
            _raise(p, weight / whole * raised - before / cells.country_sum[j, c] * base, room)
    return gain


@inlined
def _weigh(j: int, r: int, look: Outlook, cells: Cells, room: Scratch) -> float:
    """Weigh going against staying."""
    case = room.own_case
    stay = cells.value[j, r] + case[AT_HOME] + case[ROOTS] + look.colleagues * case[HERE]
    wish = look.nest * (log(room.sums[TOTAL]) - stay) - look.kappa
    return float(wish + case[CRISIS] - case[AGING] - case[KIN])


@inlined
def _gather(
    wish: float,
    j: int,
    v: int,
    g: int,
    q: int,
    look: Outlook,
    cells: Cells,
    room: Scratch,
    gathered: Gathered,
) -> None:
    """Add one person at home to the sums of class g and kind of cell q."""
    case, sums = room.own_case, room.sums
    places = cells.value.shape[1]
    gathered.persons[g, q] += 1
    gathered.chances[g, q, places + v] += _whole(cells.total[j, v] / sums[TOTAL])
    for n in range(int(sums[RAISED])):
        gathered.chances[g, q, room.raised[n]] += _whole(room.extra[n] / sums[TOTAL])
    tie = look.nest * look.colleagues * (sums[TIES] / sums[TOTAL] - case[HERE])
    gathered.own[g, WISH] += _whole(wish)
    gathered.own[g, BY_OFFICE] += _whole(look.nest * look.office * sums[OFFICE] / sums[TOTAL])
    gathered.own[g, BY_TIES] += _whole(tie)
    gathered.own[g, BY_AGE] -= _whole(case[AGING])
    gathered.own[g, BY_FAMILY] -= _whole(case[KIN])
    gathered.own[g, BY_CRISIS] += _whole(case[CRISIS])


@inlined
def _take_apart(
    n: int,
    wish: float,
    j: int,
    v: int,
    r: int,
    home: int,
    look: Outlook,
    cells: Cells,
    room: Scratch,
    parts: Floats,
) -> None:
    """Fill row n of `parts` with what a wish consists of; the last is the variety of hosts."""
    case, sums = room.own_case, room.sums
    terms = cells.mean.shape[2]
    for k in range(terms + 9):
        parts[n, k] = 0.0
    if sums[TOTAL] > 0.0:
        unit = look.nest / sums[TOTAL]
        from_home = sums[HOME]
        for m in range(int(sums[RAISED])):
            if look.country[room.raised[m]] == home:
                from_home -= room.extra[m]
        for k in range(terms):
            whole = cells.total_mean[j, v, k] + from_home * cells.mean[j, home, k]
            for m in range(int(sums[RAISED])):
                whole += room.extra[m] * cells.contribution[j, room.raised[m], k]
            parts[n, k] = unit * whole - look.nest * cells.contribution[j, r, k]
        pull = unit * look.home_weight * case[FADE] * sums[HOME]
        parts[n, terms] = pull - look.nest * case[AT_HOME]
        parts[n, terms + 1] = unit * look.office * (cells.office_weight[j, v] + sums[OFFICE])
        parts[n, terms + 2] = look.colleagues * (unit * sums[TIES] - look.nest * case[HERE])
        parts[n, terms + 3] = -look.nest * case[ROOTS]
        parts[n, terms + 4] = -case[AGING]
        parts[n, terms + 5] = -case[KIN]
        parts[n, terms + 6] = case[CRISIS]
        parts[n, terms + 7] = -look.kappa
        known = 0.0
        for k in range(terms + 8):
            known += parts[n, k]
        parts[n, terms + 8] = wish - known
