"""Take apart: what the wishes of some people consist of, term by term."""

from talentflow.compiled import inlined, tight
from talentflow.elementary import exp, log
from talentflow.kernels.rooms import Scratch
from talentflow.kernels.standing import cell_of, speak
from talentflow.kernels.tables import Cells, Columns, Outlook, Rows, TieColumns
from talentflow.rules.terms.age import age_cost
from talentflow.rules.terms.family import family_cost
from talentflow.view import Floats

__all__ = ["take_apart"]


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
    """Fill `parts` (n, K + 9) for the people in `rows`: each row sums to the wish, logit units.

    Columns are the K cell terms, then `PERSONAL`; the last is the variety of hosts. All are zero
    for those who cannot go anywhere.
    """
    terms = cells.contribution.shape[1]
    for n in range(rows.size):
        i = rows[n]
        r = people.place[i]
        own = look.country[r]
        j = cell_of(i, people, cells)
        for k in range(terms + 9):
            parts[n, k] = 0.0
        speak(i, people, look, ties, room)
        total = _weigh(j, cells, look, room)
        if total > 0.0:
            for p in range(look.country.size):
                _compare(n, j, p, look.nest * room.weight[p] / total, cells, room, parts)
            _compare(n, j, r, -look.nest, cells, room, parts)
            years = (look.month - people.birth[i]) / 12.0
            parts[n, terms + 4] = -age_cost(years, look.age)
            parts[n, terms + 5] = -family_cost(people.family[i], look.family)
            parts[n, terms + 6] = look.crisis[own, people.exposure[i]]
            parts[n, terms + 7] = -look.kappa
            known = 0.0
            for k in range(terms + 4):
                known += parts[n, k]
            stay = cells.value[j, r]
            for k in range(4):
                stay += room.personal[r, k]
            parts[n, terms + 8] = look.nest * (log(total) - stay) - known


@inlined
def _weigh(j: int, cells: Cells, look: Outlook, room: Scratch) -> float:
    """Fill `room.weight` with everyone's chances of each place, up to their sum, which is returned.

    Hubs share what their country weighs.
    """
    total = 0.0
    for c in range(look.hubs.size):
        whole = 0.0
        for h in range(look.hubs[c]):
            p = look.hub_rows[c, h]
            extra = room.personal[p, 0] + room.personal[p, 1]
            extra += room.personal[p, 2] + room.personal[p, 3]
            weight = cells.place_weight[j, p]
            if weight > 0.0 and extra != 0.0:
                weight *= exp(extra / look.hub)
            room.weight[p] = weight
            whole += weight
        if whole > 0.0:
            country = exp(look.hub * log(whole))
            for h in range(look.hubs[c]):
                room.weight[look.hub_rows[c, h]] *= country / whole
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
        for k in range(4):
            parts[n, terms + k] += chance * room.personal[p, k]
