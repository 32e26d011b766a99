"""Rings: everybody in the order of keyed points, on which newcomers meet the people they join."""

from talentflow.compiled import inlined, row, tight
from talentflow.kernels.ahead import AHEAD, bring
from talentflow.kernels.tables import (
    TOGETHER,
    Bytes,
    Mask,
    Persons,
    Rows,
    Shorts,
    TieColumns,
)
from talentflow.kernels.ties import add, free
from talentflow.view import Floats

__all__ = ["enter_ring", "find_starts", "meet"]

TRIES = 8
"""People on the ring whom a newcomer may meet in one try."""


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
def find_starts(ring: Floats, points: Floats, first: Rows, last: Rows, starts: Rows) -> None:
    """Fill `starts` (n,) with where `points` (n,) fall among the entries `first` to `last` (n,).

    Entries are spread evenly over the fraction of a point.
    """
    for n in range(points.size):
        if n + AHEAD < points.size:
            m = row(n + AHEAD)
            bring(ring, first[m] + int((points[m] % 1.0) * (last[m] - first[m])))
        starts[n] = _place_on(ring, first[n], last[n], points[n], points[n] % 1.0)


@tight
def meet(
    ties: TieColumns,
    place: Shorts,
    active: Bytes,
    rows: Rows,
    inside: Mask,
    first: Rows,
    last: Rows,
    starts: Rows,
    ring_row: Persons,
    firm_ring_row: Persons,
) -> None:
    """Tie the newcomers in `rows` (n,) to people whom they meet, one after the other.

    A try (tries, n) looks clockwise from `starts` among the entries `first` to `last`, on the ring
    of firms if it is `inside`, else on that of everybody, and takes the first of at most eight
    people who is active, lives in the same place and can be tied.
    """
    tries = inside.shape[0]
    for n in range(rows.size):
        if n + AHEAD < rows.size:
            m = row(n + AHEAD)
            for q in range(tries):
                if starts[q, m] < last[q, m]:
                    at = row(starts[q, m])
                    j = row(firm_ring_row[at] if inside[q, m] else ring_row[at])
                    bring(active, j)
                    bring(place, j)
                    bring(ties.degree, j)
                    bring(ties.contact, j)
        if n + 2 * AHEAD < rows.size:
            m = row(n + 2 * AHEAD)
            for q in range(tries):
                bring(firm_ring_row, starts[q, m])
                bring(ring_row, starts[q, m])
        i = row(rows[n])
        for q in range(tries):
            lo, hi = first[q, n], last[q, n]
            for step in range(min(TRIES, hi - lo)):
                at = starts[q, n] + step
                if at >= hi:
                    at -= hi - lo
                j = row(firm_ring_row[row(at)] if inside[q, n] else ring_row[row(at)])
                if active[j] != 0 and place[j] == place[i] and free(ties, i, j):
                    add(ties, place, i, j, TOGETHER)
                    add(ties, place, j, i, TOGETHER)
                    ties.near[i] += 1
                    ties.near[j] += 1
                    break
