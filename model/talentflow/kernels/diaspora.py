"""The diaspora: who came lately, and whom firms of home find where they live."""

from typing import NamedTuple

from talentflow.compiled import row, tight
from talentflow.kernels.staff import belongs
from talentflow.kernels.tables import LOCAL, Columns, Persons, Rows

__all__ = ["LOOKS", "Where", "count_arrived", "fill_seats"]

LOOKS = 200
"""People of any place on the ring whom a firm looks at for one seat."""


class Where(NamedTuple):
    """Countries of places (P,) and home countries of origins (O,)."""

    country: Rows
    home: Rows


@tight
def count_arrived(people: Columns, where: Where, since: int, found: Rows) -> None:
    """Add to `found` (O, P) the active people abroad who came to their residence after a month."""
    for n in range(people.used):
        i = row(n)
        if people.arrival[i] > since and people.active[i] != 0:
            o, p = row(people.citizenship[i]), row(people.place[i])
            if where.country[p] != where.home[o]:
                found[o, p] += 1


@tight
def fill_seats(
    people: Columns, ring: Persons, first: Rows, firm: Rows, origin: Rows, place: Rows, found: Rows
) -> None:
    """Give seats (n,) to the first on the `ring` who live there and work for no firm of home.

    `first` (n,) positions on the ring to look from, `firm` (n,) whose seats they are, `origin` and
    `place` (n,) of whom it looks for. Adds to `found` (F,) whom each firm finds.
    """
    for n in range(firm.size):
        for look in range(min(LOOKS, ring.size)):
            i = row(ring[row((first[n] + look) % ring.size)])
            right = people.place[i] == place[n] and people.citizenship[i] == origin[n]
            right = right and people.active[i] != 0 and people.employment[i] == LOCAL
            if right and not belongs(i, people):
                people.employer[i] = firm[n]
                people.rejoined[i] = 1
                found[firm[n]] += 1
                break
