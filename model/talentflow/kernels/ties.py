"""Loops over ties: making, following and ending them.

Slot s of row i holds a contact; the contact's row holds i in one of its own slots.
"""

import numpy as np

from talentflow.compiled import inlined, row, tight
from talentflow.kernels.tables import (
    TOGETHER,
    Bytes,
    Contacts,
    Persons,
    Rows,
    Shorts,
    TieColumns,
)
from talentflow.view import Floats

__all__ = ["end_ties", "enter_ring", "join_newcomers", "link", "move_ties"]

TRIES = 8


@inlined
def _slot_of(ties: TieColumns, i: int, j: int) -> int:
    """Slot of contact j in row i, −1 if none."""
    slot = -1
    for s in range(ties.degree[i]):
        if ties.contact[i, s] == j:
            slot = s
    return slot


@inlined
def _add(ties: TieColumns, place: Shorts, i: int, j: int, parted: int) -> None:
    s = row(ties.degree[i])
    ties.contact[i, s] = j
    ties.at[i, s] = place[j]
    ties.apart[i, s] = parted
    ties.degree[i] = s + 1


@inlined
def _arrange(ties: TieColumns, place: Shorts, country: Rows, i: int) -> None:
    """Put i's contacts in other countries first; count them, and those in the same place."""
    near, far = 0, row(0)
    here = place[i]
    own = country[row(here)]
    for s in range(row(ties.degree[i])):
        at = ties.at[i, s]
        near += at == here
        if country[row(at)] != own:
            if s != far:
                _swap(ties, i, s, far)
            far = row(far + 1)
    ties.near[i] = near
    ties.far[i] = far


@inlined
def _swap(ties: TieColumns, i: int, s: int, other: int) -> None:
    contact, at, apart = ties.contact[i, s], ties.at[i, s], ties.apart[i, s]
    ties.contact[i, s] = ties.contact[i, other]
    ties.at[i, s] = ties.at[i, other]
    ties.apart[i, s] = ties.apart[i, other]
    ties.contact[i, other], ties.at[i, other], ties.apart[i, other] = contact, at, apart


@inlined
def _hear(ties: TieColumns, here: int, country: Rows, i: int, s: int, there: int) -> None:
    """Let i, who lives in `here`, know that the contact in slot s lives in `there` now."""
    before, own = row(ties.at[i, s]), country[row(here)]
    ties.at[i, s] = there
    ties.near[i] += np.int8(there == here) - np.int8(before == here)
    was_far, is_far = country[before] != own, country[row(there)] != own
    if is_far and not was_far:
        _swap(ties, i, s, row(ties.far[i]))
        ties.far[i] += 1
    elif was_far and not is_far:
        ties.far[i] -= 1
        _swap(ties, i, s, row(ties.far[i]))


@inlined
def _free(ties: TieColumns, i: int, j: int) -> bool:
    """Whether i and j can be tied: two people, a free slot each, no tie yet."""
    slots = ties.contact.shape[1]
    room = ties.degree[i] < slots and ties.degree[j] < slots
    return i != j and room and _slot_of(ties, i, j) < 0


@tight
def link(
    ties: TieColumns, place: Shorts, country: Rows, left: Rows, right: Rows, parted: Shorts
) -> None:
    """Tie the pairs (left, right) in order, as far as both have a free slot."""
    for n in range(left.size):
        i, j = row(left[n]), row(right[n])
        if _free(ties, i, j):
            _add(ties, place, i, j, parted[n])
            _add(ties, place, j, i, parted[n])
            _arrange(ties, place, country, i)
            _arrange(ties, place, country, j)


@tight
def move_ties(
    ties: TieColumns, place: Shorts, country: Rows, movers: Rows, moved: Bytes, month: int
) -> None:
    """Tell both sides of the movers' ties where the other lives now, and whether they are apart.

    `moved` by row is 1 for the movers.
    """
    for n in range(movers.size):
        i = row(movers[n])
        for s in range(row(ties.degree[i])):
            j = row(ties.contact[i, s])
            back = row(_slot_of(ties, j, i))
            ties.at[i, s] = place[j]
            parted = ties.apart[i, s]
            if place[i] == place[j]:
                parted = TOGETHER
            elif parted == TOGETHER:
                parted = month
            ties.apart[i, s] = parted
            ties.apart[j, back] = parted
            if moved[j] != 0:
                ties.at[j, back] = place[i]
            else:
                _hear(ties, place[j], country, j, back, place[i])
    for n in range(movers.size):
        _arrange(ties, place, country, row(movers[n]))


