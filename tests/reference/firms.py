"""Firms: stages of relocation, offices, offers, and staff who stay behind (section 7).

Sizes and identities of firms come from the engine's table; everything that they do is worked out
here again.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable
from math import exp
from typing import TYPE_CHECKING, Any

from tests.reference.foundings import joined
from tests.reference.offices import Hiring, next_office, place_for_office
from tests.reference.person import NEVER, NOBODY, NOWHERE, Professional
from tests.reference.work import LOCAL, REMOTE, UNEMPLOYED

from talentflow.chance import Purpose

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel

SETTLED, EXPLORE, PARTIAL, FULL, CLOSED = range(5)
FOREIGN = 1
PRODUCT = 0
LARGER = (50, 250, 1000)


class Firm:
    """An employer of an origin, or a bundle of small ones."""

    def __init__(self, row: dict[Hashable, Any], *, abroad: bool, founded: int) -> None:
        self.abroad = abroad
        """Whether it sits abroad: the diaspora founded it."""
        self.founded = founded
        """Month, for those that are new."""
        self.key = int(row["key"])
        self.count = int(row["count"])
        self.origin = int(row["origin"])
        self.place = int(row["place"])
        self.sector = int(row["sector"])
        self.foreign = int(row["ownership"]) == FOREIGN
        self.parent = int(row["parent"])
        self.size = float(row["size"])
        self.size_class = sum(self.size / self.count >= limit for limit in LARGER)
        self.stage = SETTLED
        self.destination = NOWHERE
        self.changed = 0
        self.moved = NEVER
        """Month in which the office last moved on."""
        self.base = 0.0
        """Staff at home when the office was opened, real people."""
        self.hired = 0.0
        """Others who work at the office, real people."""
        self.seats = 0.0
        self.lost: Counter[int] = Counter()
        """Staff who left the country without the firm, by month."""

    @property
    def hires(self) -> bool:
        """Whether it still employs people at home for good."""
        return self.stage < FULL and not self.abroad

    @property
    def has_office(self) -> bool:
        """Whether it has an office abroad."""
        return self.stage in (PARTIAL, FULL)

    @property
    def is_full(self) -> bool:
        """Whether all are to come to the office."""
        return self.stage == FULL


class Firms:
    """All firms of a twin."""

    def __init__(self, model: "TwinModel", rows: list[dict[Hashable, Any]]) -> None:
        self.model = model
        self.all: list[Firm] = []
        for row in rows:
            self.add(row)
        self.at_start = len(rows)
        self.enabled = bool(model.rule("firms.relocation").enabled)

    def add(self, row: dict[Hashable, Any], founded: int = 0) -> None:
        """Add a firm."""
        geography = self.model.geography
        home = geography.home[int(row["origin"])]
        abroad = geography.country_of[int(row["place"])] != home
        self.all.append(Firm(row, abroad=abroad, founded=founded))

    # ---------------------------------------------------------------------------- decisions

    def decide(self) -> None:
        """Let every firm take this month's step; all see the world as it was."""
        if not self.enabled:
            return
        self.staff = Counter(
            (person.employer, person.country) for person in self.model.people if works(person)
        )
        self.peers = {(firm.origin, firm.sector): self.shares_of_peers(firm) for firm in self.all}
        steps = [self.next_step(n, firm) for n, firm in enumerate(self.all)]
        for n, (firm, (stage, destination)) in enumerate(zip(self.all, steps, strict=True)):
            self.take_step(n, firm, stage, destination)

    def take_step(self, n: int, firm: Firm, stage: int, destination: int) -> None:
        """Note what a firm decided."""
        month = self.model.month
        if stage != firm.stage:
            firm.changed = month
        if not firm.has_office and stage == PARTIAL:
            firm.base = self.model.scale * self.staff_in(n, firm.place)
        elif firm.has_office and destination != firm.destination:
            firm.hired = 0.0
            if destination != NOWHERE:
                firm.moved = month
        firm.stage, firm.destination = stage, destination

    def staff_in(self, n: int, place: int) -> int:
        """Staff of a firm in the country of a place at the end of last month."""
        return self.staff[n, self.model.geography.country_of[place]]

    def hire_abroad(self) -> None:
        """Let firms hire where their offices are."""
        if self.enabled:
            Hiring(self).run()

    def shares_of_peers(self, one: Firm) -> dict[int, float]:
        """Share of the firms of an origin and sector that have an office in a country."""
        total, found = 0, Counter[int]()
        for firm in self.all:
            if (firm.origin, firm.sector) == (one.origin, one.sector) and not firm.abroad:
                total += firm.count
                if firm.has_office:
                    found[self.model.geography.country_of[firm.destination]] += firm.count
        return {c: count / max(total, 1) for c, count in found.items()}

    def pressure(self, n: int, firm: Firm) -> float:
        """Add up what presses a firm."""
        model, rule = self.model, self.model.rule("firms.triggers")
        foreign = rule.foreign_product if firm.sector == PRODUCT else rule.foreign_outsourcing
        home, month = model.geography.home[firm.origin], model.month
        lost = sum(firm.lost[m] for m in range(month - 12, month))
        return float(
            rule.client_risk * foreign * model.conditions.lost_demand[firm.origin]
            + rule.disruption * model.conditions.shock[home]
            + rule.leaving * lost / max(self.staff_in(n, firm.place) + lost, 1)
            + rule.peers * sum(self.peers[firm.origin, firm.sector].values())
        )

    def next_step(self, n: int, firm: Firm) -> tuple[int, int]:
        """Stage and destination at the end of the month."""
        model, rule = self.model, self.model.rule("firms.relocation")
        if firm.abroad:
            return firm.stage, firm.destination
        pressure = self.pressure(n, firm)
        luck, fate = model.chance.u(Purpose.FIRM_STEP, model.month, firm.key)
        barred = model.conditions.exit[firm.origin] < rule.ban
        barred = barred and model.rule("gates.exit_permission").enforced
        closes = firm.foreign and firm.stage in (EXPLORE, PARTIAL, FULL)
        if closes and model.below(fate, 1 - exp(-rule.close * pressure), firm.key, "close"):
            return CLOSED, NOWHERE
        stage, place = firm.stage, firm.destination
        if stage == FULL and barred:
            stage = PARTIAL
        elif stage in (SETTLED, EXPLORE, PARTIAL):
            stage, place = self.onward_or_back(firm, pressure, luck, barred=barred)
        if firm.has_office:
            onward = next_office(self, firm)
            place = place if onward == NOWHERE else onward
        return stage, place

    def onward_or_back(
        self, firm: Firm, pressure: float, luck: float, *, barred: bool
    ) -> tuple[int, int]:
        """Go a stage further, let it be, or stay."""
        model, rule = self.model, self.model.rule("firms.relocation")
        stage, place = firm.stage, firm.destination
        rate = (rule.explore, rule.partial, rule.full)[stage]
        rate *= exp(-rule.size_slope * firm.size_class) * (rule.foreign if firm.foreign else 1.0)
        if model.below(luck, 1 - exp(-rate * pressure), firm.key, "stage"):
            if stage == SETTLED:
                stage = EXPLORE
            elif stage == EXPLORE:
                place = place_for_office(self, firm)
                stage = EXPLORE if place == NOWHERE else PARTIAL
            elif not barred:
                stage = FULL
        elif stage == EXPLORE and not model.below(luck, 1 - rule.give_up, firm.key, "give up"):
            stage = SETTLED
        return stage, place

    # ---------------------------------------------------------------------------- their staff

    def offer(self, person: Professional) -> tuple[int, float]:
        """Country that the firm raises for somebody, and by how much."""
        model, firm = self.model, self.all[person.employer]
        rule = model.rule("firms.offers")
        if firm.has_office and person.country == person.home and works(person):
            country = model.geography.country_of[firm.destination]
            if firm.stage == FULL:
                return country, rule.full
            luck = model.chance.u(Purpose.OFFER, 0, person.key)[0]
            if rule.reach == 1 or model.below(luck, rule.reach, person.key, "offer"):
                return country, rule.partial
        if firm.has_office and person.country != person.home and works(person):
            country = model.geography.country_of[firm.destination]
            if country != person.country:
                return country, rule.full
        return firm.parent, model.rule("terms.office").weight

    def employer_after(self, person: Professional, there: int) -> int:
        """Firm of somebody who moves to another country."""
        if not works(person):
            return NOBODY
        firm = self.all[person.employer]
        stays = there == person.home and firm.hires
        if firm.has_office:
            stays |= there == self.model.geography.country_of[firm.destination]
        if stays:
            return person.employer
        if person.country == person.home:
            firm.lost[self.model.month] += 1
        return NOBODY

    def hiring_at(self, person: Professional) -> list[int]:
        """Firms at somebody's place that hire."""
        return [
            n
            for n, firm in enumerate(self.all)
            if firm.place == person.place and firm.origin == person.citizenship and firm.hires
        ]

    def draw_firm(self, person: Professional, luck: float) -> int:
        """Draw a firm at somebody's place that hires, in proportion to size."""
        rows = [n for n in self.hiring_at(person) if n < self.at_start]
        total = sum(self.all[n].size for n in rows)
        reached, cumulative = 0.0, []
        for n in rows:
            reached += self.all[n].size
            cumulative.append(reached / max(total, 1.0))
        found = rows[min(bisect_left(cumulative, luck), len(rows) - 1)] if rows else NOBODY
        return joined(self, person, found)


