"""Conditions: what is in force in a month (section 4 of the ODD page).

Figures of countries and rules of entry and exit hold from their date on. A crisis is a pulse that
halves every few months. Sanctions and lost clients lower the growth of labour demand for good.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, nan

import pandas as pd
from tests.reference import dials
from tests.reference.geography import Geography

from talentflow.scenario import Scenario

LONG_AGO = -1_000_000


@dataclass(frozen=True)
class Conditions:
    """One month's conditions, by c (country), o (citizenship) or both."""

    indicators: Mapping[str, list[float]]
    ease: list[list[float]]
    job_required: list[list[bool]]
    processing: list[list[float]]
    """Mean months, NaN where no figure is known."""
    capacity: list[list[float]]
    """Permits a month in real people, infinite where unlimited."""
    refusal: list[list[float]]
    """Share of decisions on the ordinary route that refuse."""
    entry: list[list[float]]
    exit: list[float]
    consular: list[float]
    """Share of consular services lost, by o."""
    shock: list[float]
    """S(t) by c."""
    spared: list[float]
    """Share of men who are spared military service, by o."""
    draft: list[float]
    """What fear of being called up adds to the wish of those whom it may hit, by o."""
    shutdown: list[float]
    """How far the internet is shut in the month, by c."""
    media: list[float]
    """What media of other countries got through to residents lately, by c, 0 to 1."""
    lost_demand: list[float]
    """Summed severity of demand events so far, by o."""
    remote_jobs: list[float]
    """Factor on the remote jobs that employers offer, by c."""
    study_places: list[float]
    """Factor on the weight as a place to study, by c."""


