"""Choose: the destination of those who plan, and the hub of those who reconsider theirs."""

import numpy as np
import numpy.typing as npt

from talentflow.chance import Purpose, draw, uniforms
from talentflow.compiled import inlined, row, tight
from talentflow.kernels.ahead import AHEAD, bring_person
from talentflow.kernels.reasons import take_one_apart
from talentflow.kernels.rooms import BLOCK, Block, Scratch
from talentflow.kernels.standing import (
    COLLEAGUES,
    HOME,
    OFFICE,
    cell_of,
    contacts,
    kept_support,
    speak,
)
from talentflow.kernels.tables import (
    AT_PLACES,
    STUDENT,
    Cells,
    Columns,
    Outlook,
    Rows,
    Shorts,
    TieColumns,
)
from talentflow.rules.decision.destination import gumbel, log_stable
from talentflow.view import Floats

__all__ = ["choose", "choose_hosts", "reconsider", "relocate"]

_STAYER, _TASTE = int(Purpose.STAYER), int(Purpose.TASTE)
_NEST, _HUB = int(Purpose.NEST), int(Purpose.HUB)
_INTERNAL = int(Purpose.INTERNAL)


@tight
def choose(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    room: Scratch,
    rows: Rows,
    chosen: Shorts,
    why: Floats,
    parts: Floats,
) -> None:
    """Fill `chosen` with the place that each planner in `rows` prefers, −1 for none.

    `why` (n, K + 6), if it has rows, says what speaks for it against the residence: cell terms and
    the first of `PERSONAL`, in logit units; `parts` (n, K + 12), likewise, what the wish to leave
    consists of.
    """
    terms = cells.contribution.shape[1]
    for n in range(rows.size):
        if n + AHEAD < rows.size:
            bring_person(row(rows[n + AHEAD]), people, ties)
        i = row(rows[n])
        r = row(people.place[i])
        own, home = look.country[r], look.home[people.citizenship[i]]
        j = cell_of(i, people, cells)
        speak(i, people, look, ties, room)
        best = _best(people.key[i], j, cells, look, room)
        if best >= 0 and own != home and people.mover[i] == 0 and look.country[best] != home:
            drawn, _ = uniforms(look.key, _STAYER, look.month, people.key[i], 0)
            if drawn >= look.stayer_rate:
                best = -1
        chosen[n] = best
        if best >= 0:
            if parts.shape[0] > 0:
                take_one_apart(n, i, people, cells, look, room, parts)
            if why.shape[0] > 0:
                for k in range(terms):
                    why[n, k] = cells.contribution[j, k, best] - cells.contribution[j, k, r]
                for k in range(AT_PLACES):
                    why[n, terms + k] = room.personal[best, k] - room.personal[r, k]


@tight
def choose_hosts(
    keys: npt.NDArray[np.uint64],
    cell: Rows,
    cells: Cells,
    look: Outlook,
    room: Scratch,
    study: Floats,
    chosen: Rows,
) -> None:
    """Fill `chosen` with the place abroad that each identity prefers, −1 for none.

    `cell` (n,) is the row of the cell of each, who has nothing that speaks for a place beside it
    but `study` (P,), logit units.
    """
    room.personal[:] = 0.0
    for p in range(study.size):
        room.personal[p, HOME] = study[p]
    for n in range(keys.size):
        chosen[n] = _best(keys[n], row(cell[n]), cells, look, room)


@inlined
def _best(key: np.uint64, j: int, cells: Cells, look: Outlook, room: Scratch) -> int:
    """Return the place with the greatest utility, −1 if there is none."""
    seed, month, noise, places = look.key, look.month, room.noise, look.country.size
    for p in range(places):
        noise[p], _ = uniforms(seed, _TASTE, month, key, p)
    for p in range(places):
        noise[p] = gumbel(noise[p])
    for m in range(look.shared.size):
        c = row(look.shared[m])
        if cells.country_sum[j, c] == 0.0:
            continue
        u, w = uniforms(look.key, _NEST, look.month, key, c)
        luck = log_stable(u, w, look.hub)
        for h in range(look.hubs[c]):
            p = row(look.hub_rows[c, h])
            room.noise[p] = look.hub * (look.log_share[p] + room.noise[p] + luck)
    best, best_utility = -1, -np.inf
    for p in range(look.country.size):
        if cells.place_weight[j, p] > 0.0:
            utility = cells.value[j, p] + room.personal[p, HOME] + room.personal[p, OFFICE]
            utility += room.personal[p, COLLEAGUES] + room.noise[p]
            if utility > best_utility:
                best, best_utility = p, utility
    return best


@tight
def reconsider(
    people: Columns, look: Outlook, block: Block, rate: float, lo: int, hi: int, rows: Rows
) -> int:
    """List those without a plan in rows lo to hi who look at the hubs of their country again.

    `rate` is their share a month. Returns how many.
    """
    found = 0
    for first in range(lo, hi, BLOCK):
        size = min(BLOCK, hi - first)
        keys = people.key[first : first + size]
        draw(look.key, _INTERNAL, look.month, keys, size, block.first_draw, block.second_draw)
        for n in range(size):
            if block.first_draw[n] < rate:
                i = row(first + n)
                hubs = look.hubs[row(look.country[row(people.place[i])])]
                active = people.active[i] != 0 and people.employment[i] != STUDENT
                if active and people.stage[i] < 2 and hubs > 1:
                    rows[found] = i
                    found += 1
    return found


@tight
def relocate(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    room: Scratch,
    rows: Rows,
    chosen: Shorts,
) -> None:
    """Fill `chosen` with the hub of the country of residence that each person in `rows` prefers."""
    for n in range(rows.size):
        if n + AHEAD < rows.size:
            bring_person(row(rows[n + AHEAD]), people, ties)
        i = rows[n]
        r = people.place[i]
        j = cell_of(i, people, cells)
        found = contacts(i, r, ties.far[i], ties.degree[i], look, ties, room)
        best_utility = -np.inf
        chosen[n] = r
        for p in range(look.country.size):
            if look.country[p] == look.country[r]:
                tie = look.near_strength[ties.near[i]] if p == r else 0.0
                for a in range(found):
                    if room.where[a] == p:
                        tie = room.strength[a]
                drawn, _ = uniforms(look.key, _HUB, look.month, people.key[i], p)
                utility = cells.value[j, p] + look.colleagues * tie
                if p == r:
                    utility += kept_support(i, people, look)
                utility += look.hub * (look.log_share[p] + gumbel(drawn))
                if utility > best_utility:
                    best_utility = utility
                    chosen[n] = p
