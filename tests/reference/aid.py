"""Aid: who gets something from levers, and what it costs (section 8d of the ODD page)."""

from math import exp, inf
from typing import TYPE_CHECKING
from zlib import crc32

from tests.reference import dials
from tests.reference.firms import works
from tests.reference.levers import WORTH_COMING
from tests.reference.lottery import Lottery
from tests.reference.person import Professional

from talentflow.chance import Purpose
from talentflow.levers import Lever

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel


class Aid:
    """The books of all levers of a twin."""

    def __init__(self, model: "TwinModel") -> None:
        self.model = model
        self.levers = model.levers
        self.recipients = [0] * len(self.levers.all)
        self.spent = [0.0] * len(self.levers.all)
        """EUR."""
        self.asked = [0] * len(self.levers.all)
        """Who asked so far, of levers with limited seats."""
        self.seats = [0.0] * len(self.levers.all)
        """The seats there were for them."""
        self.lotteries: list[Lottery[None]] = [Lottery() for _ in self.levers.all]
        self.moved: list[tuple[Professional, int]] = []
        """Who moved this month, and the place they left."""

    def _lucky(self, n: int, person: Professional, chance: float, what: str) -> bool:
        luck = self.model.chance.u(Purpose.AID, 0, person.key, number(self.levers.all[n]))[0]
        return person.below(luck, chance, what)

    def _fits(self, n: int, person: Professional) -> bool:
        return self.levers.fits(n, person.citizenship, person.grade)

    # ------------------------------------------------------------------------ before and after

    def counted_on(self, person: Professional) -> float:
        """Grants in dollars that somebody who plans counts on."""
        levers = self.levers
        return sum(
            levers.dollars * levers.all[n].act.grant
            for n in levers.at_work("support")
            if levers.all[n].act.grant > 0
            and person.plan in levers.places(n)
            and self._fits(n, person)
            and self._lucky(n, person, levers.all[n].take_up * levers.served[n], "grant")
        )

    def _entitled(self, n: int, person: Professional) -> bool:
        """Tell whether somebody still gets support by the month."""
        lever = self.levers.all[n]
        if lever.kind.mechanism != "support" or not person.aided >> n & 1:
            return False
        return bool(self.model.month - person.arrival < lever.act.months)

    def kept(self, person: Professional) -> float:
        """Say what support is still worth at the residence."""
        if not person.aided:
            return 0.0
        rows = [n for n in range(len(self.levers.all)) if self._entitled(n, person)]
        return sum(self.levers.lasting(n, person.grade) for n in rows)

    # ----------------------------------------------------------------------------- who gets it

    def note_move(self, person: Professional, old: int) -> None:
        """Lose what levers of other places gave; be among those who may get something."""
        self.moved.append((person, old))
        for n in range(len(self.levers.all)):
            if person.place not in self.levers.places(n):
                person.aided &= ~(1 << n)

    def welcome(self) -> None:
        """Give to those who moved this month, and pay what is due by the month."""
        levers = self.levers
        for n in levers.at_work(*WORTH_COMING, "office"):
            inside = levers.places(n)
            came = [one for one, old in self.moved if one.place in inside and old not in inside]
            came = [one for one in came if self._in_time(n, one)]
            self._share_out(n, [one for one in came if self._fits(n, one) and self._asks(n, one)])
        self.moved.clear()
        for n, lever in enumerate(levers.all):
            if lever.start <= self.model.month < lever.end and lever.take_up > 0:
                self.spent[n] += lever.fixed_cost
                self.spent[n] += self._forgone(n)
            for person in self.model.people if lever.kind.mechanism == "support" else []:
                if self._entitled(n, person):
                    relief = lever.act.relief * levers.pay(n, person.grade)[0] / levers.dollars
                    self._spend(n, relief + lever.act.subsidy)

    def _forgone(self, n: int) -> float:
        """Taxes of the month that nobody at the owner's places pays any more."""
        lever, model = self.levers.all[n], self.model
        if lever.kind.mechanism != "conditions":
            return 0.0
        geography, c = model.geography, model.geography.countries.index(lever.owner)
        persons = sum(model.stock[p] for p in self.levers.places(n))
        if c not in geography.home:
            persons = model.conditions.indicators["ict_employment"][c]
        grades = range(len(geography.pay_ratio[c]))
        gross = [self.levers.pay(n, grade)[0] / self.levers.dollars for grade in grades]
        return float(persons * lever.act.tax * lever.take_up * sum(gross) / len(gross))

    def _in_time(self, n: int, person: Professional) -> bool:
        """Tell whether support would not be over already, as for who came long ago."""
        lever = self.levers.all[n]
        if lever.kind.mechanism != "support":
            return True
        return bool(self.model.month - person.arrival < lever.act.months)

    def _asks(self, n: int, person: Professional) -> bool:
        """Tell whether somebody who arrived is of those who get something."""
        lever, users = self.levers.all[n], self.levers.users[n]
        if lever.kind.mechanism == "office":
            return at_own_office(person) and self._lucky(n, person, lever.take_up, "landing")
        worth, counting = self.levers.worth(n, person.grade), self.levers.counting[n]
        came = counting * exp(worth) + (1 - counting)
        chance = (counting * exp(worth) + users - counting) / came
        return worth > 0 and self._lucky(n, person, chance, "aid")

    def enrol(self, beginners: list[Professional]) -> None:
        """Pay for some of those who begin to study."""
        for n in self.levers.at_work("study"):
            more = self.levers.all[n].take_up * self.levers.all[n].act.places
            here = [one for one in beginners if one.place in self.levers.places(n)]
            here = [one for one in here if self._fits(n, one)]
            share = more / (1 + more)
            self._share_out(n, [one for one in here if self._lucky(n, one, share, "study place")])

    def note_permit(self, person: Professional) -> None:
        """Count those whose papers were granted on the route of a lever."""
        origin = self.model.geography.origins[person.citizenship]
        for n, lever in enumerate(self.levers.all):
            if person.programme and person.programme == route(lever, origin):
                self._give(n, person)

    def _share_out(self, n: int, asked: list[Professional]) -> None:
        """Give to those who ask, by lottery where there is not enough for all."""
        lever, lots, month = self.levers.all[n], self.lotteries[n], self.model.month
        for person in asked:
            ticket = self.model.chance.u(Purpose.AID, month + 1, person.key, number(lever))[0]
            lots.apply(None, ticket, person)
        won, _ = lots.settle({None: lever.capacity / self.model.scale})
        if lever.capacity < inf:
            self.asked[n] += len(asked)
            self.seats[n] += lever.capacity / self.model.scale
            if self.asked[n]:
                self.levers.served[n] = min(self.seats[n] / self.asked[n], 1.0)
        for person in won:
            self._give(n, person)

    def _give(self, n: int, person: Professional) -> None:
        person.aided |= 1 << n
        self.recipients[n] += 1
        lever = self.levers.all[n]
        grant = lever.act.grant if lever.kind.mechanism == "support" else 0.0
        self._spend(n, lever.unit_cost + grant)

    def _spend(self, n: int, euro: float) -> None:
        """Spend on one simulated person."""
        self.spent[n] += self.model.scale * euro * (1 + self.levers.all[n].leakage)


def number(lever: Lever) -> int:
    """Return the number that keys people's luck with a lever."""
    return crc32(f"{lever.slug}:{lever.holder}".encode()) // 256


def at_own_office(person: Professional) -> bool:
    """Tell whether somebody works where the own firm has its office."""
    if not works(person):
        return False
    firm, country_of = person.model.firms.all[person.employer], person.model.geography.country_of
    return firm.has_office and country_of[firm.destination] == person.country


def route(lever: Lever, origin: str) -> str:
    """Return the name of the route that a lever opens to an origin; empty where it opens none."""
    opens = lever.kind.mechanism == "permits" and lever.act.quota >= dials.NO_QUOTA
    if not opens or not dials.concerns(lever, origin):
        return ""
    return f"{lever.slug}:{lever.holder}:{origin}"