class Calendar:
    """All dated rows of a scenario, ready to be asked what holds in a month."""

    def __init__(self, case: Scenario, geography: Geography) -> None:
        self.case = case
        self.geography = geography
        self.levers = case.levers
        self.indicators = self._steps("indicators", ["iso3", "indicator"])
        self.rules = self._steps("entry_rules", ["citizenship", "destination", "field"])
        self.events: list[tuple[int, str, str, float]] = [
            (self.month_of(row["date"]), row["iso3"], row["channel"], row["severity"])
            for row in case.data.frame("events").to_dict("records")
        ]
        self.shutdowns: list[tuple[int, str, float]] = [
            (self.month_of(row["date"]), row["iso3"], row["severity"])
            for row in case.data.frame("events").to_dict("records")
            if row["type"] == "infrastructure" and row["channel"] == "push"
        ]

    def month_of(self, day: pd.Timestamp) -> int:
        """Month in which a dated row starts to act: its own up to the 15th, else the next."""
        if pd.isna(day):
            return LONG_AGO
        start = self.case.start
        months = 12 * (day.year - start.year) + day.month - start.month
        return months if day.day <= 15 else months + 1

    def _steps(self, table: str, key: list[str]) -> dict[tuple[str, ...], list[tuple[int, float]]]:
        """For each key, its (month, value) steps in order of their dates."""
        rows = self.case.data.frame(table).sort_values("date", kind="stable", na_position="first")
        steps = defaultdict(list)
        for row in rows.to_dict("records"):
            steps[tuple(row[name] for name in key)].append(
                (self.month_of(row["date"]), row["value"])
            )
        return dict(steps)

    def _rule(self, o: int, c: int, field: str, month: int, default: float) -> float:
        """Value of an entry or exit rule in force; `default` where no row speaks."""
        key = (self.geography.origins[o], self.geography.countries[c], field)
        held = [value for since, value in self.rules.get(key, []) if since <= month]
        return held[-1] if held else default

    def _by_pair(self, field: str, month: int, default: float, at_home: float) -> list[list[float]]:
        geography = self.geography
        return [
            [
                at_home if c == home else self._rule(o, c, field, month, default)
                for c in range(len(geography.countries))
            ]
            for o, home in enumerate(geography.home)
        ]

    def published(self, country: str, name: str, month: int) -> float:
        """Value of an indicator as the table has it."""
        steps = self.indicators[country, name]
        return [value for since, value in steps if since <= month][-1]

    def _indicator(self, country: str, name: str, month: int) -> float:
        value, first = (self.published(country, name, t) for t in (month, 0))
        return dials.indicator(self.levers, country, name, month, value, first)

    def _turned(self, field: str, month: int, default: float) -> list[list[float]]:
        """Ease or capacity as levers leave it."""
        turn = {"ease": dials.ease, "capacity": dials.capacity}[field]
        names = self.geography.countries
        at_home = 1.0 if field == "ease" else inf
        return [
            [turn(self.levers, origin, names[c], month, value) for c, value in enumerate(row)]
            for origin, row in zip(
                self.geography.origins,
                self._by_pair(field, month, default, at_home),
                strict=True,
            )
        ]

    def _exit(self, o: int, home: int, month: int) -> float:
        allowed = dials.allowed(self.levers, self.geography.origins[o], month)
        return self._rule(o, home, "exit", month, 1.0) * allowed

    def _pulse(self, country: str, month: int) -> float:
        """S(t): the strongest push event so far, each halving with time."""
        half_life = self.case.rule("shocks.crisis").half_life
        return self._strongest("push", country, month, half_life)

    def _spared(self, country: str, month: int) -> float:
        deferment = self.case.rule("states.conscription").deferment
        return dials.spared(self.levers, country, month, deferment)

    def _draft(self, country: str, month: int) -> float:
        """Fear of being called up, in logit units."""
        rule = self.case.rule("states.conscription")
        pulse = self._strongest("conscription", country, month, rule.half_life)
        return float(rule.enabled * rule.weight * (1 - self._spared(country, month)) * pulse)

    def _consular(self, o: int, home: int, month: int) -> float:
        lost = self._rule(o, home, "consular", month, 0.0)
        return lost if self.case.rule("terms.consular").enabled else 0.0

    def _strongest(self, kind: str, country: str, month: int, half_life: float) -> float:
        return max(
            (
                severity / 3 * 2 ** (-(month - since) / half_life)
                for since, where, channel, severity in self.events
                if channel == kind and where == country and since <= month
            ),
            default=0.0,
        )

    def _shutdown(self, country: str, month: int) -> float:
        """Severity of the month's shutdowns of the internet, of 3."""
        sizes = [
            severity / 3
            for since, where, severity in self.shutdowns
            if where == country and since == month
        ]
        return min(1.0, max(sizes, default=0.0))

    def _media(self, country: str, month: int) -> float:
        """K: a fading average of how far the internet let media through."""
        memory = self.case.rule("perception.media").memory
        lately = self._indicator(country, "internet_freedom", 0) / 100
        for t in range(month + 1):
            freedom = self._indicator(country, "internet_freedom", t) / 100
            lately += (freedom * (1 - self._shutdown(country, t)) - lately) / memory
        return lately

    def _lost(self, origin: str, month: int) -> float:
        return dials.lost_demand(self.levers, origin, month) + sum(
            severity
            for since, where, channel, severity in self.events
            if channel == "demand" and where == origin and since <= month
        )

    def conditions(self, month: int) -> Conditions:
        """Look up what is in force in a month."""
        geography = self.geography
        names = sorted({name for _, name in self.indicators})
        return Conditions(
            indicators={
                name: [self._indicator(code, name, month) for code in geography.countries]
                for name in names
            },
            ease=self._turned("ease", month, default=nan),
            job_required=[
                [value == 1.0 for value in row]
                for row in self._by_pair("job_required", month, default=0.0, at_home=0.0)
            ],
            processing=self._by_pair("processing_months", month, default=nan, at_home=nan),
            capacity=self._turned("capacity", month, default=inf),
            refusal=self._by_pair("refusal", month, default=0.0, at_home=0.0),
            entry=self._by_pair("entry", month, default=1.0, at_home=1.0),
            exit=[self._exit(o, c, month) for o, c in enumerate(geography.home)],
            consular=[self._consular(o, c, month) for o, c in enumerate(geography.home)],
            shock=[self._pulse(code, month) for code in geography.countries],
            spared=[self._spared(code, month) for code in geography.origins],
            draft=[self._draft(code, month) for code in geography.origins],
            shutdown=[self._shutdown(code, month) for code in geography.countries],
            media=[self._media(code, month) for code in geography.countries],
            lost_demand=[self._lost(code, month) for code in geography.origins],
            remote_jobs=[dials.remote_jobs(self.levers, c, month) for c in geography.countries],
            study_places=[dials.study_places(self.levers, c, month) for c in geography.countries],
        )
