"""Where a person stands: the cell, the employer's country, the contacts.

These steps take arrays and not tables: a tuple of arrays that is passed inside a loop costs more
than the step.
"""

from talentflow.compiled import compiled
from talentflow.kernels.tables import Cells, Columns, Rows, Shorts
from talentflow.rules.terms.colleagues import saturating
from talentflow.view import Floats

__all__ = ["cells_of", "contacts", "parent_of"]


@compiled
def cells_of(people: Columns, cells: Cells, rows: Rows, out: Rows) -> None:
    """Fill `out` (n,) with the cell of each person in `rows`."""
    places, grades, levels, classes = cells.shape
    citizenship, place, grade = people.citizenship, people.place, people.grade
    english, exposure = people.english, people.exposure
    for n in range(rows.size):
        i = rows[n]
        j = (citizenship[i] * places + place[i]) * grades + grade[i]
        out[n] = (j * levels + english[i]) * classes + exposure[i]


@compiled
def parent_of(employer: int, parents: Rows, own: int, home: int) -> int:
    """Country of an employer's parent company, −1 if none or home or here."""
    if employer < 0:
        return -1
    parent = parents[employer]
    return -1 if parent in (own, home) else parent


@compiled
def contacts(
    i: int,
    r: int,
    month: int,
    at: Shorts,
    apart: Shorts,
    degree: Shorts,
    country: Rows,
    tie_fade: Floats,
    nearness: Floats,
    saturation: float,
    where: Rows,
    strength: Floats,
) -> int:
    """List the places of i's contacts in `where`, what the ties to each are worth in `strength`.

    `at` and `apart` (n, slots) are the tie columns, `r` the residence. Returns the number of
    places.
    """
    found = 0
    for s in range(degree[i]):
        p = at[i, s]
        w = 1.0
        if p != r:
            w = tie_fade[month - apart[i, s]] * nearness[country[r], country[p]]
        n = 0
        while n < found and where[n] != p:
            n += 1
        if n == found:
            where[n] = p
            strength[n] = 0.0
            found += 1
        strength[n] += w
    for n in range(found):
        strength[n] = saturating(strength[n], saturation)
    return found