def belongs(person: Professional) -> bool:
    """Whether the firm named is one's own: of who was abroad from the start it is a former one."""
    own = person.country == person.home or person.abroad_since >= 0 or person.rejoined
    return person.employer != NOBODY and own


def works(person: Professional) -> bool:
    """Whether somebody works for the own firm, and not remotely for another."""
    return belongs(person) and person.employment == LOCAL


def stay_or_part(person: Professional) -> None:
    """Lose a firm that left or closed; without one at home, look for another."""
    model = person.model
    if not model.firms.enabled:
        return
    rule, at_home = model.rule("firms.staff"), person.country == person.home
    loses = False
    if belongs(person):
        firm = model.firms.all[person.employer]
        left = firm.stage == FULL and model.month - firm.changed >= rule.notice
        moved = firm.has_office and firm.moved >= 0 and model.month - firm.moved >= rule.notice
        if moved and not at_home:
            moved = person.country != model.geography.country_of[firm.destination]
        loses = firm.stage == CLOSED or (left if at_home else moved)
    if loses:
        person.employer = NOBODY
    if at_home and person.employer == NOBODY and person.employment != REMOTE:
        if loses or not model.firms.hiring_at(person):
            person.employment = UNEMPLOYED
        if person.employment == UNEMPLOYED:
            model.laid_off[person.place] += model.scale
        luck, which = person.draw(Purpose.REHIRING)
        if person.below(luck, rule.rehiring, "rehiring"):
            person.employer = model.firms.draw_firm(person, which)
            if person.employer != NOBODY:
                person.employment = LOCAL
