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
    departures: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """By place."""
    exits: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Left the occupation, by place."""
    turned_remote: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """How many more work for employers abroad than a month ago, by place."""
    emigration: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Departures less arrivals across borders, by country."""


class LabourMarkets:
    """Wage index by country and vacancies by place."""

    def __init__(
        self, rule: Callable[[str], Any], geography: Geography, scale: float, vacancies: list[float]
    ) -> None:
        self.rule = rule
        self.geography = geography
        self.scale = scale
        self.vacancies = vacancies
        self.wage_index = [1.0] * len(geography.countries)
        self.emigration: deque[dict[int, float]] = deque(maxlen=12)
        self.carry: dict[tuple[Kind, int], float] = defaultdict(float)

    def pay(self, traffic: Traffic, conditions: Conditions, stock: list[float]) -> None:
        """Set next month's wages from a year's net emigration; `stock` by country."""
        self.emigration.append(traffic.emigration)
        gain = self.rule("feedback.wages").stayers_gain
        for c, people in enumerate(stock):
            lost = sum(month[c] for month in self.emigration)
            workforce = max(conditions.indicators["ict_employment"][c], people)
            self.wage_index[c] = exp(gain * lost / workforce)

    def fill_vacancies(self, traffic: Traffic, conditions: Conditions) -> None:
        """Let vacancies of hosts fill and reopen."""
        months = self.rule("feedback.vacancies").months_to_fill
        for p, c in enumerate(self.geography.country_of):
            if c not in self.geography.home:
                usual = self.usual_vacancies(p, conditions)
                open_now = self.vacancies[p]
                open_now += (usual - open_now) / months - traffic.arrivals[p]
                self.vacancies[p] = max(0.0, open_now)

    def usual_vacancies(self, p: int, conditions: Conditions) -> float:
        """V*: the vacancies of a place when nothing happens."""
        given = self.rule("feedback.vacancies").known
        if self.geography.places[p] in given:
            return float(given[self.geography.places[p]])
        c = self.geography.country_of[p]
        known = conditions.indicators
        return known["vacancy_rate"][c] * known["ict_employment"][c] * self.geography.job_share[p]

    def hire(
        self, o: int, traffic: Traffic, conditions: Conditions, stock: list[float]
    ) -> list[tuple[Kind, int, int]]:
        """Hire at an origin's home places; return (kind, place, whole persons).

        `stock` is real people by place at the end of last month.
        """
        rule = self.rule("feedback.hiring")
        growth = max(0.0, rule.growth - rule.client_loss * conditions.lost_demand[o])
        hired = []
        for p in self.geography.places_of[self.geography.home[o]]:
            replaced = traffic.departures[p] + traffic.exits[p] - traffic.arrivals[p]
            replaced += traffic.turned_remote[p]
            wanted = max(0.0, self.vacancies[p] + growth / 12 * stock[p] + replaced)
            found = min(wanted, rule.supply / 12 * stock[p])
            self.vacancies[p] = wanted - found
            graduates = min(found, rule.graduates / 12 * self.geography.job_share[p])
            for kind, people in (
                (Kind.GRADUATE, graduates),
                (Kind.CAREER_CHANGE, found - graduates),
            ):
                number, rest = whole_part(people / self.scale + self.carry[kind, p])
                self.carry[kind, p] = rest
                hired.append((kind, p, number))
        return hired
