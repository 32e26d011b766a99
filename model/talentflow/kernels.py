"""The compiled loops over people. Formulas live in the rule files; here is only their order.

Every kernel releases the GIL, reads shared tables, writes the rows that it was given and sums in
whole numbers, so that the result does not depend on how rows are split over threads. Sums of real
numbers are kept as multiples of 2^−30.
"""

from math import exp, floor, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from talentflow.chance import Purpose, uniforms
from talentflow.rules.decision.destination import gumbel, log_stable
from talentflow.rules.decision.intention import drop_chance, planning_rate
from talentflow.rules.terms.age import age_cost
from talentflow.rules.terms.colleagues import saturating
from talentflow.rules.terms.family import family_cost
from talentflow.view import Floats

__all__ = ["FIXED", "PERSONAL", "Cells", "Outlook", "TieColumns", "appraise",
    "appraise_home", "choose", "intend", "relocate", "weigh_cells"]

FIXED = 2.0**30
"""Real numbers are summed as whole multiples of 1 / FIXED."""

PERSONAL = ("home", "office", "colleagues", "settlement", "age", "family", "crisis", "moving", "variety")
"""What a wish consists of beside the cell terms, in this order after them."""

_PLAN = int(Purpose.PLAN)
_STAYER = int(Purpose.STAYER)
_TASTE = int(Purpose.TASTE)
_NEST = int(Purpose.NEST)
_HUB = int(Purpose.HUB)
_NEVER = -32768


class Cells(NamedTuple):
    """Values of places for classes of people who share them: J cells, P places, C countries, K terms.

    A cell is (citizenship, residence, grade, english, exposure), in that order.
    """

    shape: tuple[int, int, int, int]
    """P, grades, levels of English, levels of exposure."""
    contribution: Floats
    """(J, P, K) weighted terms."""
    value: Floats
    """(J, P) their sum."""
    place_weight: Floats
    """(J, P) s_p exp(v / μ); 0 where one cannot go."""
    country_sum: Floats
    """(J, C) place weights summed over a country's places."""
    country_weight: Floats
    """(J, C) exp(v_c), the sum to the power μ."""
    mean: Floats
    """(J, C, K) weighted terms averaged over a country's places."""
    total: Floats
    """(J,) country weights summed over hosts, the home country left out."""
    total_mean: Floats
    """(J, K) weighted terms summed over the same hosts, times country weights."""


class TieColumns(NamedTuple):
    """The tie graph: contacts' places and months of parting, by person and slot."""

    at: npt.NDArray[np.int16]
    apart: npt.NDArray[np.int16]
    degree: npt.NDArray[np.int16]


class Outlook(NamedTuple):
    """Everything else that a decision of this month depends on."""

    key: int
    month: int
    country: npt.NDArray[np.int64]
    """(P,) country of each place."""
    hubs: npt.NDArray[np.int64]
    """(C,) number of places."""
    home: npt.NDArray[np.int64]
    """(O,) home country."""
    parent: npt.NDArray[np.int64]
    """(F,) country of each firm's parent company, −1 where none."""
    log_share: Floats
    """(P,) log of the place's share of its country's jobs."""
    home_weight: float
    home_fade: Floats
    """By months abroad."""
    roots: Floats
    """By months in the host country, weighted."""
    office: float
    colleagues: float
    saturation: float
    tie_fade: Floats
    """By months apart."""
    nearness: Floats
    """(C, C) what distance leaves of a tie."""
    age: float
    family: float
    crisis: Floats
    """(C, X) ln(1 + G S x) by country of residence and exposure."""
    nest: float
    kappa: float
    hub: float
    rate: float
    grade_slope: float
    taste: float
    stayer_rate: float
    drop: float


