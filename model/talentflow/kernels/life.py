"""Loops over columns: counting people, and a month of life."""

import numpy as np

from talentflow.chance import Purpose, draw
from talentflow.compiled import inlined, row, tight
from talentflow.kernels.rooms import BLOCK
from talentflow.kernels.tables import STUDENT, UNEMPLOYED, Bytes, Columns, Rows
from talentflow.rules.demography.leaving import RETIREMENT_AGE, leaving_chance
from talentflow.view import Floats

__all__ = [
    "CLASSES",
    "LEFT",
    "NO_FIRM",
    "PROMOTED",
    "RETIRED",
    "class_of",
    "classes",
    "employer_type",
    "live",
]

CLASSES = 4 * 4 * 2 * 3
"""Classes of people by grade, age band, sex and employer type."""

PROMOTED, LEFT, RETIRED = 1, 2, 3
_LIFE = int(Purpose.LIFE)


@inlined
def _band(months_old: int) -> int:
    """Age band: under 25, 25 to 34, 35 to 44, 45 and older."""
    return int((months_old >= 300) + (months_old >= 420) + (months_old >= 540))


NO_FIRM = 2
"""Employer type of who has no firm; those of firms are the sectors before it."""


@inlined
def employer_type(i: int, people: Columns, sector: Rows) -> int:
    """Employer type of person i; `sector` (F,) of each firm."""
    return int(sector[row(people.employer[i])]) if people.employer[i] >= 0 else NO_FIRM


@inlined
def class_of(i: int, people: Columns, employer: int, month: int) -> int:
    """Class of person i by grade, age, sex and employer type."""
    band = _band(month - people.birth[i])
    return int(((people.grade[i] * 4 + band) * 2 + people.sex[i]) * 3 + employer)


@tight
def classes(people: Columns, sector: Rows, month: int, rows: Rows, out: Rows) -> None:
    """Fill `out` (n,) with the class of each person in `rows`."""
    for n in range(rows.size):
        i = row(rows[n])
        out[n] = class_of(i, people, employer_type(i, people, sector), month)


@tight
def live(
    people: Columns,
    key: np.uint64,
    month: int,
    lo: int,
    hi: int,
    saved: Floats,
    remote_pay: Floats,
    promotion: Floats,
    left_occupation: Floats,
    retirement: float,
    up: Floats,
    out: Floats,
    outcome: Bytes,
) -> None:
    """Live a month in rows lo to hi: savings grow, some are promoted, some leave the occupation.

    Students are still outside all of it.

    `saved` (P, G) USD a month at premium 1, `remote_pay` (O, G, C + 1) as in the outlook,
    `promotion` (G,) chances, `left_occupation` (O,) a year; `up` and `out` are room for a block's
    draws; `outcome` by row, 0 before, becomes PROMOTED, LEFT or RETIRED.
    """
    for first in range(lo, hi, BLOCK):
        size = min(BLOCK, hi - first)
        draw(key, _LIFE, month, people.key[first : first + size], size, up, out)
        for n in range(size):
            i = row(first + n)
            if people.active[i] != 0 and people.employment[i] != STUDENT:
                grade = row(people.grade[i])
                more = saved[row(people.place[i]), grade] * people.premium[i]
                client, o = row(people.client[i] + 1), row(people.citizenship[i])
                more *= remote_pay[o, grade, client] * (people.employment[i] != UNEMPLOYED)
                people.savings[i] = people.savings[i] + more
                months_old = month - people.birth[i]
                if out[n] < leaving_chance(months_old, left_occupation[o], retirement):
                    outcome[i] = RETIRED if months_old >= RETIREMENT_AGE else LEFT
                elif up[n] < promotion[grade]:
                    outcome[i] = PROMOTED
                    people.grade[i] = grade + 1
