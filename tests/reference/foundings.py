"""Foundings: new firms at home and by the diaspora, and who joins them (section 7)."""

from collections import defaultdict
from collections.abc import Iterator
from math import cos, exp, inf, log, pi, sqrt
from typing import TYPE_CHECKING

from tests.reference.chance import whole_part
from tests.reference.person import Professional

from talentflow.chance import Kind, Purpose, identity

if TYPE_CHECKING:
    from tests.reference.firms import Firms

SECTORS = ("product", "outsourcing")
LOCALLY_OWNED = 0

type Cell = tuple[int, int, int]
"""Origin, place, sector."""


class Foundings:
    """What is on its way to be a firm."""

    def __init__(self, firms: "Firms") -> None:
        self.firms = firms
        self.model = firms.model
        self.rule = self.model.rule("firms.foundings")
        self.carry: dict[Cell, float] = defaultdict(float)
        self.waiting: dict[Cell, list[float]] = defaultdict(list)
        """Sizes of firms without a row of their own yet."""

    def run(self) -> None:
        """Found this month's firms."""
        if not (self.rule.enabled and self.firms.enabled):
            return
        for cell, rate in self._rates():
            number, self.carry[cell] = whole_part(rate + self.carry[cell])
            self.waiting[cell] += [self._size(cell, k) for k in range(number)]
        for cell in sorted(self.waiting):
            sizes = self.waiting[cell]
            if sum(sizes) >= self.model.scale:
                self._found(cell, sizes)
                self.waiting[cell] = []

    def _rates(self) -> Iterator[tuple[Cell, float]]:
        """Firms founded in a month, by origin, place and sector."""
        model, rule, geography = self.model, self.rule, self.model.geography
        arrived: dict[tuple[int, int], float] = defaultdict(float)
        for person in model.people:
            if person.country != person.home and person.arrival > model.month - rule.recent:
                arrived[person.citizenship, person.place] += model.scale
        for o, home in enumerate(geography.home):
            shares = self._sector_shares(geography.origins[o])
            for p, c in enumerate(geography.country_of):
                for s in range(len(SECTORS)):
                    if c == home:
                        firms = sum(
                            firm.count
                            for firm in self.firms.all
                            if firm.hires and (firm.origin, firm.place, firm.sector) == (o, p, s)
                        )
                        yield (o, p, s), rule.rate / 12 * firms * self._fewer(home)
                    else:
                        yield (o, p, s), rule.diaspora / 12 * arrived[o, p] / 1000 * shares[s]

    def _fewer(self, home: int) -> float:
        """Say what emigration of the last 12 months leaves of foundings."""
        left = sum(month[home] for month in self.model.labour.emigration)
        share = max(left / max(self.model.ict_stock_of[home], 1.0), 0.0)
        return exp(-self.rule.loss * share / self.rule.deviation)

    def _sector_shares(self, code: str) -> list[float]:
        table = self.model.case.data.frame("structure").query("attribute == 'sector'")
        own = table[table["iso3"] == code]
        rows = (own if len(own) else table[table["iso3"] == ""]).set_index("category")["share"]
        return [float(rows[name]) for name in SECTORS]

    def _key(self, cell: Cell, k: int) -> int:
        o, place, s = cell
        slot = ((2 * o + s) << 16) + k
        return int(identity(Kind.FOUNDED, place, self.model.month, slot)[0])

    def _size(self, cell: Cell, k: int) -> float:
        """How many people the k-th new firm of a cell wants."""
        u, w = self.model.chance.u(Purpose.FOUNDED, 0, self._key(cell, k))
        z = sqrt(-2 * log(u)) * cos(2 * pi * w)
        return max(1.0, self.rule.size * exp(self.rule.spread * z))

    def _found(self, cell: Cell, sizes: list[float]) -> None:
        """Make the firms of a cell one row."""
        o, place, sector = cell
        self.firms.add(
            {
                "key": self._key(cell, 0),
                "count": len(sizes),
                "origin": o,
                "place": place,
                "sector": sector,
                "ownership": LOCALLY_OWNED,
                "parent": -1,
                "size": sum(sizes),
            },
            founded=self.model.month,
        )


def joined(firms: "Firms", person: Professional, employer: int) -> int:
    """Firm of who is hired at home: `employer`, there from the start, or one founded since."""
    model = firms.model
    rivals = [n for n in firms.hiring_at(person) if n >= firms.at_start]
    if not rivals:
        return employer
    old = sum(firms.all[n].size for n in firms.hiring_at(person) if n < firms.at_start)
    first = -log(person.draw(Purpose.JOIN)[0]) / old if old > 0 else inf
    for n in rivals:
        firm = firms.all[n]
        time = -log(person.draw(Purpose.JOIN, 1 + 2 * firm.founded + firm.sector)[0]) / firm.size
        if model.below(time, first, person.key, "joining"):
            employer, first = n, time
    return employer
