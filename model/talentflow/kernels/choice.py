"""Choose: the destination of those who plan, and the hub of those who reconsider theirs."""

import numpy as np

from talentflow.chance import Purpose, uniforms
from talentflow.compiled import compiled
from talentflow.kernels.standing import cells_of, contacts, parent_of
from talentflow.kernels.tables import Cells, Columns, Outlook, Rows, Shorts, TieColumns
from talentflow.rules.decision.destination import gumbel, log_stable
from talentflow.view import Floats

__all__ = ["choose", "relocate"]

_STAYER, _TASTE = int(Purpose.STAYER), int(Purpose.TASTE)
_NEST, _HUB = int(Purpose.NEST), int(Purpose.HUB)

HOME, OFFICE, COLLEAGUES, ROOTS = 0, 1, 2, 3
"""What speaks for a place beside the cell terms."""


@compiled
def choose(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    rows: Rows,
    chosen: Shorts,
    why: Floats,
) -> None:
    """Fill `chosen` with the place that each planner in `rows` prefers, −1 for none.

    `why` (n, K + 4) says what speaks for it against the residence: cell terms, home, office,
    colleagues, settlement, in logit units.
    """
    places, terms = look.country.size, cells.mean.shape[2]
    where, strength = np.empty(ties.at.shape[1], np.int64), np.empty(ties.at.shape[1])
    luck, personal = np.empty(look.hubs.size), np.empty((places, 4))
    cell = np.empty(rows.size, np.int64)
    cells_of(people, cells, rows, cell)
    for n in range(rows.size):
        i, j, key = rows[n], cell[n], people.key[rows[n]]
        r = people.place[i]
        own, home = look.country[r], look.home[people.citizenship[i]]
        pull, roots = look.home_weight, 0.0
        if own != home:
            pull *= look.home_fade[look.month - people.abroad_since[i]]
            roots = look.roots[look.month - people.arrival[i]]
        parent = parent_of(people.employer[i], look.parent, own, home)
        found = contacts(
            i, r, look.month, ties.at, ties.apart, ties.degree, look.country, look.tie_fade,
            look.nearness, look.saturation, where, strength,
        )  # fmt: skip
        _speak(look.country, home, parent, pull, look.office, personal)
        for a in range(found):
            personal[where[a], COLLEAGUES] = look.colleagues * strength[a]
        personal[r, ROOTS] = roots
        best = _best(
            key, look.key, look.month, look.hub, look.country, look.log_share,
            j, cells.place_weight, cells.value, personal, luck,
        )  # fmt: skip
        if best >= 0 and own != home and people.mover[i] == 0 and look.country[best] != home:
            drawn, _ = uniforms(look.key, _STAYER, look.month, key, 0)
            if drawn >= look.stayer_rate:
                best = -1
        chosen[n] = best
        if best >= 0:
            for k in range(terms):
                why[n, k] = cells.contribution[j, best, k] - cells.contribution[j, r, k]
            for k in range(4):
                why[n, terms + k] = personal[best, k] - personal[r, k]


@compiled
def _speak(
    country: Rows, home: int, parent: int, pull: float, office: float, personal: Floats
) -> None:
    """Fill `personal` (P, 4) with what home and the parent company add to each place."""
    personal[:, :] = 0.0
    for p in range(country.size):
        if country[p] == home:
            personal[p, HOME] = pull
        elif country[p] == parent:
            personal[p, OFFICE] = office


@compiled
def _best(
    key: np.uint64,
    seed: np.uint64,
    month: int,
    hub: float,
    country: Rows,
    log_share: Floats,
    j: int,
    place_weight: Floats,
    value: Floats,
    personal: Floats,
    luck: Floats,
) -> int:
    """Place with the greatest utility, −1 if there is none; `luck` (C,) is scratch."""
    luck[:] = np.nan
    best, best_utility = -1, -np.inf
    for p in range(country.size):
        if place_weight[j, p] > 0.0:
            c = country[p]
            if np.isnan(luck[c]):
                u, w = uniforms(seed, _NEST, month, key, c)
                luck[c] = log_stable(u, w, hub)
            drawn, _ = uniforms(seed, _TASTE, month, key, p)
            utility = (
                value[j, p] + personal[p, HOME] + personal[p, OFFICE] + personal[p, COLLEAGUES]
            )
            utility += hub * (log_share[p] + gumbel(drawn) + luck[c])
            if utility > best_utility:
                best, best_utility = p, utility
    return best


@compiled
def relocate(
    people: Columns, cells: Cells, look: Outlook, ties: TieColumns, rows: Rows, chosen: Shorts
) -> None:
    """Fill `chosen` with the hub of the country of residence that each person in `rows` prefers."""
    where, strength = np.empty(ties.at.shape[1], np.int64), np.empty(ties.at.shape[1])
    tied = np.empty(look.country.size)
    cell = np.empty(rows.size, np.int64)
    cells_of(people, cells, rows, cell)
    for n in range(rows.size):
        i, j = rows[n], cell[n]
        r = people.place[i]
        found = contacts(
            i, r, look.month, ties.at, ties.apart, ties.degree, look.country, look.tie_fade,
            look.nearness, look.saturation, where, strength,
        )  # fmt: skip
        tied[:] = 0.0
        for a in range(found):
            tied[where[a]] = look.colleagues * strength[a]
        best_utility = -np.inf
        chosen[n] = r
        for p in range(look.country.size):
            if look.country[p] == look.country[r]:
                drawn, _ = uniforms(look.key, _HUB, look.month, people.key[i], p)
                utility = cells.value[j, p] + tied[p]
                utility += look.hub * (look.log_share[p] + gumbel(drawn))
                if utility > best_utility:
                    best_utility = utility
                    chosen[n] = p
