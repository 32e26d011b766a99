"""Offices abroad: where they open and move on to, and whom firms hire there (section 7)."""

from collections import Counter, defaultdict
from math import exp, inf, log
from typing import TYPE_CHECKING

from tests.reference.chance import best_of, gumbel, whole_part
from tests.reference.person import NOBODY, NOWHERE, Professional
from tests.reference.work import LOCAL

from talentflow.chance import Purpose

if TYPE_CHECKING:
    from tests.reference.firms import Firm, Firms

TYPICAL = (2, 2, 1)
"""Grade, English and exposure of who stands for the staff."""
LOOKS = 200
"""People on the ring whom a firm looks at for one seat."""


def worth_of_places(firms: "Firms", firm: "Firm") -> dict[int, float]:
    """Say what each place would be worth to a firm for its office."""
    model, geography = firms.model, firms.model.geography
    rule, mu = model.rule("firms.office_place"), model.rule("decision.destination")
    cell = model.values.cell((firm.origin, firm.place, *TYPICAL))
    peers = firms.peers[firm.origin, firm.sector]
    return {
        p: cell.values[p]
        + mu.hub_correlation * log(geography.job_share[p])
        + rule.parent * (c == firm.parent)
        + rule.peers * peers.get(c, 0.0)
        + model.levers.landing(firm.origin, p)
        + gumbel(model.chance.u(Purpose.FIRM_PLACE, 0, firm.key, p)[0])
        for p, c in enumerate(geography.country_of)
    }


def lets_in(firms: "Firms", firm: "Firm", c: int) -> bool:
    """Whether a country lets the firm's people in."""
    model = firms.model
    return model.conditions.entry[firm.origin][c] > 0 or not model.rule("gates.border").enforced


def place_for_office(firms: "Firms", firm: "Firm") -> int:
    """Where the firm opens its office; nowhere if no country lets staff in."""
    geography = firms.model.geography
    worth = {
        p: value
        for p, value in worth_of_places(firms, firm).items()
        for c in [geography.country_of[p]]
        if c != geography.home[firm.origin] and lets_in(firms, firm, c)
    }
    place, lead = best_of(worth)
    firms.model.below(0.0, lead if worth else inf, firm.key, "office")
    return place


def next_office(firms: "Firms", firm: "Firm") -> int:
    """Where an office abroad moves on to; nowhere if it stays."""
    model, geography = firms.model, firms.model.geography
    rule = model.rule("firms.second_move")
    if not rule.enabled:
        return NOWHERE
    here = geography.country_of[firm.destination]
    every = worth_of_places(firms, firm)
    others = {
        p: value
        for p, value in every.items()
        for c in [geography.country_of[p]]
        if c not in (here, geography.home[firm.origin]) and lets_in(firms, firm, c)
    }
    if not others:
        return NOWHERE
    place, lead = best_of(others)
    pressure = model.conditions.shock[here] + rule.shut * (not lets_in(firms, firm, here))
    behind = others[place] - every[firm.destination]
    pressure += rule.worse * max(0.0, behind - rule.margin)
    luck = model.chance.u(Purpose.FIRM_AGAIN, model.month, firm.key)[0]
    if not model.below(luck, 1 - exp(-rule.rate * pressure), firm.key, "move on"):
        return NOWHERE
    model.below(0.0, lead, firm.key, "next office")
    return place


class Hiring:
    """What firms hire abroad in a month."""

    def __init__(self, firms: "Firms") -> None:
        self.firms = firms
        self.model = firms.model
        self.rule = self.model.rule("firms.hiring_abroad")
        self.natives: dict[int, float] = {}
        """Asked for by each firm, real people."""
        self.seats: list[tuple[int, int]] = []
        """Firm and place, one a simulated person of the diaspora."""

    def run(self) -> None:
        """Hire: first the diaspora, then natives and others as far as jobs open."""
        for n, firm in enumerate(self.firms.all):
            self._want(n, firm)
        for n, empty in self._fill_seats().items():
            if n in self.natives:
                self.natives[n] += empty * self.model.scale
        asked: dict[int, float] = defaultdict(float)
        for n, people in self.natives.items():
            asked[self.firms.all[n].destination] += people
        for n, people in self.natives.items():
            place = self.firms.all[n].destination
            limit = self.rule.openings * self._openings(place)
            found = people * min(1.0, limit / asked[place]) if asked[place] > 0 else 0.0
            self.firms.all[n].hired += found
            self.model.natives_hired[place] += found

    def _openings(self, p: int) -> float:
        labour = self.model.labour
        return labour.usual_vacancies(p, self.model.conditions) / labour.months_to_fill(p)

    def _want(self, n: int, firm: "Firm") -> None:
        """Say how many a firm hires, of whom."""
        scale = self.model.scale
        if firm.abroad:
            there = scale * self.firms.staff_in(n, firm.place)
            pace = self.model.rule("firms.foundings").pace
            diaspora = pace * max(0.0, firm.size - there)
            place = firm.place
        elif firm.has_office and self.rule.enabled:
            there = scale * self.firms.staff_in(n, firm.destination)
            share = 1.0 if firm.is_full else self.rule.target_partial
            wanted = self.rule.pace * max(0.0, share * firm.base - there - firm.hired)
            diaspora = self.rule.diaspora_share * wanted
            self.natives[n] = wanted - diaspora
            place = firm.destination
        else:
            return
        seats, firm.seats = whole_part(diaspora / scale + firm.seats)
        self.seats += [(n, place)] * seats

    def _fill_seats(self) -> Counter[int]:
        """Look for people for all seats in turn; return how many each firm could not fill."""
        number, empty = Counter[int](), Counter[int]()
        ring = self.model.rings.firms[NOBODY]
        for n, place in self.seats:
            firm = self.firms.all[n]
            point = self.model.chance.u(
                Purpose.HIRED_ABROAD, self.model.month, firm.key, number[n]
            )[0]
            number[n] += 1
            for _, person in zip(range(LOOKS), ring.clockwise(point), strict=False):
                if (person.citizenship, person.place) == (firm.origin, place) and free(person):
                    person.employer, person.rejoined = n, True
                    break
            else:
                empty[n] += 1
        return empty


def free(person: Professional) -> bool:
    """Whether somebody abroad works for no firm of home."""
    former = person.abroad_since < 0 and not person.rejoined
    return person.active and person.employment == LOCAL and (person.employer == NOBODY or former)
