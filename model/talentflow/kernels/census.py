"""The census: everybody is counted once a month, for the record and for next month's phases."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np

from talentflow.compiled import row, tight
from talentflow.kernels.life import CLASSES, class_of
from talentflow.kernels.staff import belongs
from talentflow.kernels.tables import LOCAL, Bytes, Columns, Contacts, Rows, Shorts

__all__ = ["Census", "count", "count_kind"]


class Census(NamedTuple):
    """Active professionals at the end of a month, simulated counts."""

    stocks: Rows
    """(O, P, G, 4) by citizenship, residence, grade, employment."""
    clients: Rows
    """(O, C) who works remotely, by country of the employer."""
    stages: Rows
    """(O, C, classes, 4) by country of residence, class and stage."""
    voices: Rows
    """(O, C, 3) by country of residence and dissent."""
    staff: Rows
    """(F,) by firm at home, of who lives at the firm's place; who works remotely is left out."""
    posted: Contacts
    """(2, n) firm and residence of each one of other staff."""

    @classmethod
    def empty(
        cls, origins: int, countries: int, places: int, grades: int, firms: int, people: int
    ) -> Self:
        """Nobody counted yet, with room to count in: see `count`."""
        return cls(
            np.zeros((origins, places, grades, 4), np.int64),
            np.zeros((origins, countries + 1), np.int64),
            np.zeros((origins, countries, CLASSES, 4), np.int64),
            np.zeros((origins, countries, 3), np.int64),
            np.zeros(firms + 1, np.int64),
            np.empty((2, people + 1), np.int32),
        )

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        """Add up the counts of parts of the people, in the order of their rows."""
        if len(parts) == 1:
            return parts[0]
        *counted, posted = zip(*parts, strict=True)
        return cls._make([*(sum(tables) for tables in counted), np.concatenate(posted, axis=1)])

    @property
    def residents(self) -> Rows:
        """(O, P) by citizenship and residence."""
        found: Rows = self.stocks.sum((2, 3))
        return found

    @property
    def remote(self) -> Rows:
        """(P,) who works remotely, by residence."""
        found: Rows = self.stocks[..., 1].sum((0, 2))
        return found


@tight
def count(
    people: Columns,
    country: Rows,
    base: Shorts,
    sector: Bytes,
    month: int,
    lo: int,
    hi: int,
    census: Census,
) -> int:
    """Add the people of rows lo to hi to the census; return how many of `posted` are filled.

    `country` (P,) of places; `base` (F + 1,) place of firms at home, −1 for others, and `sector`
    (F + 1,) of firms, the last entry for who has none. The census has room for more than it tells:
    `clients` begins with who has none, `staff` ends so, and `posted` takes one more than all.

    Nothing in the loop is left out for some: a processor would guess wrong too often who they are.
    """
    posted, none = row(0), row(base.size - 1)
    for n in range(lo, hi):
        i = row(n)
        o, p, work = row(people.citizenship[i]), row(people.place[i]), row(people.employment[i])
        c, f = row(country[p]), none if people.employer[i] < 0 else row(people.employer[i])
        active = int(people.active[i])
        census.stocks[o, p, row(people.grade[i]), work] += active
        group = class_of(i, people, row(sector[f]), month)
        census.stages[o, c, row(group), row(people.stage[i])] += active
        census.voices[o, c, row(people.dissent[i])] += active
        census.clients[o, row(people.client[i] + 1)] += active
        own = row(active * (work == LOCAL) * belongs(i, people))
        here = row(own * (base[f] == p))
        census.staff[f] += here
        census.posted[0, posted], census.posted[1, posted] = f, p
        posted = row(posted + own - here)
    return int(posted)


@tight
def count_kind(people: Columns, kind: int, found: Rows) -> None:
    """Add the active people of an employment to `found` (P,), by residence."""
    for n in range(people.used):
        i = row(n)
        if people.employment[i] == kind and people.active[i] != 0:
            found[row(people.place[i])] += 1
