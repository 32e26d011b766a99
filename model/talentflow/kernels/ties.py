"""Loops over ties: making, following and ending them.

Slot s of row i holds a contact; the contact's row holds i in one of its own slots.
"""

from talentflow.compiled import inlined, tight
from talentflow.kernels.tables import TOGETHER, Bytes, Contacts, Rows, Shorts, TieColumns
from talentflow.view import Floats

__all__ = ["end_ties", "join_newcomers", "link", "move_ties"]

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
    s = ties.degree[i]
    ties.contact[i, s] = j
    ties.at[i, s] = place[j]
    ties.apart[i, s] = parted
    ties.degree[i] = s + 1


@inlined
def _arrange(ties: TieColumns, place: Shorts, country: Rows, i: int) -> None:
    """Put i's contacts in other countries first; count them, and those in the same place."""
    near, far = 0, 0
    for s in range(ties.degree[i]):
        if ties.at[i, s] == place[i]:
            near += 1
        elif country[ties.at[i, s]] != country[place[i]]:
            if s != far:
                contact, at, apart = ties.contact[i, s], ties.at[i, s], ties.apart[i, s]
                ties.contact[i, s] = ties.contact[i, far]
                ties.at[i, s] = ties.at[i, far]
                ties.apart[i, s] = ties.apart[i, far]
                ties.contact[i, far] = contact
                ties.at[i, far] = at
                ties.apart[i, far] = apart
            far += 1
    ties.near[i] = near
    ties.far[i] = far


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
        i, j = left[n], right[n]
        if _free(ties, i, j):
            _add(ties, place, i, j, parted[n])
            _add(ties, place, j, i, parted[n])
            _arrange(ties, place, country, i)
            _arrange(ties, place, country, j)


@tight
def move_ties(ties: TieColumns, place: Shorts, country: Rows, movers: Rows, month: int) -> None:
    """Tell both sides of the movers' ties where the other lives now, and whether they are apart."""
    for n in range(movers.size):
        i = movers[n]
        for s in range(ties.degree[i]):
            j = ties.contact[i, s]
            back = _slot_of(ties, j, i)
            ties.at[j, back] = place[i]
            ties.at[i, s] = place[j]
            parted = ties.apart[i, s]
            if place[i] == place[j]:
                parted = TOGETHER
            elif parted == TOGETHER:
                parted = month
            ties.apart[i, s] = parted
            ties.apart[j, back] = parted
            _arrange(ties, place, country, j)
        _arrange(ties, place, country, i)


@tight
def end_ties(ties: TieColumns, place: Shorts, country: Rows, rows: Rows) -> None:
    """Remove all ties of the persons in `rows`, on both sides."""
    for n in range(rows.size):
        i = rows[n]
        for s in range(ties.degree[i]):
            j = ties.contact[i, s]
            back = _slot_of(ties, j, i)
            last = ties.degree[j] - 1
            ties.contact[j, back] = ties.contact[j, last]
            ties.at[j, back] = ties.at[j, last]
            ties.apart[j, back] = ties.apart[j, last]
            ties.contact[j, last] = -1
            ties.degree[j] = last
            ties.contact[i, s] = -1
            _arrange(ties, place, country, j)
        ties.degree[i] = 0
        ties.near[i] = 0
        ties.far[i] = 0


@inlined
def _place_on(ring: Floats, lo: int, hi: int, point: float) -> int:
    """First of the sorted entries lo to hi that is not below a point."""
    while lo < hi:
        middle = (lo + hi) // 2
        if ring[middle] < point:
            lo = middle + 1
        else:
            hi = middle
    return lo


@tight
def join_newcomers(
    ties: TieColumns,
    place: Shorts,
    country: Rows,
    active: Bytes,
    employer: Contacts,
    rows: Rows,
    points: Floats,
    inside_firm: float,
    ring: Floats,
    ring_row: Rows,
    firm_ring: Floats,
    firm_ring_row: Rows,
    firm_start: Rows,
) -> None:
    """Tie newcomers to people whom they meet: `points` (tries, 2, n) are keyed uniforms.

    A try looks clockwise from its point, on the ring of the own firm or of everybody, and takes the
    first of at most eight people who is active, lives in the same place and can be tied. Rings are
    sorted; a point on a firm's ring is firm + fraction, and `firm_start` (F + 1,) says where each
    firm begins.
    """
    for n in range(rows.size):
        i = rows[n]
        firm = employer[i]
        for q in range(points.shape[0]):
            inside = firm >= 0 and points[q, 1, n] < inside_firm
            if inside:
                lo, hi = firm_start[firm], firm_start[firm + 1]
                start = _place_on(firm_ring, lo, hi, firm + points[q, 0, n])
            else:
                lo, hi = 0, ring.size
                start = _place_on(ring, lo, hi, points[q, 0, n])
            for step in range(min(TRIES, hi - lo)):
                at = start + step
                if at >= hi:
                    at -= hi - lo
                j = firm_ring_row[at] if inside else ring_row[at]
                if active[j] != 0 and place[j] == place[i] and _free(ties, i, j):
                    _add(ties, place, i, j, TOGETHER)
                    _add(ties, place, j, i, TOGETHER)
                    _arrange(ties, place, country, j)
                    break
        _arrange(ties, place, country, i)
