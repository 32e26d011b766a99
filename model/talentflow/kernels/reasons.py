"""Take apart: what the wishes of some people consist of, term by term."""

from talentflow.compiled import inlined, row, tight
from talentflow.elementary import exp, log
from talentflow.kernels.rooms import Scratch
from talentflow.kernels.standing import cell_of, draft, speak
from talentflow.kernels.tables import AT_PLACES, PERSONAL, Cells, Columns, Outlook, Rows, TieColumns
from talentflow.rules.terms.age import age_cost
from talentflow.rules.terms.family import family_cost
from talentflow.view import Floats

__all__ = [
    "AGE",
    "CRISIS",
    "DRAFT",
    "FAMILY",
    "MOVING",
    "VARIETY",
    "chances",
    "take_apart",
    "take_one_apart",
]

AGE, FAMILY, CRISIS, DRAFT, MOVING, VARIETY = (AT_PLACES + n for n in range(6))
"""What does not speak for a place: columns after those of the cell terms."""

_PARTS = len(PERSONAL)


@tight
def take_apart(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    room: Scratch,
    rows: Rows,
    parts: Floats,
) -> None:
    """Fill `parts` (n, K + 12) for the people in `rows`: each row sums to the wish, logit units.

    Columns are the K cell terms, then `PERSONAL`; the last is the variety of hosts. All are zero
    for those who cannot go anywhere.
    """
    for n in range(rows.size):
        i = row(rows[n])
        speak(i, people, look, ties, room)
        take_one_apart(n, i, people, cells, look, room, parts)


@tight
def chances(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    room: Scratch,
    rows: Rows,
    out: Floats,
) -> None:
    """Fill `out` (n, P) with each one's chances of places, were they to go; rows sum to 1.

    All are zero for those who cannot go anywhere.
    """
    for n in range(rows.size):
        i = row(rows[n])
        speak(i, people, look, ties, room)
        total = _weigh(row(cell_of(i, people, cells)), cells, look, room)
        for p in range(look.country.size):
            out[n, p] = room.weight[p] / total if total > 0.0 else 0.0


@inlined
def take_one_apart(
    n: int, i: int, people: Columns, cells: Cells, look: Outlook, room: Scratch, parts: Floats
) -> None:
    """Fill row n of `parts` for person i, of whom `room` says what speaks for each place."""
    terms = cells.contribution.shape[1]
    r, j = row(people.place[i]), row(cell_of(i, people, cells))
    for k in range(terms + _PARTS):
        parts[n, k] = 0.0
    total = _weigh(j, cells, look, room)
    if total > 0.0:
        for p in range(look.country.size):
            _compare(n, j, p, look.nest * room.weight[p] / total, cells, room, parts)
        _compare(n, j, r, -look.nest, cells, room, parts)
        years = (look.month - people.birth[i]) / 12.0
        parts[n, terms + AGE] = -age_cost(years, look.age)
        parts[n, terms + FAMILY] = -family_cost(people.family[i], look.family)
        parts[n, terms + CRISIS] = look.crisis[row(look.country[r]), row(people.exposure[i])]
        if look.country[r] == look.home[row(people.citizenship[i])]:
            parts[n, terms + DRAFT] = draft(i, people, look)
        parts[n, terms + MOVING] = -look.kappa[row(people.citizenship[i])]
        known = 0.0
        for k in range(terms + AT_PLACES):
            known += parts[n, k]
        stay = cells.value[j, r]
        for k in range(AT_PLACES):
            stay += room.personal[r, k]
        parts[n, terms + VARIETY] = look.nest * (log(total) - stay) - known


@inlined
def _weigh(j: int, cells: Cells, look: Outlook, room: Scratch) -> float:
    """Fill `room.weight` with everyone's chances of each place, up to their sum, which is returned.

    Hubs share what their country weighs.
    """
    total = 0.0
    for c in range(look.hubs.size):
        before, whole = cells.country_sum[j, c], 0.0
        for h in range(row(look.hubs[c])):
            p = row(look.hub_rows[c, h])
            extra = room.personal[p, 0] + room.personal[p, 1]
            extra += room.personal[p, 2] + room.personal[p, 3]
            room.weight[p] = cells.place_weight[j, p]
            if room.weight[p] > 0.0 and extra != 0.0:
                room.weight[p] *= exp(extra / look.hub)
            whole += room.weight[p]
        country = cells.country_weight[j, c]
        if whole != before:
            country = exp(look.hub * log(whole))
        if whole > 0.0:
            for h in range(row(look.hubs[c])):
                room.weight[row(look.hub_rows[c, h])] *= country / whole
            total += country
    return float(total)


@inlined
def _compare(
    n: int, j: int, p: int, chance: float, cells: Cells, room: Scratch, parts: Floats
) -> None:
    """Add to row n what place p adds with a chance (negative: takes away)."""
    if chance != 0.0:
        terms = cells.contribution.shape[1]
        for k in range(terms):
            parts[n, k] += chance * cells.contribution[j, k, p]
        for k in range(AT_PLACES):
            parts[n, terms + k] += chance * room.personal[p, k]
