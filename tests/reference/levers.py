"""Levers: what they are worth to those who may come (section 8d of the ODD page).

`dials` has what they change for everybody alike, `aid` who gets something and what it costs.
"""

from collections import Counter
from math import expm1, inf, log
from typing import TYPE_CHECKING

from tests.reference import dials
from tests.reference.geography import GRADES

from talentflow.levers import Lever

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel

WORTH_COMING = ("support", "recruiting", "matching")
"""Mechanisms that make it worth more to come."""
HORIZON = 36
"""Months over which people spread a grant."""


class Levers:
    """All levers of a twin, and what they are worth as seen in a month."""

    def __init__(self, model: "TwinModel") -> None:
        self.model = model
        self.all: tuple[Lever, ...] = model.case.levers
        self.dollars = float(model.rule("work.money").dollars)
        self.wage_weight = float(model.rule("terms.real_wage").weight)
        self.served = [float(lever.capacity == inf) for lever in self.all]
        """Share of those who asked so far that there were seats for; 0 before anybody asked."""

    def look_around(self) -> None:
        """See which part of the eligible would use each lever, and which counts on it."""
        self.month = self.model.month
        people = self.model.people if self.at_work("recruiting") else []
        stock = Counter((one.citizenship, one.place, one.grade) for one in people)
        self.users = [self._users(n, stock) for n in range(len(self.all))]
        pairs = zip(self.users, self.served, strict=True)
        self.counting = [users * served for users, served in pairs]
        self.promised: dict[tuple[int, int, int], list[float]] = {}

    def at_work(self, *mechanisms: str, month: int | None = None) -> list[int]:
        """Rows of the levers of some mechanisms that do something, this month if not told."""
        now = self.model.month if month is None else month
        working = [one for kind in mechanisms for one in dials.in_force(self.all, kind, now)]
        return [n for n, lever in enumerate(self.all) if lever in working]

    def places(self, n: int) -> list[int]:
        """Places of the owner."""
        geography, lever = self.model.geography, self.all[n]
        if lever.place:
            return [geography.places.index(lever.place)]
        return geography.places_of[geography.countries.index(lever.owner)]

    def fits(self, n: int, o: int, grade: int) -> bool:
        """Tell whether a lever is for people of a citizenship and grade."""
        lever = self.all[n]
        origin = self.model.geography.origins[o]
        return dials.concerns(lever, origin) and GRADES[grade] in lever.kind.grades

    def pay(self, n: int, grade: int) -> tuple[float, float]:
        """Gross and net pay a month in the owner's country, USD, as published."""
        geography, calendar, owner = self.model.geography, self.model.calendar, self.all[n].owner
        gross = calendar.published(owner, "pay_gross_usd_year", self.month) / 12
        gross *= geography.pay_ratio[geography.countries.index(owner)][grade]
        return gross, gross * calendar.published(owner, "net_share", self.month)

    def lasting(self, n: int, grade: int) -> float:
        """Worth of what recipients of support get month by month."""
        act = self.all[n].act
        gross, net = self.pay(n, grade)
        more = act.relief * gross + act.subsidy * self.dollars
        return float(self.wage_weight * log(1 + more / net) + act.services)

    def worth(self, n: int, grade: int) -> float:
        """Worth of coming to the owner's places for who gets what there is."""
        lever = self.all[n]
        if lever.kind.mechanism == "recruiting":
            return float(lever.act.offer)
        if lever.kind.mechanism == "matching":
            return float(lever.act.services)
        _, net = self.pay(n, grade)
        spread = lever.act.grant * self.dollars / (HORIZON * net)
        return self.lasting(n, grade) + self.wage_weight * log(1 + spread)

    def _users(self, n: int, stock: Counter[tuple[int, int, int]]) -> float:
        """Share of the eligible who would use a lever."""
        lever = self.all[n]
        share = lever.take_up
        if lever.kind.mechanism == "recruiting":
            inside = self.places(n)
            eligible = self.model.scale * sum(
                people
                for (o, place, grade), people in stock.items()
                if place not in inside and self.fits(n, o, grade)
            )
            months = min(self.month - lever.start + 1, lever.act.memory)
            share *= min(1.0, lever.act.contacts * months / eligible) if eligible else 0.0
        return share

    def promise(self, o: int, r: int, grade: int) -> list[float]:
        """Say what places are worth more to people of a citizenship, residence and grade, by p."""
        if (o, r, grade) not in self.promised:
            values = [0.0] * len(self.model.geography.places)
            weight = self.model.rule("terms.support").weight
            for n in self.at_work(*WORTH_COMING, month=self.month):
                if r not in self.places(n) and self.fits(n, o, grade):
                    x = log(1 + self.counting[n] * expm1(self.worth(n, grade)))
                    for p in self.places(n):
                        values[p] += weight * x
            self.promised[o, r, grade] = values
        return self.promised[o, r, grade]

    def landing(self, o: int, p: int) -> float:
        """Say how much easier a place is for offices of an origin's firms."""
        origin = self.model.geography.origins[o]
        return sum(
            self.all[n].take_up * self.all[n].act.landing
            for n in self.at_work("office")
            if p in self.places(n) and dials.concerns(self.all[n], origin)
        )

    def openings(self, p: int) -> float:
        """Share of a place's openings for which the simulated people are considered."""
        share = float(self.model.rule("gates.job_opening").foreign_share)
        for n in self.at_work("matching"):
            if p in self.places(n):
                share *= 1 + self.all[n].take_up * self.all[n].act.matching
        return min(share, 1.0)