@njit(nogil=True, cache=True, error_model="numpy")
def weigh_cells(
    feasible: npt.NDArray[np.bool_], home: npt.NDArray[np.int64], country: npt.NDArray[np.int64],
    share: Floats, hub: float, cells: Cells, lo: int, hi: int,
) -> None:  # fmt: skip
    """Fill all tables of the cells lo to hi from their contributions. `feasible` is (O, C)."""
    places, terms = cells.contribution.shape[1:]
    size = cells.contribution.shape[0] // feasible.shape[0]
    for j in range(lo, hi):
        o = j // size
        own = country[(j % size) // (size // places)]
        cells.country_sum[j, :] = 0.0
        cells.mean[j, :, :] = 0.0
        cells.total[j] = 0.0
        cells.total_mean[j, :] = 0.0
        for p in range(places):
            value = 0.0
            for k in range(terms):
                value += cells.contribution[j, p, k]
            cells.value[j, p] = value
            c = country[p]
            weight = 0.0
            if c != own and feasible[o, c]:
                weight = share[p] * exp(value / hub)
            cells.place_weight[j, p] = weight
            cells.country_sum[j, c] += weight
            for k in range(terms):
                cells.mean[j, c, k] += weight * cells.contribution[j, p, k]
        for c in range(cells.mean.shape[1]):
            whole = cells.country_sum[j, c]
            if whole <= 0.0:
                cells.country_weight[j, c] = 0.0
                continue
            weight = whole**hub
            cells.country_weight[j, c] = weight
            for k in range(terms):
                cells.mean[j, c, k] /= whole
            if c != home[o]:
                cells.total[j] += weight
                for k in range(terms):
                    cells.total_mean[j, k] += weight * cells.mean[j, c, k]


@njit(nogil=True, cache=True, inline="always")
def _cell(cells: Cells, o: int, r: int, grade: int, english: int, exposure: int) -> int:
    places, grades, levels, classes = cells.shape
    return (((o * places + r) * grades + grade) * levels + english) * classes + exposure


@njit(nogil=True, cache=True, inline="always")
def _contacts(
    i: int, r: int, look: Outlook, ties: TieColumns, where: npt.NDArray[np.int64], strength: Floats
) -> int:
    """List the places of a person's contacts with the summed strength of the ties to each."""
    found = 0
    for s in range(ties.degree[i]):
        p = ties.at[i, s]
        if p == r:
            w = 1.0
        else:
            w = look.tie_fade[look.month - ties.apart[i, s]] * look.nearness[look.country[r], look.country[p]]
        n = 0
        while n < found and where[n] != p:
            n += 1
        if n == found:
            where[n] = p
            strength[n] = 0.0
            found += 1
        strength[n] += w
    for n in range(found):
        strength[n] = saturating(strength[n], look.saturation)
    return found


@njit(nogil=True, cache=True, inline="always")
def _parent(i: int, people: NamedTuple, look: Outlook, own: int, home: int) -> int:
    """Country of the employer's parent company, −1 if none or home or here."""
    if people.employer[i] < 0:
        return -1
    parent = look.parent[people.employer[i]]
    return -1 if parent == own or parent == home else parent


@njit(nogil=True, cache=True, error_model="numpy")
def appraise(
    people: NamedTuple, cells: Cells, look: Outlook, ties: TieColumns, rows: npt.NDArray[np.int64],
    wish: Floats, group: npt.NDArray[np.int16], sums: npt.NDArray[np.int64], parts: Floats,
) -> None:  # fmt: skip
    """The wish to leave of the people in `rows`, logit units, and what each term adds to it.

    `wish` (n,) is filled in the order of `rows`; −∞ for those who cannot go anywhere and for the
    inactive. `sums` (classes, K + 9) gathers the parts of those who live at home by class (`group`),
    in fixed point; with `parts` (n, K + 9) every person's are kept instead. Either may be empty.
    """
    where = np.empty(ties.at.shape[1], np.int64)
    strength = np.empty(ties.at.shape[1])
    terms = cells.mean.shape[2]
    reasons = np.empty(terms + 9)
    office_factor = exp(look.office)
    for n in range(rows.size):
        i = rows[n]
        wish[n] = -np.inf
        if people.active[i] == 0:
            continue
        o, r = people.citizenship[i], people.place[i]
        own, home = look.country[r], look.home[o]
        x = people.exposure[i]
        j = _cell(cells, o, r, people.grade[i], people.english[i], x)
        abroad = own != home
        explain = parts.shape[0] > 0 or (sums.shape[0] > 0 and not abroad)
        fade = look.home_fade[look.month - people.abroad_since[i]] if abroad else 1.0
        home_factor = exp(look.home_weight * fade) if abroad else 1.0
        parent = _parent(i, people, look, own, home)
        total = cells.total[j]
        home_total, office_total, tie_total = 0.0, 0.0, 0.0
        if abroad:
            home_total = home_factor * cells.country_weight[j, home]
            total += home_total
        if parent >= 0:
            office_total = office_factor * cells.country_weight[j, parent]
            total += office_total - cells.country_weight[j, parent]
        if explain:
            for k in range(terms):
                reasons[k] = cells.total_mean[j, k]
            if abroad:
                for k in range(terms):
                    reasons[k] += home_total * cells.mean[j, home, k]
            if parent >= 0:
                raised = office_total - cells.country_weight[j, parent]
                for k in range(terms):
                    reasons[k] += raised * cells.mean[j, parent, k]
        found = _contacts(i, r, look, ties, where, strength)
        here = 0.0
        for a in range(found):
            p = where[a]
            c = look.country[p]
            if p == r:
                here = strength[a]
            if c == own or cells.country_sum[j, c] <= 0.0:
                continue
            first = True
            for b in range(a):
                if look.country[where[b]] == c:
                    first = False
            if not first:
                continue
            factor = home_factor if (abroad and c == home) else (office_factor if c == parent else 1.0)
            if look.hubs[c] == 1:
                weight = factor * cells.country_weight[j, c]
                raised = weight * exp(look.colleagues * strength[a])
                gain = raised - weight
                total += gain
                if abroad and c == home:
                    home_total += gain
                if c == parent:
                    office_total += gain
                if explain:
                    tie_total += raised * strength[a]
                    for k in range(terms):
                        reasons[k] += gain * cells.contribution[j, p, k]
                continue
            whole = cells.country_sum[j, c]
            for b in range(a, found):
                if look.country[where[b]] == c:
                    boost = exp(look.colleagues * strength[b] / look.hub) - 1.0
                    whole += cells.place_weight[j, where[b]] * boost
            weight = whole**look.hub
            gain = factor * (weight - cells.country_weight[j, c])
            total += gain
            if abroad and c == home:
                home_total += gain
            if c == parent:
                office_total += gain
            if not explain:
                continue
            share = factor * weight / whole
            for b in range(a, found):
                q = where[b]
                if look.country[q] == c:
                    raised = cells.place_weight[j, q] * exp(look.colleagues * strength[b] / look.hub)
                    tie_total += share * raised * strength[b]
                    extra = share * (raised - cells.place_weight[j, q])
                    for k in range(terms):
                        reasons[k] += extra * cells.contribution[j, q, k]
            scale = share * cells.country_sum[j, c] - factor * cells.country_weight[j, c]
            for k in range(terms):
                reasons[k] += scale * cells.mean[j, c, k]
        if total <= 0.0:
            if parts.shape[0] > 0:
                parts[n, :] = 0.0
            continue
        at_home = 0.0 if abroad else look.home_weight
        roots = look.roots[look.month - people.arrival[i]] if abroad else 0.0
        stay = cells.value[j, r] + at_home + roots + look.colleagues * here
        aging = age_cost((look.month - people.birth[i]) / 12.0, look.age)
        kin = family_cost(people.family[i], look.family)
        crisis = look.crisis[own, x]
        level = log(total)
        wish[n] = look.nest * (level - stay) - look.kappa - aging - kin + crisis
        if not explain:
            continue
        known = 0.0
        for k in range(terms):
            reasons[k] = look.nest * (reasons[k] / total - cells.contribution[j, r, k])
            known += reasons[k]
        reasons[terms] = look.nest * (look.home_weight * fade * home_total / total - at_home)
        reasons[terms + 1] = look.nest * look.office * office_total / total
        reasons[terms + 2] = look.nest * look.colleagues * (tie_total / total - here)
        reasons[terms + 3] = -look.nest * roots
        reasons[terms + 4] = -aging
        reasons[terms + 5] = -kin
        reasons[terms + 6] = crisis
        reasons[terms + 7] = -look.kappa
        for k in range(terms, terms + 8):
            known += reasons[k]
        reasons[terms + 8] = wish[n] - known
        if parts.shape[0] > 0:
            parts[n, :] = reasons
        else:
            for k in range(terms + 9):
                sums[group[i], k] += np.int64(floor(reasons[k] * 1073741824.0 + 0.5))


@njit(nogil=True, cache=True, error_model="numpy")
def intend(
    people: NamedTuple, look: Outlook, lo: int, hi: int, wish: Floats, outcome: npt.NDArray[np.int8]
) -> None:
    """Who is settled and who considers, who plans (outcome 1) and who drops a plan (2); rows lo to hi.

    `wish` and `outcome` are by row.
    """
    for i in range(lo, hi):
        outcome[i] = 0
        if people.active[i] == 0:
            continue
        a = wish[i]
        chance, _ = uniforms(look.key, _PLAN, look.month, people.key[i], 0)
        wishes = 1 if a + people.answer[i] > 0.0 else 0
        if people.stage[i] >= 2:
            if chance < drop_chance(a, look.drop):
                outcome[i] = 2
                people.stage[i] = wishes
            continue
        people.stage[i] = wishes
        mover = 1.0
        if people.mover[i] == 0 and look.country[people.place[i]] == look.home[people.citizenship[i]]:
            mover = look.stayer_rate
        rate = planning_rate(a, look.taste * people.taste[i], mover, people.grade[i], look.rate, look.grade_slope)
        if chance < 1.0 - exp(-rate):
            outcome[i] = 1


@njit(nogil=True, cache=True, error_model="numpy")
def appraise_home(
    people: NamedTuple, cells: Cells, look: Outlook, ties: TieColumns, rows: npt.NDArray[np.int64],
    wish: Floats, out: Floats,
) -> None:  # fmt: skip
    """What a wish consists of before the home weight and κ are known: `out` (n, 5).

    Sum of exp(v) over hosts, the same of the home country without its pull, value of the residence
    without the pull of home, costs of age and family, and the share of home's pull that is left.
    `wish` (n,) comes from `appraise` with an `Outlook` of home weight and κ zero and no crisis.
    """
    where = np.empty(ties.at.shape[1], np.int64)
    strength = np.empty(ties.at.shape[1])
    for n in range(rows.size):
        i = rows[n]
        o, r = people.citizenship[i], people.place[i]
        own, home = look.country[r], look.home[o]
        j = _cell(cells, o, r, people.grade[i], people.english[i], people.exposure[i])
        aging = age_cost((look.month - people.birth[i]) / 12.0, look.age)
        costs = aging + family_cost(people.family[i], look.family)
        stay = cells.value[j, r]
        found = _contacts(i, r, look, ties, where, strength)
        at_home = cells.country_weight[j, home] if own != home else 0.0
        whole = cells.country_sum[j, home] if own != home else 0.0
        tied = False
        for a in range(found):
            if where[a] == r:
                stay += look.colleagues * strength[a]
            elif own != home and look.country[where[a]] == home:
                raised = exp(look.colleagues * strength[a] / look.hub) - 1.0
                whole += cells.place_weight[j, where[a]] * raised
                tied = True
        if tied:
            at_home = whole**look.hub
        if own != home:
            stay += look.roots[look.month - people.arrival[i]]
        out[n, 0] = exp((wish[n] + costs) / look.nest + stay) - at_home
        out[n, 1] = at_home
        out[n, 2] = stay
        out[n, 3] = costs
        out[n, 4] = look.home_fade[look.month - people.abroad_since[i]] if own != home else 1.0


@njit(nogil=True, cache=True, error_model="numpy")
def choose(
    people: NamedTuple, cells: Cells, look: Outlook, ties: TieColumns, rows: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int16], why: Floats,
) -> None:  # fmt: skip
    """Destination of each planner in `rows` (−1: none), and what each term adds to it.

    `why` (n, K + 4) compares the choice with the residence: cell terms, home, office, colleagues,
    settlement, in logit units.
    """
    terms = cells.mean.shape[2]
    where = np.empty(ties.at.shape[1], np.int64)
    strength = np.empty(ties.at.shape[1])
    luck = np.empty(look.nearness.shape[0])
    for n in range(rows.size):
        i = rows[n]
        o, r = people.citizenship[i], people.place[i]
        own, home = look.country[r], look.home[o]
        abroad = own != home
        fade = look.home_fade[look.month - people.abroad_since[i]] if abroad else 1.0
        parent = _parent(i, people, look, own, home)
        j = _cell(cells, o, r, people.grade[i], people.english[i], people.exposure[i])
        found = _contacts(i, r, look, ties, where, strength)
        luck[:] = np.nan
        best, best_utility, best_tie = -1, -np.inf, 0.0
        here = 0.0
        for a in range(found):
            if where[a] == r:
                here = strength[a]
        for p in range(look.country.size):
            if cells.place_weight[j, p] <= 0.0:
                continue
            c = look.country[p]
            if np.isnan(luck[c]):
                u, w = uniforms(look.key, _NEST, look.month, people.key[i], c)
                luck[c] = log_stable(u, w, look.hub)
            tie = 0.0
            for a in range(found):
                if where[a] == p:
                    tie = strength[a]
            value = cells.value[j, p] + look.colleagues * tie
            if c == home:
                value += look.home_weight * fade
            if c == parent:
                value += look.office
            u, _ = uniforms(look.key, _TASTE, look.month, people.key[i], p)
            utility = value + look.hub * (look.log_share[p] + gumbel(u) + luck[c])
            if utility > best_utility:
                best, best_utility, best_tie = p, utility, tie
        if best >= 0 and abroad and people.mover[i] == 0 and look.country[best] != home:
            u, _ = uniforms(look.key, _STAYER, look.month, people.key[i], 0)
            if u >= look.stayer_rate:
                best = -1
        chosen[n] = best
        if best < 0:
            why[n, :] = 0.0
            continue
        for k in range(terms):
            why[n, k] = cells.contribution[j, best, k] - cells.contribution[j, r, k]
        goes_home = look.country[best] == home
        why[n, terms] = look.home_weight * ((fade if goes_home else 0.0) - (0.0 if abroad else 1.0))
        why[n, terms + 1] = look.office if look.country[best] == parent else 0.0
        why[n, terms + 2] = look.colleagues * (best_tie - here)
        why[n, terms + 3] = -look.roots[look.month - people.arrival[i]] if abroad else 0.0


@njit(nogil=True, cache=True, error_model="numpy")
def relocate(
    people: NamedTuple, cells: Cells, look: Outlook, ties: TieColumns, rows: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int16],
) -> None:  # fmt: skip
    """Hub inside the country of residence that each person in `rows` prefers this month."""
    where = np.empty(ties.at.shape[1], np.int64)
    strength = np.empty(ties.at.shape[1])
    for n in range(rows.size):
        i = rows[n]
        r = people.place[i]
        j = _cell(cells, people.citizenship[i], r, people.grade[i], people.english[i], people.exposure[i])
        found = _contacts(i, r, look, ties, where, strength)
        best_utility = -np.inf
        chosen[n] = r
        for p in range(look.country.size):
            if look.country[p] != look.country[r]:
                continue
            value = cells.value[j, p]
            for a in range(found):
                if where[a] == p:
                    value += look.colleagues * strength[a]
            u, _ = uniforms(look.key, _HUB, look.month, people.key[i], p)
            utility = value + look.hub * (look.log_share[p] + gumbel(u))
            if utility > best_utility:
                best_utility = utility
                chosen[n] = p
