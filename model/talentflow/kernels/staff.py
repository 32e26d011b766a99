"""Staff: who belongs to a firm, and who has to go."""

import numpy as np
import numpy.typing as npt

from talentflow.compiled import inlined, row, tight
from talentflow.kernels.tables import NEVER, Columns, Persons
from talentflow.kernels.work import LOCAL, UNEMPLOYED

__all__ = ["belongs", "part_with_firms"]


@inlined
def belongs(i: int, people: Columns) -> bool:
    """Whether person i belongs to the own firm: former staff abroad from the start do not."""
    since = people.abroad_since[i]
    return bool((people.employer[i] >= 0) & ((since == NEVER) | (since >= 0)))


@tight
def part_with_firms(
    people: Columns,
    shut_at_home: npt.NDArray[np.bool_],
    closed: npt.NDArray[np.bool_],
    hires_here: npt.NDArray[np.bool_],
    rows: Persons,
) -> int:
    """Take staff out of firms that no longer employ them; list those at home without work.

    `shut_at_home` (F,) firms without staff at home, `closed` (F,) without any; `hires_here` (O, P)
    whether any firm hires at a place. Who loses a firm at home and does not work remotely is
    unemployed, and so is who has none where none hires. `rows` needs room for everybody. Returns
    how many are listed.
    """
    found = row(0)
    for n in range(people.used):
        i = row(n)
        f = people.employer[i]
        stays = f >= 0 and not (shut_at_home[row(f)] or closed[row(f)])
        if not stays and people.active[i] != 0:
            at_home = people.abroad_since[i] == NEVER
            loses = belongs(i, people) and (at_home or closed[row(f)])
            if loses:
                people.employer[i] = -1
            if at_home and people.employer[i] < 0:
                o, p = row(people.citizenship[i]), row(people.place[i])
                if people.employment[i] == LOCAL and (loses or not hires_here[o, p]):
                    people.employment[i] = UNEMPLOYED
                if people.employment[i] == LOCAL or people.employment[i] == UNEMPLOYED:
                    rows[found] = i
                    found = row(found + 1)
    return int(found)
