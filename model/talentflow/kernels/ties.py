"""Loops over ties: making, following and ending them.

Slot s of row i holds a contact; the contact's row holds i in one of its own slots.
"""

import numpy as np

from talentflow.compiled import inlined, row, tight
from talentflow.kernels.ahead import AHEAD, bring
from talentflow.kernels.tables import (
    TOGETHER,
    Bytes,
    Rows,
    Shorts,
    TieColumns,
)

__all__ = ["add", "end_ties", "free", "link", "move_ties"]


@inlined
def _slot_of(ties: TieColumns, i: int, j: int) -> int:
    """Slot of contact j in row i, −1 if none."""
    slot = -1
    for s in range(ties.degree[i]):
        if ties.contact[i, s] == j:
            slot = s
    return slot


@inlined
def add(ties: TieColumns, place: Shorts, i: int, j: int, parted: int) -> None:
    """Note in i's row that j is a contact, from whom i was parted in a month."""
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
def free(ties: TieColumns, i: int, j: int) -> bool:
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
        if free(ties, i, j):
            add(ties, place, i, j, parted[n])
            add(ties, place, j, i, parted[n])
            _arrange(ties, place, country, i)
            _arrange(ties, place, country, j)


@inlined
def _bring_contacts(ties: TieColumns, place: Shorts, rows: Rows, n: int) -> None:
    """Ask for the ties of those who come after the n-th of `rows`, and for those of contacts."""
    if n + AHEAD < rows.size:
        i = row(rows[n + AHEAD])
        bring(ties.contact, i)
        bring(ties.degree, i)
    if n + 1 < rows.size:
        i = row(rows[n + 1])
        for s in range(row(ties.degree[i])):
            j = row(ties.contact[i, s])
            bring(ties.contact, j)
            bring(ties.at, j)
            bring(ties.apart, j)
            bring(ties.degree, j)
            bring(ties.near, j)
            bring(ties.far, j)
            bring(place, j)


@tight
def move_ties(
    ties: TieColumns, place: Shorts, country: Rows, movers: Rows, moved: Bytes, month: int
) -> None:
    """Tell both sides of the movers' ties where the other lives now, and whether they are apart.

    `moved` by row is 1 for the movers.
    """
    for n in range(movers.size):
        _bring_contacts(ties, place, movers, n)
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
        _bring_contacts(ties, place, rows, n)
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
