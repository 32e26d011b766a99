"""The census: everybody is counted once a month, for the record and for next month's phases."""

from typing import NamedTuple, Self

import numpy as np

from talentflow.compiled import row, tight
from talentflow.kernels.life import CLASSES, class_of
from talentflow.kernels.staff import belongs
from talentflow.kernels.tables import LOCAL, Columns, Contacts, Rows

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
    """(F,) by firm, of who lives in the firm's home country; who works remotely is left out."""
    posted: Contacts
    """(2, n) firm and residence of each one of its other staff."""

    @classmethod
    def empty(
        cls, origins: int, countries: int, places: int, grades: int, firms: int, people: int
    ) -> Self:
        """Nobody counted yet; `posted` has room for one more than all people."""
        return cls(
            np.zeros((origins, places, grades, 4), np.int64),
            np.zeros((origins, countries), np.int64),
            np.zeros((origins, countries, CLASSES, 4), np.int64),
            np.zeros((origins, countries, 3), np.int64),
            np.zeros(firms, np.int64),
            np.empty((2, people + 1), np.int32),
        )

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
    people: Columns, country: Rows, home: Rows, sector: Rows, month: int, census: Census
) -> int:
    """Add everybody to the census; return how many of `posted` are filled.

    `country` (P,) of places; `home` (F,) country and `sector` (F,) of firms.
    """
    posted = row(0)
    for n in range(people.used):
        i = row(n)
        if people.active[i] != 0:
            o, p, work = row(people.citizenship[i]), row(people.place[i]), row(people.employment[i])
            c, group = row(country[p]), row(class_of(i, people, sector, month))
            census.stocks[o, p, row(people.grade[i]), work] += 1
            census.stages[o, c, group, row(people.stage[i])] += 1
            census.voices[o, c, row(people.dissent[i])] += 1
            if people.client[i] >= 0:
                census.clients[o, row(people.client[i])] += 1
            if work == LOCAL and belongs(i, people):
                f = row(people.employer[i])
                at_home = country[p] == home[f]
                census.staff[f] += at_home
                census.posted[0, posted], census.posted[1, posted] = f, p
                posted = row(posted + (not at_home))
    return int(posted)


@tight
def count_kind(people: Columns, kind: int, found: Rows) -> None:
    """Add the active people of an employment to `found` (P,), by residence."""
    for n in range(people.used):
        i = row(n)
        if people.employment[i] == kind and people.active[i] != 0:
            found[row(people.place[i])] += 1
