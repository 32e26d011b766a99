"""Values of places that people with the same traits share (section 5 of the ODD page).

A cell is (citizenship, residence, grade, English, exposure): within it the terms below are the
same for everybody. They are worked out once a month, when the first person of a cell asks. What
differs from person to person (home, office, colleagues, settlement) is added in
`intention.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, log10
from typing import Any

from tests.reference.beliefs import Beliefs
from tests.reference.conditions import Conditions
from tests.reference.geography import Geography

ENGLISH_LEVELS = (0.0, 0.5, 1.0)

type Traits = tuple[int, int, int, int, int]
"""Citizenship, residence, grade, English, exposure."""


@dataclass(frozen=True)
class Cell:
    """Values for people with the same traits, before what is personal."""

    values: list[float]
    """By place."""
    feasible: list[bool]
    """By country: may be planned for."""
    pull: list[float]
    """exp(value of the country), by country; 0 where it is not feasible."""


@dataclass(frozen=True)
class Markets:
    """The state at the end of last month, in real people."""

    wage_index: list[float]
    """By country."""
    vacancies: list[float]
    """By place."""
    diaspora: list[list[float]]
    """Professionals by citizenship and country of residence."""
    host_means: dict[tuple[int, str], float]
    """What is believed of places of which nothing is known, by origin and subject."""


class Values:
    """The values of one month."""

    def __init__(
        self,
        rule: Callable[[str], Any],
        geography: Geography,
        conditions: Conditions,
        markets: Markets,
        exposure_levels: Sequence[float],
        promise: Callable[[int, int, int], list[float]],
    ) -> None:
        self.rule = rule
        self.geography = geography
        self.conditions = conditions
        self.markets = markets
        self.exposure_levels = exposure_levels
        self.promise = promise
        """What levers promise, by citizenship, residence and grade."""
        self.correlation: float = rule("decision.destination").hub_correlation
        self.places = range(len(geography.country_of))
        self.cells: dict[Traits, Cell] = {}
        self.by_pair: dict[tuple[int, int], list[float]] = {}
        self.beliefs = Beliefs(rule, geography, conditions, markets.diaspora, markets.host_means)
        if not markets.host_means:
            for grade, pay in enumerate(self.real_wage):
                self.beliefs.begin(f"pay {grade}", pay)
            self.beliefs.begin("jobs", self.job_chance)
            self.beliefs.begin("rest", self.conditions_there)

    def cell(self, traits: Traits) -> Cell:
        """Values for people with these traits."""
        found = self.cells.get(traits)
        if found is None:
            found = self.cells[traits] = self._cell(*traits)
        return found

    def _cell(self, o: int, r: int, grade: int, english: int, exposure: int) -> Cell:
        if (o, r) not in self.by_pair:
            chance = self.beliefs.of(o, r, "jobs", self.job_chance, of_jobs=True)
            learnt = self.beliefs.of(o, r, "rest", self.conditions_there, of_jobs=False)
            self.by_pair[o, r] = [
                self.of_the_place[p] + chance[p] + learnt[p] + self.of_the_pair(o, r, p)
                for p in self.places
            ]
        parts = (
            self.by_pair[o, r],
            self.beliefs.of(o, r, f"pay {grade}", self.real_wage[grade], of_jobs=True),
            self.english[english],
            self.repression[exposure],
            self.promise(o, r, grade),
        )
        values = [sum(terms) for terms in zip(*parts, strict=True)]
        geography = self.geography
        here, home = geography.country_of[r], geography.home[o]
        enforced = self.rule("gates.border").enforced
        feasible = [
            c != here and (c == home or entry > 0 or not enforced)
            for c, entry in enumerate(self.conditions.entry[o])
        ]
        pull = [
            exp(self.of_the_country(c, values)) if feasible[c] else 0.0
            for c in range(len(geography.countries))
        ]
        return Cell(values, feasible, pull)

    def of_the_country(self, c: int, values: list[float]) -> float:
        """Value of a country from those of its hubs, by p; split or not makes no difference."""
        hubs = self.geography.places_of[c]
        if len(hubs) == 1:
            return values[hubs[0]]
        best = max(values[p] for p in hubs)
        total = sum(
            self.geography.job_share[p] * exp((values[p] - best) / self.correlation) for p in hubs
        )
        return best + self.correlation * log(total)

    @cached_property
    def of_the_place(self) -> list[float]:
        """Terms that are the same for everybody and known by everybody, by p."""
        known = self.conditions.indicators
        residual = self.rule("terms.residual")
        size = self.rule("terms.market_size").weight
        return [
            size * log(known["ict_employment"][c] / 100_000)
            + residual.weight * residual.values.get(self.geography.countries[c], 0.0)
            for c in self.geography.country_of
        ]

    @cached_property
    def conditions_there(self) -> list[float]:
        """Quality of life, technology and stability, by p: what one learns from afar."""
        known = self.conditions.indicators
        return [
            self.rule("terms.quality").weight * known["life_ladder"][c] / 2
            + self.rule("terms.technology").weight * log10(known["oss_per_100k"][c])
            + self.rule("terms.stability").weight * (known["wgi_political_stability"][c] + 2.5) / 5
            for c in self.geography.country_of
        ]

    @cached_property
    def job_chance(self) -> list[float]:
        """How easily a job is found, by p."""
        chance = self.rule("terms.job_chance")
        found = []
        for p, c in enumerate(self.geography.country_of):
            employed = self.conditions.indicators["ict_employment"][c]
            jobs = employed * self.geography.job_share[p]
            rate = self.markets.vacancies[p] / (jobs * chance.reference)
            found.append(chance.weight * log(min(max(rate, 0.1), 10.0)))
        return found

    def of_the_pair(self, o: int, r: int, p: int) -> float:
        """Terms of where somebody comes from, lives and may go."""
        geography = self.geography
        here, there, home = geography.country_of[r], geography.country_of[p], geography.home[o]
        distance = self.rule("terms.distance")
        nearness = 0.0
        if here != there:
            km = max(geography.km[here][there], distance.nearest)
            nearness = -log(km / distance.nearest)
        diaspora, visa = 0.0, 0.0
        if there != home:
            diaspora = log(1 + self.markets.diaspora[o][there])
        lost = 0.0
        if here != home:
            limits = self.rule("terms.consular")
            lost = self.conditions.consular[o] * limits.weight
            lost *= limits.at_home if there == home else 1.0
        if there not in (home, here):
            visa = -(1 - self.conditions.ease[o][there])
        return float(
            distance.weight * nearness
            - lost
            + self.rule("terms.diaspora").weight * diaspora
            + self.rule("terms.visa").weight * visa
            + self.rule("terms.language").weight * geography.language[o][there]
        )

    @cached_property
    def real_wage(self) -> list[list[float]]:
        """By grade and p."""
        known = self.conditions.indicators
        wage = self.rule("terms.real_wage")
        by_grade = []
        for grade in range(4):
            by_country = []
            for c, price_level in enumerate(known["price_level"]):
                net = known["pay_gross_usd_year"][c] * known["net_share"][c]
                net *= self.geography.pay_ratio[c][grade] * self.markets.wage_index[c]
                real = net / price_level**wage.price_exponent
                by_country.append(wage.weight * log(real / 10_000))
            by_grade.append([by_country[self.geography.country_of[p]] for p in self.places])
        return by_grade

    @cached_property
    def english(self) -> list[list[float]]:
        """By level of English and p."""
        weight = self.rule("terms.english").weight
        index = self.conditions.indicators["english"]
        carries = [min(max((value - 400) / 300, 0.0), 1.0) for value in index]
        return [
            [weight * level * carries[self.geography.country_of[p]] for p in self.places]
            for level in ENGLISH_LEVELS
        ]

    @cached_property
    def repression(self) -> list[list[float]]:
        """By class of exposure and p."""
        weight = self.rule("terms.repression").weight
        freedom = self.conditions.indicators["vdem_physical_violence"]
        return [
            [-weight * (1 - freedom[self.geography.country_of[p]]) * level for p in self.places]
            for level in self.exposure_levels
        ]
