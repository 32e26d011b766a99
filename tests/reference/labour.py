"""Labour markets: wages, vacancies and hiring, in real people (section 8)."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp
from typing import Any

from tests.reference.chance import whole_part
from tests.reference.conditions import Conditions
from tests.reference.geography import Geography

from talentflow.chance import Kind


@dataclass
class Traffic:
    """Real people who came and went in a month."""

    arrivals: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """By place, from abroad and from inside the country."""
    hired_abroad: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """The same of foreigners whose field is ICT."""
    departures: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """By place."""
    exits: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Left the occupation, by place."""
    left_jobs: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Jobs left by who turns to employers abroad, less those that the unemployed took, by place."""
    natives_hired: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Natives and others whom offices of firms hired, by place."""
    new_jobs: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Jobs that a new employer opens, by place."""
    emigration: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Departures less arrivals across borders of people whose field is ICT, by country."""


class LabourMarkets:
    """Wage index by country and vacancies by place."""

    def __init__(
        self,
        rule: Callable[[str], Any],
        own_rule: Callable[[str, int], Any],
        geography: Geography,
        scale: float,
        vacancies: list[float],
    ) -> None:
        self.rule = rule
        self.own_rule = own_rule
        """A rule as it holds for o."""
        self.geography = geography
        self.scale = scale
        self.vacancies = vacancies
        self.wage_index = [1.0] * len(geography.countries)
        self.emigration: deque[dict[int, float]] = deque(maxlen=12)
        self.carry: dict[tuple[Kind, int], float] = defaultdict(float)

    def pay(self, traffic: Traffic, conditions: Conditions, stock: list[float]) -> None:
        """Set next month's wages from a year's net emigration; `stock` of ICT by country."""
        self.emigration.append(traffic.emigration)
        gain = self.rule("feedback.wages").stayers_gain
        for c, people in enumerate(stock):
            lost = sum(month[c] for month in self.emigration)
            workforce = max(conditions.indicators["ict_employment"][c], people)
            self.wage_index[c] = exp(gain * lost / workforce)

    def fill_vacancies(self, traffic: Traffic, conditions: Conditions) -> None:
        """Let vacancies of hosts fill and reopen."""
        hiring = [
            c
            for o, c in enumerate(self.geography.home)
            if not self.own_rule("feedback.hiring", o).by_degree
        ]
        for p, c in enumerate(self.geography.country_of):
            if c not in hiring:
                months = self.months_to_fill(p)
                usual = self.usual_vacancies(p, conditions)
                open_now = self.vacancies[p]
                open_now += (usual - open_now) / months - traffic.hired_abroad[p]
                open_now += traffic.new_jobs[p] - traffic.natives_hired[p]
                self.vacancies[p] = max(0.0, open_now)

    def months_to_fill(self, p: int) -> float:
        """Months until a vacancy of a place is filled."""
        rule = self.rule("feedback.vacancies")
        return float(rule.months_known.get(self.geography.places[p], rule.months_to_fill))

    def new_jobs(self, p: int, month: int) -> float:
        """Jobs that a new employer opens at a place in a month."""
        rule = self.rule("feedback.new_employer")
        opens = rule.enabled and rule.start <= month < rule.start + rule.months
        return float(rule.jobs.get(self.geography.places[p], 0) / rule.months) if opens else 0.0

    def usual_vacancies(self, p: int, conditions: Conditions) -> float:
        """V*: the vacancies of a place when nothing happens."""
        given = self.rule("feedback.vacancies").known
        if self.geography.places[p] in given:
            return float(given[self.geography.places[p]])
        c = self.geography.country_of[p]
        known = conditions.indicators
        return known["vacancy_rate"][c] * known["ict_employment"][c] * self.geography.job_share[p]

    def hire(
        self,
        o: int,
        traffic: Traffic,
        conditions: Conditions,
        stock: list[float],
        more_graduates: float,
    ) -> list[tuple[Kind, int, int]]:
        """Hire at an origin's home places; return (kind, place, whole persons).

        `stock` is real people by place at the end of last month, `more_graduates` relative to the
        base.
        """
        rule = self.own_rule("feedback.hiring", o)
        growth = max(0.0, rule.growth - rule.client_loss * conditions.lost_demand[o])
        hired = []
        for p in self.geography.places_of[self.geography.home[o]]:
            enter = more_graduates * rule.graduates / 12 * self.geography.job_share[p]
            if rule.by_degree:
                hired += [self._whole(Kind.GRADUATE, p, enter), (Kind.CAREER_CHANGE, p, 0)]
                continue
            replaced = traffic.departures[p] + traffic.exits[p] - traffic.arrivals[p]
            replaced += traffic.left_jobs[p] + traffic.new_jobs[p] - traffic.natives_hired[p]
            wanted = max(0.0, self.vacancies[p] + growth / 12 * stock[p] + replaced)
            found = min(wanted, rule.supply / 12 * stock[p])
            self.vacancies[p] = wanted - found
            graduates = min(found, enter)
            for kind, people in (
                (Kind.GRADUATE, graduates),
                (Kind.CAREER_CHANGE, found - graduates),
            ):
                hired.append(self._whole(kind, p, people))
        return hired

    def _whole(self, kind: Kind, p: int, people: float) -> tuple[Kind, int, int]:
        """Turn real people into whole simulated persons; the fraction waits for next month."""
        number, rest = whole_part(people / self.scale + self.carry[kind, p])
        self.carry[kind, p] = rest
        return kind, p, number