@tight
def end_ties(ties: TieColumns, place: Shorts, country: Rows, rows: Rows) -> None:
    """Remove all ties of the persons in `rows`, on both sides."""
    for n in range(rows.size):
        i = row(rows[n])
        for s in range(row(ties.degree[i])):
            j = row(ties.contact[i, s])
            back = row(_slot_of(ties, j, i))
            last = row(ties.degree[j] - 1)
            ties.contact[j, back] = ties.contact[j, last]
            ties.at[j, back] = ties.at[j, last]
            ties.apart[j, back] = ties.apart[j, last]
            ties.degree[j] = last
            _arrange(ties, place, country, j)
        ties.degree[i] = 0
        ties.near[i] = 0
        ties.far[i] = 0


@tight
def enter_ring(ring: Floats, ring_row: Persons, used: int, points: Floats, rows: Persons) -> None:
    """Merge sorted `points` and their `rows` into the first `used` entries of a sorted ring."""
    at, old = used + points.size - 1, used - 1
    for n in range(points.size - 1, -1, -1):
        while old >= 0 and ring[row(old)] >= points[n]:
            ring[row(at)], ring_row[row(at)] = ring[row(old)], ring_row[row(old)]
            at -= 1
            old -= 1
        ring[row(at)], ring_row[row(at)] = points[n], rows[n]
        at -= 1


@inlined
def _place_on(ring: Floats, lo: int, hi: int, point: float, share: float) -> int:
    """First of the sorted entries lo to hi that is not below a point.

    `share` of the entries are below it on average: the search starts there and widens.
    """
    first, last = lo, hi
    reach = 16
    near = lo + int(share * (hi - lo))
    lo, hi = max(near - reach, first), min(near + reach, last)
    while lo > first and ring[row(lo)] >= point:
        reach *= 2
        lo, hi = max(lo - reach, first), lo
    while hi < last and ring[row(hi - 1)] < point:
        reach *= 2
        lo, hi = hi, min(hi + reach, last)
    while lo < hi:
        middle = (lo + hi) // 2
        if ring[row(middle)] < point:
            lo = middle + 1
        else:
            hi = middle
    return lo


@tight
def join_newcomers(
    ties: TieColumns,
    place: Shorts,
    active: Bytes,
    employer: Contacts,
    rows: Rows,
    points: Floats,
    inside_firm: float,
    used: int,
    ring: Floats,
    ring_row: Persons,
    firm_ring: Floats,
    firm_ring_row: Persons,
    of_firm: Rows,
) -> None:
    """Tie newcomers to people whom they meet: `points` (tries, 2, n) are keyed uniforms.

    A try looks clockwise from its point, on the ring of the own firm or of everybody, and takes the
    first of at most eight people who is active, lives in the same place and can be tied. Rings are
    sorted; a point on a firm's ring is firm + fraction, and `of_firm` (2, n) says where each
    newcomer's firm begins and ends on it.
    """
    for n in range(rows.size):
        i = row(rows[n])
        firm = employer[i]
        for q in range(points.shape[0]):
            inside = firm >= 0 and points[q, 1, n] < inside_firm
            if inside:
                lo, hi = of_firm[0, n], of_firm[1, n]
                start = _place_on(firm_ring, lo, hi, firm + points[q, 0, n], points[q, 0, n])
            else:
                lo, hi = 0, used
                start = _place_on(ring, lo, hi, points[q, 0, n], points[q, 0, n])
            for step in range(min(TRIES, hi - lo)):
                at = start + step
                if at >= hi:
                    at -= hi - lo
                j = row(firm_ring_row[row(at)] if inside else ring_row[row(at)])
                if active[j] != 0 and place[j] == place[i] and _free(ties, i, j):
                    _add(ties, place, i, j, TOGETHER)
                    _add(ties, place, j, i, TOGETHER)
                    ties.near[i] += 1
                    ties.near[j] += 1
                    break
