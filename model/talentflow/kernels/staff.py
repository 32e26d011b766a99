"""Loops over staff: counting them by firm and place, and finding those who have to go."""

import numpy as np
import numpy.typing as npt

from talentflow.compiled import inlined, row, tight
from talentflow.kernels.tables import NEVER, Columns, Persons, Rows

__all__ = ["count_staff", "part_with_firms"]


@inlined
def _belongs(i: int, people: Columns) -> bool:
    """Whether person i belongs to the own firm: former staff abroad from the start do not."""
    since = people.abroad_since[i]
    return bool((people.employer[i] >= 0) & ((since == NEVER) | (since >= 0)))


@tight
def count_staff(people: Columns, out: Rows) -> None:
    """Add active staff to `out` (F, P) by firm and residence; who works remotely is left out."""
    for n in range(people.used):
        i = row(n)
        local = (people.active[i] != 0) & (people.employment[i] == 0)
        if local and _belongs(i, people):
            out[row(people.employer[i]), row(people.place[i])] += 1


@tight
def part_with_firms(
    people: Columns,
    shut_at_home: npt.NDArray[np.bool_],
    closed: npt.NDArray[np.bool_],
    rows: Persons,
) -> int:
    """Take staff out of firms that no longer employ them; list those at home without work.

    `shut_at_home` (F,) firms without staff at home, `closed` (F,) without any. `rows` needs room
    for everybody. Returns how many are listed.
    """
    found = row(0)
    for n in range(people.used):
        i = row(n)
        if people.active[i] != 0:
            at_home = people.abroad_since[i] == NEVER
            if _belongs(i, people):
                f = row(people.employer[i])
                if (at_home and shut_at_home[f]) or closed[f]:
                    people.employer[i] = -1
            if at_home and people.employer[i] < 0 and people.employment[i] == 0:
                rows[found] = i
                found = row(found + 1)
    return int(found)
