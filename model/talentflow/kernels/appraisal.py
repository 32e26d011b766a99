"""Appraise: everyone's wish to leave, and what each term adds to it."""

from math import exp, floor, log

import numpy as np

from talentflow.compiled import compiled
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
        slots = degree[i]
        found = contacts(
            r, month, at[i, :slots], apart[i, :slots], country, tie_fade, nearness,
            look.saturation, where, strength,
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
            home, parent, homewards, office, total[j], country_weight[j], total_mean[j], mean[j],
            sums, reasons, explain,
        )  # fmt: skip
        for a in range(found):
            c = country[where[a]]
            factor = homewards if c == home else (office if c == parent else 1.0)
            if c != own and country_sum[j, c] > 0.0:
                if hubs[c] == 1:
                    gain = _add_lone_hub(
                        where[a],
                        factor * country_weight[j, c],
                        look.colleagues,
                        strength[a],
                        contribution[j],
                        sums,
                        reasons,
                        explain,
                    )
                else:
                    gain = _add_contacts(
                        a,
                        found,
                        c,
                        factor,
                        look.colleagues,
                        look.hub,
                        country,
                        country_sum[j, c],
                        country_weight[j, c],
                        place_weight[j],
                        contribution[j],
                        mean[j, c],
                        where,
                        strength,
                        sums,
                        reasons,
                        explain,
                    )
                sums[HOME] += gain if c == home else 0.0
                sums[OFFICE] += gain if c == parent else 0.0
        if sums[TOTAL] <= 0.0:
            if parts.shape[0] > 0:
                parts[n, :] = 0.0
            continue
        wish[n] = look.nest * (log(sums[TOTAL]) - own_case[STAY]) - look.kappa
        wish[n] += own_case[CRISIS] - own_case[AGING] - own_case[KIN]
        if explain:
            _take_apart(
                wish[n], look.nest, look.kappa, look.home_weight, look.office, look.colleagues,
                contribution[j, r], own_case, sums, reasons,
            )  # fmt: skip
            if parts.shape[0] > 0:
                parts[n, :] = reasons
            else:
                for k in range(terms + 9):
                    gathered[group[i], k] += np.int64(floor(reasons[k] * FIXED + 0.5))


@compiled
def _sum_hosts(
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
    terms = total_mean.size
    sums[TOTAL] = total
    sums[HOME], sums[OFFICE], sums[TIES] = 0.0, 0.0, 0.0
    if explain:
        for k in range(terms):
            reasons[k] = total_mean[k]
    if homewards > 0.0:
        sums[HOME] = homewards * country_weight[home]
        sums[TOTAL] += sums[HOME]
        if explain:
            for k in range(terms):
                reasons[k] += sums[HOME] * mean[home, k]
    if parent >= 0:
        sums[OFFICE] = office * country_weight[parent]
        pulled = sums[OFFICE] - country_weight[parent]
        sums[TOTAL] += pulled
        if explain:
            for k in range(terms):
                reasons[k] += pulled * mean[parent, k]


@compiled
def _add_lone_hub(
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
        for k in range(contribution.shape[1]):
            reasons[k] += gain * contribution[p, k]
    return gain


@compiled
def _add_contacts(
    a: int,
    found: int,
    c: int,
    factor: float,
    colleagues: float,
    hub: float,
    country: Rows,
    country_sum: float,
    country_weight: float,
    place_weight: Floats,
    contribution: Floats,
    mean: Floats,
    where: Rows,
    strength: Floats,
    sums: Floats,
    reasons: Floats,
    explain: bool,
) -> float:
    """Raise the weight of country c for the contacts there; returns by how much.

    Contact place a is the first one in c, otherwise nothing is left to add.
    """
    for b in range(a):
        if country[where[b]] == c:
            return 0.0
    whole = country_sum
    for b in range(a, found):
        if country[where[b]] == c:
            whole += place_weight[where[b]] * (exp(colleagues * strength[b] / hub) - 1.0)
    weight = factor * float(whole**hub)
    gain = weight - factor * country_weight
    sums[TOTAL] += gain
    if explain:
        share = weight / whole
        for b in range(a, found):
            p = where[b]
            if country[p] == c:
                raised = place_weight[p] * exp(colleagues * strength[b] / hub)
                sums[TIES] += share * raised * strength[b]
                for k in range(mean.size):
                    reasons[k] += share * (raised - place_weight[p]) * contribution[p, k]
        rest = share * country_sum - factor * country_weight
        for k in range(mean.size):
            reasons[k] += rest * mean[k]
    return gain


@compiled
def _take_apart(
    wish: float,
    nest: float,
    kappa: float,
    home_weight: float,
    office: float,
    colleagues: float,
    here: Floats,
    own_case: Floats,
    sums: Floats,
    reasons: Floats,
) -> None:
    """Turn sums over hosts into the parts of a wish; the last is the variety of hosts.

    `here` (K,) are the weighted terms at the residence.
    """
    terms = here.size
    for k in range(terms):
        reasons[k] = nest * (reasons[k] / sums[TOTAL] - here[k])
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
