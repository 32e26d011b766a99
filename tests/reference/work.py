"""Remote work for employers abroad, done from home (section 8 of the ODD page)."""

from functools import cached_property
from math import exp, log
from typing import TYPE_CHECKING

from tests.reference.chance import best_of, gumbel
from tests.reference.person import NOBODY, NOWHERE, Professional
from tests.reference.values import ENGLISH_LEVELS

from talentflow.chance import Purpose

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel

LOCAL, REMOTE, UNEMPLOYED = 0, 1, 3


class Offers:
    """What employers abroad offer to the people of one origin and grade in one month."""

    def __init__(self, model: "TwinModel", o: int, grade: int) -> None:
        self.model = model
        self.rule = model.own_rule("work.remote", o)
        self.home = model.geography.home[o]
        self.origin = o
        self.grade = grade

    def gross(self, c: int) -> float:
        """Gross pay of the grade in a country."""
        pay = self.model.conditions.indicators["pay_gross_usd_year"][c]
        ratio = self.model.geography.pay_ratio[c][self.grade]
        return pay * ratio * self.model.labour.wage_index[c]

    def relative_pay(self, c: int) -> float:
        """Pay for remote work relative to local pay."""
        return float(self.rule.discount * self.gross(c) / self.gross(self.home))

    @cached_property
    def pull(self) -> dict[int, float]:
        """Weight of each country whose employers pay more than those at home."""
        jobs = list(self.model.conditions.indicators["ict_employment"])
        jobs[self.home] = 0.0
        found = {}
        for c, here in enumerate(jobs):
            pay = self.relative_pay(c)
            if c != self.home and pay > 1:
                more = self.model.conditions.remote_jobs[c]
                found[c] = here / sum(jobs) * more * pay**self.rule.pay
        return found

    @property
    def shutdown(self) -> float:
        """How far the internet is shut this month."""
        return self.model.conditions.shutdown[self.home]

    def chance(self, english: int) -> float:
        """Chance of taking up an offer this month."""
        rule, model = self.rule, self.model
        freedom = model.conditions.indicators["internet_freedom"][self.home] / 100
        risk = rule.legal_risk.get(model.geography.countries[self.home], 0.0)
        risk += rule.sanctions * model.conditions.lost_demand[self.origin]
        rate = rule.rate * exp(rule.grade_slope * (self.grade - 1.5)) * sum(self.pull.values())
        rate *= exp(rule.english * ENGLISH_LEVELS[english] - risk)
        return 1 - exp(-rate * freedom * (1 - self.shutdown))

    def ending(self) -> float:
        """Chance that remote work ends this month."""
        lasts = (1 - self.rule.end) * (1 - self.rule.shutdown_loss * self.shutdown)
        return float(1 - lasts)


def offers_to(person: Professional) -> Offers:
    """Offers of this month to people like this one."""
    return person.model.offers[person.citizenship][person.grade]


def gain(person: Professional) -> float:
    """Say what remote work adds to the value of living here."""
    if person.client == NOWHERE:
        return 0.0
    weight = person.model.rule("terms.real_wage").weight
    return float(weight * log(offers_to(person).relative_pay(person.client)))


def pay_of(person: Professional) -> float:
    """Net pay a month at premium 1, USD; none for the unemployed."""
    if person.employment == UNEMPLOYED:
        return 0.0
    pay = person.model.monthly_pay(person.country, person.grade)
    if person.client != NOWHERE:
        pay *= offers_to(person).relative_pay(person.client)
    return pay


def switch(person: Professional) -> None:
    """Take up remote work, or end it."""
    model = person.model
    if not model.rule("work.remote").enabled or person.country != person.home:
        return
    offers = offers_to(person)
    up, out = person.draw(Purpose.REMOTE)
    if person.employment in (LOCAL, UNEMPLOYED):
        if person.below(up, offers.chance(person.english), "remote work"):
            worth = {
                c: log(pull) + gumbel(person.draw(Purpose.CLIENT, c)[0])
                for c, pull in offers.pull.items()
            }
            person.client, lead = best_of(worth)
            person.below(0.0, lead, "client")
            person.employment = REMOTE
    elif person.below(out, offers.ending(), "end of remote work"):
        stop(person)
        if person.employer == NOBODY and model.firms.enabled:
            person.employment = UNEMPLOYED


def stop(person: Professional) -> None:
    """Work where one lives."""
    person.employment, person.client = LOCAL, NOWHERE
