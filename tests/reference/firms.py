"""Firms: stages of relocation, offices, offers, and staff who stay behind (section 7).

Sizes and identities of firms come from the engine's table; everything that they do is worked out
here again.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable
from math import exp, inf, log
from typing import TYPE_CHECKING, Any

from tests.reference.chance import best_of, gumbel
from tests.reference.person import NOBODY, NOWHERE, Professional
from tests.reference.work import LOCAL, REMOTE, UNEMPLOYED

from talentflow.chance import Purpose

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel

SETTLED, EXPLORE, PARTIAL, FULL, CLOSED = range(5)
FOREIGN = 1
PRODUCT = 0
LARGER = (50, 250, 1000)
TYPICAL = (2, 2, 1)
"""Grade, English and exposure of who stands for the staff."""


class Firm:
    """An employer at home, or a bundle of small ones."""

    def __init__(self, row: dict[Hashable, Any]) -> None:
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
        self.lost: Counter[int] = Counter()
        """Staff who left the country without the firm, by month."""

    @property
    def hires(self) -> bool:
        """Whether it still employs people at home for good."""
        return self.stage < FULL

    @property
    def has_office(self) -> bool:
        """Whether it has an office abroad."""
        return self.stage in (PARTIAL, FULL)


class Firms:
    """All firms of a twin."""

    def __init__(self, model: "TwinModel", rows: list[dict[Hashable, Any]]) -> None:
        self.model = model
        self.all = [Firm(row) for row in rows]
        self.enabled = bool(model.rule("firms.relocation").enabled)

    # ---------------------------------------------------------------------------- decisions

    def decide(self) -> None:
        """Let every firm take this month's step; all see the world as it was."""
        if not self.enabled:
            return
        self.staff = Counter(
            person.employer
            for person in self.model.people
            if person.country == person.home and works(person)
        )
        self.peers = {(firm.origin, firm.sector): self.shares_of_peers(firm) for firm in self.all}
        steps = [self.next_step(n, firm) for n, firm in enumerate(self.all)]
        for firm, (stage, destination) in zip(self.all, steps, strict=True):
            if stage != firm.stage:
                firm.changed = self.model.month
            firm.stage, firm.destination = stage, destination

    def shares_of_peers(self, one: Firm) -> dict[int, float]:
        """Share of the firms of an origin and sector that have an office in a country."""
        total, found = 0, Counter[int]()
        for firm in self.all:
            if (firm.origin, firm.sector) == (one.origin, one.sector):
                total += firm.count
                if firm.has_office:
                    found[self.model.geography.country_of[firm.destination]] += firm.count
        return {c: count / total for c, count in found.items()}

    def pressure(self, n: int, firm: Firm) -> float:
        """Add up what presses a firm."""
        model, rule = self.model, self.model.rule("firms.triggers")
        foreign = rule.foreign_product if firm.sector == PRODUCT else rule.foreign_outsourcing
        home, month = model.geography.home[firm.origin], model.month
        lost = sum(firm.lost[m] for m in range(month - 12, month))
        return float(
            rule.client_risk * foreign * model.conditions.lost_demand[firm.origin]
            + rule.disruption * model.conditions.shock[home]
            + rule.leaving * lost / max(self.staff[n] + lost, 1)
            + rule.peers * sum(self.peers[firm.origin, firm.sector].values())
        )

    def next_step(self, n: int, firm: Firm) -> tuple[int, int]:
        """Stage and destination at the end of the month."""
        model, rule = self.model, self.model.rule("firms.relocation")
        pressure = self.pressure(n, firm)
        luck, fate = model.chance.u(Purpose.FIRM_STEP, model.month, firm.key)
        barred = model.conditions.exit[firm.origin] < rule.ban
        barred = barred and model.rule("gates.exit_permission").enforced
        closes = firm.foreign and firm.stage in (EXPLORE, PARTIAL, FULL)
        if closes and model.below(fate, 1 - exp(-rule.close * pressure), firm.key, "close"):
            return CLOSED, NOWHERE
        if firm.stage == FULL and barred:
            return PARTIAL, firm.destination
        if firm.stage in (SETTLED, EXPLORE, PARTIAL):
            return self.onward_or_back(firm, pressure, luck, barred=barred)
        return firm.stage, firm.destination

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
                place = self.place_for_office(firm)
                stage = EXPLORE if place == NOWHERE else PARTIAL
            elif not barred:
                stage = FULL
        elif stage == EXPLORE and not model.below(luck, 1 - rule.give_up, firm.key, "give up"):
            stage = SETTLED
        return stage, place

    def place_for_office(self, firm: Firm) -> int:
        """Where the firm opens its office; nowhere if no country lets staff in."""
        model, geography = self.model, self.model.geography
        rule, mu = model.rule("firms.office_place"), model.rule("decision.destination")
        cell = model.values.cell((firm.origin, firm.place, *TYPICAL))
        shut = model.rule("gates.border").enforced
        worth: dict[int, float] = {}
        for p, c in enumerate(geography.country_of):
            let_in = model.conditions.entry[firm.origin][c] > 0 or not shut
            if c == geography.home[firm.origin] or not let_in:
                continue
            worth[p] = (
                cell.values[p]
                + mu.hub_correlation * log(geography.job_share[p])
                + rule.parent * (c == firm.parent)
                + rule.peers * self.peers[firm.origin, firm.sector].get(c, 0.0)
                + gumbel(model.chance.u(Purpose.FIRM_PLACE, 0, firm.key, p)[0])
            )
        place, lead = best_of(worth)
        model.below(0.0, lead if worth else inf, firm.key, "office")
        return place

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
        rows = self.hiring_at(person)
        total = sum(self.all[n].size for n in rows)
        reached, cumulative = 0.0, []
        for n in rows:
            reached += self.all[n].size
            cumulative.append(reached / max(total, 1.0))
        return rows[min(bisect_left(cumulative, luck), len(rows) - 1)] if rows else NOBODY


def belongs(person: Professional) -> bool:
    """Whether the firm named is one's own: of who was abroad from the start it is a former one."""
    return person.employer != NOBODY and (person.country == person.home or person.abroad_since >= 0)


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
        loses = firm.stage == CLOSED or (left and at_home)
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
