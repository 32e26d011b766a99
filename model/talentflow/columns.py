"""Compiled loops over columns and ties: counting, ageing, and who knows whom."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from talentflow.chance import Purpose, uniforms
from talentflow.rules.demography.leaving import leaving_chance
from talentflow.view import Floats

__all__ = ["census", "end_ties", "groups", "join_newcomers", "link", "live", "move_ties", "tally"]

_LIFE = int(Purpose.LIFE)
_TOGETHER = -32768
TRIES = 8

type Rows = npt.NDArray[np.int64]
type Slots = npt.NDArray[np.int16]
type Contacts = npt.NDArray[np.int32]


@njit(nogil=True, cache=True)
def tally(people: NamedTuple, out: Rows) -> None:
    """Count active professionals by citizenship and place into `out` (O, P)."""
    out[:] = 0
    for i in range(people.count):
        if people.active[i]:
            out[people.citizenship[i], people.place[i]] += 1


@njit(nogil=True, cache=True, inline="always")
def _band(months_old: int) -> int:
    if months_old < 300:
        return 0
    if months_old < 420:
        return 1
    return 2 if months_old < 540 else 3


@njit(nogil=True, cache=True)
def groups(people: NamedTuple, sector: npt.NDArray[np.int64], month: int, lo: int, hi: int, out: Slots) -> None:
    """Class of each person by grade, age band, sex and employer type (4 · 4 · 2 · 3), −1 if inactive."""
    for i in range(lo, hi):
        if people.active[i] == 0:
            out[i] = -1
            continue
        employer = 2 if people.employer[i] < 0 else sector[people.employer[i]]
        band = _band(month - people.birth[i])
        out[i] = ((people.grade[i] * 4 + band) * 2 + people.sex[i]) * 3 + employer


@njit(nogil=True, cache=True)
def census(
    people: NamedTuple, country: Rows, group: Slots, stocks: npt.NDArray[np.int64], stages: npt.NDArray[np.int64]
) -> None:
    """Count persons into `stocks` (O, P, G, 4 employments) and `stages` (O, C, classes, 4)."""
    stocks[:] = 0
    stages[:] = 0
    for i in range(people.count):
        if people.active[i]:
            o, p = people.citizenship[i], people.place[i]
            stocks[o, p, people.grade[i], people.employment[i]] += 1
            stages[o, country[p], group[i], people.stage[i]] += 1


@njit(nogil=True, cache=True)
def live(
    people: NamedTuple, key: int, month: int, lo: int, hi: int, saved: Floats, promotion: Floats,
    left_occupation: float, retirement: float, outcome: npt.NDArray[np.int8],
) -> None:  # fmt: skip
    """A month of life: savings grow, some are promoted (outcome 1), some leave the occupation (2, 3).

    `saved` (P, G) USD a month at premium 1; `promotion` (G,) chances. Outcome 2 left, 3 retired.
    """
    for i in range(lo, hi):
        outcome[i] = 0
        if people.active[i] == 0:
            continue
        grade = people.grade[i]
        people.savings[i] += np.float32(saved[people.place[i], grade] * people.premium[i])
        up, out = uniforms(key, _LIFE, month, people.key[i], 0)
        months_old = month - people.birth[i]
        if out < leaving_chance(months_old, left_occupation, retirement):
            outcome[i] = 3 if months_old >= 720 else 2
        elif up < promotion[grade]:
            outcome[i] = 1
            people.grade[i] = grade + 1


@njit(nogil=True, cache=True)
def _slot_of(contact: Contacts, degree: Slots, i: int, j: int) -> int:
    for s in range(degree[i]):
        if contact[i, s] == j:
            return s
    return -1


@njit(nogil=True, cache=True)
def _add(contact: Contacts, at: Slots, apart: Slots, degree: Slots, place: Slots, i: int, j: int, parted: int) -> None:
    s = degree[i]
    contact[i, s] = j
    at[i, s] = place[j]
    apart[i, s] = parted
    degree[i] = s + 1


@njit(nogil=True, cache=True)
def link(
    contact: Contacts, at: Slots, apart: Slots, degree: Slots, place: Slots, left: Rows, right: Rows, parted: Slots
) -> None:
    """Tie the pairs (left, right) in order, as far as both have a free slot."""
    slots = contact.shape[1]
    for n in range(left.size):
        i, j = left[n], right[n]
        if i != j and degree[i] < slots and degree[j] < slots and _slot_of(contact, degree, i, j) < 0:
            _add(contact, at, apart, degree, place, i, j, parted[n])
            _add(contact, at, apart, degree, place, j, i, parted[n])


@njit(nogil=True, cache=True)
def move_ties(
    contact: Contacts, at: Slots, apart: Slots, degree: Slots, place: Slots, movers: Rows, month: int
) -> None:
    """Both sides of the movers' ties learn where the other lives now, and whether they are apart."""
    for n in range(movers.size):
        i = movers[n]
        for s in range(degree[i]):
            j = contact[i, s]
            back = _slot_of(contact, degree, j, i)
            at[j, back] = place[i]
            at[i, s] = place[j]
            if place[i] == place[j]:
                parted = _TOGETHER
            elif apart[i, s] == _TOGETHER:
                parted = month
            else:
                parted = apart[i, s]
            apart[i, s] = parted
            apart[j, back] = parted


