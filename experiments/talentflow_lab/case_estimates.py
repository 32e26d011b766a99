"""What stands in for a figure that no table has: never a silent default.

* **line**: a straight line through the countries of the shipped tables, such as developer pay on
  GDP per head, both in logs; the source tells its slope, how many countries and R squared
* **median**: of the region (five figures or more), else of the income group, else of all

Either way the source begins with "assumption: " and the certainty is low.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

from talentflow.vocabulary import INDICATORS
from talentflow_lab.world_tables import ASSUMED, CaseError, Figure, World, shipped_rows

__all__ = ["NEEDED", "Estimates", "assumed"]

NEEDED = {
    "gdp_per_head_usd": "GDP per head",
    "population": "inhabitants",
    "github_developers": "developers (GitHub)",
}
"""Figures without which an economy is not offered: pay and the number of people hang on them."""
ENOUGH = 5
"""Figures from which on a region has a median of its own."""
AS_FIRST_LANGUAGE = 0.8
"""Share of speakers from which on a country whose official language is English speaks English."""

type Line = tuple[float, float, int, float]
"""Intercept, slope, number of countries, R squared."""


def assumed(value: float, unit: str, year: int, why: str) -> Figure:
    """Return a figure that is an assumption."""
    return Figure(value, unit, year, ASSUMED + why, "low")


@dataclass(frozen=True)
class Estimates:
    """Indicators of any economy of the world, for a scenario that starts in some year."""

    world: World
    year: int

    @cached_property
    def shipped(self) -> dict[tuple[str, str], float]:
        """Figures of the shipped tables from the beginning, by country and indicator."""
        rows = shipped_rows("indicators")
        return {
            (r["iso3"], r["indicator"]): float(r["value"])
            for r in rows
            if not r["date"] and not r["source"].startswith("pooled")
        }

    def lacking(self, iso3: str) -> list[str]:
        """Return, in words, the figures for want of which an economy cannot be simulated."""
        return [w for name, w in NEEDED.items() if self.world.figure(iso3, name, self.year) is None]

    def known(self, iso3: str, name: str) -> Figure:
        """Return a figure of the world tables, or the median of economies that are like it."""
        found = self.world.figure(iso3, name, self.year)
        return found or self._median(iso3, name)

    def indicator(self, iso3: str, name: str) -> Figure:
        """Return one of the indicators of a scenario; raise CaseError if nothing stands in."""
        return _WAYS[name](self, iso3)

    def _median(self, iso3: str, name: str) -> Figure:
        """Median over the region if it has enough figures, over the income group, over all."""
        one = self.world.economies[iso3]
        alike = (
            (one.region, [e.iso3 for e in self.world.economies.values() if e.region == one.region]),
            (
                f"{one.income_group} economies",
                [
                    e.iso3
                    for e in self.world.economies.values()
                    if e.income_group == one.income_group
                ],
            ),
            ("all economies", list(self.world.economies)),
        )
        for of_what, codes in alike:
            figures = [self.world.figure(code, name, self.year) for code in codes]
            there = [figure for figure in figures if figure]
            if len(there) >= ENOUGH:
                why = f"median of {len(there)} economies ({of_what}); no figure for {iso3}"
                value = median(figure.value for figure in there)
                return assumed(value, there[0].unit, there[0].year, why)
        raise CaseError(f"the tables of the world hold no {name}")

    def line(
        self,
        name: str,
        x: Callable[[str], float | None],
        y: Callable[[float, str], float],
    ) -> Line:
        """Return the least squares line of a shipped indicator on x, over the shipped countries."""
        pairs = []
        for (code, indicator), value in self.shipped.items():
            if indicator == name and (here := x(code)) is not None:
                pairs.append((here, y(value, code)))
        at, of = np.array(pairs).T
        slope, intercept = np.polyfit(at, of, 1)
        left = of - intercept - slope * at
        return float(intercept), float(slope), len(at), 1.0 - float(left.var() / of.var())

    def span(self, name: str) -> tuple[float, float]:
        """Return the smallest and the largest shipped value of an indicator."""
        values = [value for (_, indicator), value in self.shipped.items() if indicator == name]
        return min(values), max(values)

    def log(self, iso3: str, name: str) -> float | None:
        """Return the logarithm of a figure of the world tables, None without any."""
        found = self.world.figure(iso3, name, self.year)
        return float(np.log(found.value)) if found and found.value > 0 else None

    def developers(self, iso3: str) -> float | None:
        """Return the logarithm of accounts of developers per inhabitant, None without a figure."""
        accounts, people = self.log(iso3, "github_developers"), self.log(iso3, "population")
        return None if accounts is None or people is None else accounts - people


def _told(line: Line, of_what: str) -> str:
    _, slope, count, r2 = line
    return f"{of_what}, line through {count} shipped countries, slope {slope:.2f}, R2 {r2:.2f}"


def _pay(estimates: Estimates, iso3: str) -> Figure:
    line = estimates.line(
        "pay_gross_usd_year",
        lambda code: estimates.log(code, "gdp_per_head_usd"),
        lambda pay, _: float(np.log(pay)),
    )
    at = np.log(estimates.known(iso3, "gdp_per_head_usd").value)
    value = round(float(np.exp(line[0] + line[1] * at)))
    why = _told(line, "developer pay (Stack Overflow, ODbL) on GDP per head, in logs")
    return assumed(value, "USD/year, gross median of developers", 2021, why)


def _people(estimates: Estimates, iso3: str) -> Figure:
    def a_head(people: float, code: str) -> float:
        return float(np.log(people / estimates.known(code, "population").value))

    line = estimates.line("ict_employment", estimates.developers, a_head)
    at = estimates.developers(iso3)
    if at is None:
        raise CaseError(f"{iso3}: no figure tells how many ICT professionals there are")
    inhabitants = estimates.known(iso3, "population").value
    count = max(1, round(float(np.exp(line[0] + line[1] * at)) * inhabitants))
    why = _told(line, "ICT specialists on GitHub developers (CC0), both per head, in logs")
    return assumed(count, "persons, ICT specialists", 2020, why)


def _ladder(estimates: Estimates, iso3: str) -> Figure:
    line = estimates.line(
        "life_ladder", lambda code: estimates.log(code, "gdp_per_head_ppp"), lambda y, _: y
    )
    at = float(np.log(estimates.known(iso3, "gdp_per_head_ppp").value))
    why = _told(line, "life ladder on the log of GDP per head at purchasing power parity")
    value = _inside(estimates.span("life_ladder"), line[0] + line[1] * at)
    return assumed(round(value, 2), "Cantril ladder 0 to 10", 2019, why)


def _internet(estimates: Estimates, iso3: str) -> Figure:
    name = "vdem_freedom_of_expression"

    def expression(code: str) -> float | None:
        found = estimates.world.figure(code, name, estimates.year)
        return found.value if found else None

    line = estimates.line("internet_freedom", expression, lambda y, _: y)
    at = estimates.known(iso3, name)
    why = _told(line, "freedom on the net on freedom of expression (V-Dem, CC BY-SA 4.0)")
    if at.is_assumed:
        why += f", which is the {at.source.removeprefix(ASSUMED)}"
    value = _inside(estimates.span("internet_freedom"), line[0] + line[1] * at.value)
    return assumed(round(value), "points 0 to 100, 100 = free", 2019, why)


def _english(estimates: Estimates, iso3: str) -> Figure:
    share, official = estimates.world.languages.get(iso3, {}).get("en", (0.0, False))
    if official and share >= AS_FIRST_LANGUAGE:
        why = f"English is official and {share:.0%} speak it (CLDR): as the shipped tables"
        return assumed(700, "EF EPI points", 2020, f"{why} have USA and GBR")

    def english(code: str) -> float:
        return estimates.world.languages.get(code, {}).get("en", (0.0, False))[0]

    line = estimates.line("english", english, lambda y, _: y)
    why = _told(line, "EF EPI on the share who speak English (CLDR)")
    value = _inside(estimates.span("english"), line[0] + line[1] * share)
    return assumed(round(value), "EF EPI points", 2020, why)


def _net_share(estimates: Estimates, iso3: str) -> Figure:
    group = estimates.world.economies[iso3].income_group
    alike = [
        value
        for (code, name), value in estimates.shipped.items()
        if name == "net_share" and estimates.world.economies[code].income_group == group
    ]
    of_what = f"shipped {group} countries"
    if len(alike) < ENOUGH:
        alike = [v for (_, name), v in estimates.shipped.items() if name == "net_share"]
        of_what = "shipped countries"
    why = f"median of {len(alike)} {of_what}"
    return assumed(round(median(alike), 3), "share of gross pay, ICT employee", 2021, why)


def _vacancies(estimates: Estimates, _: str) -> Figure:
    rates = [v for (_, name), v in estimates.shipped.items() if name == "vacancy_rate"]
    why = f"median of {len(rates)} shipped countries with a rate (Eurostat 2024)"
    return assumed(round(median(rates), 4), "share of posts vacant, section J", 2024, why)


def _inside(span: tuple[float, float], value: float) -> float:
    return min(max(value, span[0]), span[1])


def _direct(name: str) -> Callable[[Estimates, str], Figure]:
    return lambda estimates, iso3: estimates.known(iso3, name)


_WAYS: dict[str, Callable[[Estimates, str], Figure]] = {
    "pay_gross_usd_year": _pay,
    "net_share": _net_share,
    "life_ladder": _ladder,
    "internet_freedom": _internet,
    "english": _english,
    "ict_employment": _people,
    "vacancy_rate": _vacancies,
} | {
    name: _direct(name)
    for name in ("price_level", "wgi_political_stability", "vdem_physical_violence", "oss_per_100k")
}


def check_complete(names: Iterable[str] = INDICATORS) -> bool:
    """Tell whether each indicator of a scenario has a way to be had."""
    return set(names) == set(_WAYS)
