"""Appraise: everyone's wish to leave, and what each term adds to it."""

from math import exp, floor, log

import numpy as np

from talentflow.compiled import compiled, inlined
from talentflow.kernels.standing import cells_of, contacts, parent_of
from talentflow.kernels.tables import FIXED, Cells, Columns, Outlook, Rows, Shorts, TieColumns
from talentflow.rules.terms.age import age_cost
from talentflow.rules.terms.family import family_cost
from talentflow.view import Floats

__all__ = ["appraise"]

TOTAL, HOME, OFFICE, TIES = 0, 1, 2, 3
"""What is summed over hosts for one person: all weights, home's, the parent company's, and ties."""

STAY, AGING, KIN, CRISIS, ROOTS, AT_HOME, HERE, FADE = 0, 1, 2, 3, 4, 5, 6, 7
"""What a person's own situation comes to, in logit units (`HERE`, `FADE`: the variable itself)."""


@compiled
def appraise(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
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
    """
    place, employer, active, citizenship = (
        people.place,
        people.employer,
        people.active,
        people.citizenship,
    )
    birth, arrival, abroad_since = people.birth, people.arrival, people.abroad_since
    family, exposure = people.family, people.exposure
    at, apart, degree = ties.at, ties.apart, ties.degree
    month, country, homes, parents, nearness = (
        look.month,
        look.country,
        look.home,
        look.parent,
        look.nearness,
    )
    hubs = look.hubs
    home_fade, tie_fade, all_roots, crises = look.home_fade, look.tie_fade, look.roots, look.crisis
    value, contribution, mean = cells.value, cells.contribution, cells.mean
    place_weight, country_sum, country_weight = (
        cells.place_weight,
        cells.country_sum,
        cells.country_weight,
    )
    total, total_mean = cells.total, cells.total_mean
    where, strength = np.empty(at.shape[1], np.int64), np.empty(at.shape[1])
    sums, own_case = np.empty(4), np.empty(8)
    terms = mean.shape[2]
    reasons = np.empty(terms + 9)
    office = exp(look.office)
    cell = np.empty(rows.size, np.int64)
    cells_of(people, cells, rows, cell)
    for n in range(rows.size):
        i, j = rows[n], cell[n]
        wish[n] = -np.inf
        if active[i] == 0:
            continue
        r = place[i]
        own, home = country[r], homes[citizenship[i]]
        abroad = own != home
        explain = parts.shape[0] > 0 or (gathered.shape[0] > 0 and not abroad)
        parent = parent_of(employer[i], parents, own, home)
        found = contacts(
            i, r, month, at, apart, degree, country, tie_fade, nearness, look.saturation,
            where, strength,
        )  # fmt: skip
        own_case[HERE] = 0.0
        for a in range(found):
            if where[a] == r:
                own_case[HERE] = strength[a]
        own_case[FADE] = home_fade[month - abroad_since[i]] if abroad else 1.0
        own_case[AT_HOME] = 0.0 if abroad else look.home_weight
        own_case[ROOTS] = all_roots[month - arrival[i]] if abroad else 0.0
        own_case[STAY] = value[j, r] + own_case[AT_HOME] + own_case[ROOTS]
        own_case[STAY] += look.colleagues * own_case[HERE]
        own_case[AGING] = age_cost((month - birth[i]) / 12.0, look.age)
        own_case[KIN] = family_cost(family[i], look.family)
        own_case[CRISIS] = crises[own, exposure[i]]
        homewards = exp(look.home_weight * own_case[FADE]) if abroad else 0.0
        _sum_hosts(
            j, home, parent, homewards, office, total[j], country_weight, total_mean, mean,
            sums, reasons, explain,
        )  # fmt: skip
        for a in range(found):
            c = country[where[a]]
            if c == own or country_sum[j, c] <= 0.0:
                continue
            factor = homewards if c == home else (office if c == parent else 1.0)
            if hubs[c] == 1:
                gain = _add_lone_hub(
                    j, where[a], factor * country_weight[j, c], look.colleagues, strength[a],
                    contribution, sums, reasons, explain,
                )  # fmt: skip
            else:
                gain = _add_hubs(
                    j, a, found, c, factor, look.colleagues, look.hub, country, country_sum,
                    country_weight, place_weight, contribution, mean, where, strength,
                    sums, reasons, explain,
                )  # fmt: skip
            if c == home:
                sums[HOME] += gain
            elif c == parent:
                sums[OFFICE] += gain
        if sums[TOTAL] <= 0.0:
            if parts.shape[0] > 0:
                parts[n, :] = 0.0
            continue
        wish[n] = look.nest * (log(sums[TOTAL]) - own_case[STAY]) - look.kappa
        wish[n] += own_case[CRISIS] - own_case[AGING] - own_case[KIN]
        if explain:
            _take_apart(
                wish[n], look.nest, look.kappa, look.home_weight, look.office, look.colleagues,
                j, r, contribution, own_case, sums, reasons,
            )  # fmt: skip
            if parts.shape[0] > 0:
                parts[n, :] = reasons
            else:
                for k in range(terms + 9):
                    gathered[group[i], k] += np.int64(floor(reasons[k] * FIXED + 0.5))


@inlined
def _sum_hosts(
    j: int,
    home: int,
    parent: int,
    homewards: float,
    office: float,
    total: float,
    country_weight: Floats,
    total_mean: Floats,
    mean: Floats,
    sums: Floats,
    reasons: Floats,
    explain: bool,
) -> None:
    """Start the sums over hosts: what the cell knows, home's pull and the parent company's."""
    terms = total_mean.shape[1]
    sums[TOTAL] = total
    sums[HOME], sums[OFFICE], sums[TIES] = 0.0, 0.0, 0.0
    if explain:
        for k in range(terms):
            reasons[k] = total_mean[j, k]
    if homewards > 0.0:
        sums[HOME] = homewards * country_weight[j, home]
        sums[TOTAL] += sums[HOME]
        if explain:
            for k in range(terms):
                reasons[k] += sums[HOME] * mean[j, home, k]
    if parent >= 0:
        sums[OFFICE] = office * country_weight[j, parent]
        pulled = sums[OFFICE] - country_weight[j, parent]
        sums[TOTAL] += pulled
        if explain:
            for k in range(terms):
                reasons[k] += pulled * mean[j, parent, k]


@inlined
def _add_lone_hub(
    j: int,
    p: int,
    weight: float,
    colleagues: float,
    strength: float,
    contribution: Floats,
    sums: Floats,
    reasons: Floats,
    explain: bool,
) -> float:
    """Raise the weight of a country whose only place is p; returns by how much."""
    raised = weight * exp(colleagues * strength)
    gain = raised - weight
    sums[TOTAL] += gain
    if explain:
        sums[TIES] += raised * strength
        for k in range(contribution.shape[2]):
            reasons[k] += gain * contribution[j, p, k]
    return gain


@inlined
def _add_hubs(
    j: int,
    a: int,
    found: int,
    c: int,
    factor: float,
    colleagues: float,
    hub: float,
    country: Rows,
    country_sum: Floats,
    country_weight: Floats,
    place_weight: Floats,
    contribution: Floats,
    mean: Floats,
    where: Rows,
    strength: Floats,
    sums: Floats,
    reasons: Floats,
    explain: bool,
) -> float:
    """Raise the weight of country c for the contacts in its hubs; returns by how much.

    Contact place a is the first one in c, otherwise nothing is left to add.
    """
    for b in range(a):
        if country[where[b]] == c:
            return 0.0
    whole = country_sum[j, c]
    for b in range(a, found):
        if country[where[b]] == c:
            whole += place_weight[j, where[b]] * (exp(colleagues * strength[b] / hub) - 1.0)
    weight = factor * exp(hub * log(whole))
    gain = weight - factor * country_weight[j, c]
    sums[TOTAL] += gain
    if explain:
        share = weight / whole
        for b in range(a, found):
            p = where[b]
            if country[p] == c:
                base = place_weight[j, p]
                raised = base * exp(colleagues * strength[b] / hub)
                sums[TIES] += share * raised * strength[b]
                for k in range(mean.shape[2]):
                    reasons[k] += share * (raised - base) * contribution[j, p, k]
        rest = share * country_sum[j, c] - factor * country_weight[j, c]
        for k in range(mean.shape[2]):
            reasons[k] += rest * mean[j, c, k]
    return gain


@inlined
def _take_apart(
    wish: float,
    nest: float,
    kappa: float,
    home_weight: float,
    office: float,
    colleagues: float,
    j: int,
    r: int,
    contribution: Floats,
    own_case: Floats,
    sums: Floats,
    reasons: Floats,
) -> None:
    """Turn sums over hosts into the parts of a wish; the last is the variety of hosts.

    `contribution` (J, P, K) are the weighted terms, r the residence.
    """
    terms = contribution.shape[2]
    for k in range(terms):
        reasons[k] = nest * (reasons[k] / sums[TOTAL] - contribution[j, r, k])
    homewards = home_weight * own_case[FADE] * sums[HOME] / sums[TOTAL]
    reasons[terms] = nest * (homewards - own_case[AT_HOME])
    reasons[terms + 1] = nest * office * sums[OFFICE] / sums[TOTAL]
    reasons[terms + 2] = nest * colleagues * (sums[TIES] / sums[TOTAL] - own_case[HERE])
    reasons[terms + 3] = -nest * own_case[ROOTS]
    reasons[terms + 4] = -own_case[AGING]
    reasons[terms + 5] = -own_case[KIN]
    reasons[terms + 6] = own_case[CRISIS]
    reasons[terms + 7] = -kappa
    known = 0.0
    for k in range(terms + 8):
        known += reasons[k]
    reasons[terms + 8] = wish - known