@njit(nogil=True, cache=True)
def end_ties(contact: Contacts, at: Slots, apart: Slots, degree: Slots, rows: Rows) -> None:
    """Remove all ties of the persons in `rows`, on both sides."""
    for n in range(rows.size):
        i = rows[n]
        for s in range(degree[i]):
            j = contact[i, s]
            back = _slot_of(contact, degree, j, i)
            last = degree[j] - 1
            contact[j, back] = contact[j, last]
            at[j, back] = at[j, last]
            apart[j, back] = apart[j, last]
            contact[j, last] = -1
            degree[j] = last
            contact[i, s] = -1
        degree[i] = 0


@njit(nogil=True, cache=True)
def join_newcomers(
    contact: Contacts, at: Slots, apart: Slots, degree: Slots, place: Slots, active: npt.NDArray[np.int8],
    employer: Contacts, rows: Rows, points: Floats, inside_firm: float,
    ring: Floats, ring_row: Rows, firm_ring: Floats, firm_ring_row: Rows,
) -> None:  # fmt: skip
    """Tie newcomers to people whom they meet: `points` (tries, 2, n) are keyed uniforms.

    A try looks clockwise from its point on the ring of the own firm or of everybody and takes the
    first of at most eight people who is active, lives in the same place, is not yet a contact and
    has a free slot. Rings are sorted; a point on a firm's ring is firm + fraction.
    """
    slots = contact.shape[1]
    for n in range(rows.size):
        i = rows[n]
        for q in range(points.shape[0]):
            if degree[i] >= slots:
                break
            point = points[q, 0, n]
            firm = employer[i]
            inside = firm >= 0 and points[q, 1, n] < inside_firm
            if inside:
                lo, hi = np.searchsorted(firm_ring, float(firm)), np.searchsorted(firm_ring, firm + 1.0)
                start = np.searchsorted(firm_ring, firm + point)
            else:
                lo, hi = 0, ring.size
                start = np.searchsorted(ring, point)
            for step in range(min(TRIES, hi - lo)):
                where = start + step
                if where >= hi:
                    where -= hi - lo
                j = firm_ring_row[where] if inside else ring_row[where]
                if (
                    active[j]
                    and place[j] == place[i]
                    and degree[j] < slots
                    and _slot_of(contact, degree, i, j) < 0
                ):
                    _add(contact, at, apart, degree, place, i, j, _TOGETHER)
                    _add(contact, at, apart, degree, place, j, i, _TOGETHER)
                    break
