"""Drawing: a scenario's tables laid out over rows and months, and levers turned."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from talentflow.blueprint import Blueprint, Ints
from talentflow.dials import Dials
from talentflow.errors import Problem, ScenarioErrors
from talentflow.months import month_indices
from talentflow.routes import draw_up_routes
from talentflow.rules.perception.media import Media
from talentflow.rules.shocks.crisis import Crisis
from talentflow.rules.shocks.thaw import INDICATORS, Thaw
from talentflow.rules.states.conscription import Conscription
from talentflow.scenario import Scenario
from talentflow.turning import grips_of, turn
from talentflow.view import GRADES, Floats

__all__ = ["draw_up"]

SHUTDOWN = "infrastructure"
"""Type of the push events that shut the internet."""


def draw_up(case: Scenario, key: int) -> Blueprint:
    """Turn a scenario into arrays.

    Raises ScenarioErrors where a table lacks a figure that the model needs.
    """
    rows = _Rows(case)
    rules = _EntryRules(rows)
    places = case.data.frame("places")
    indicators, shutdown = _thawed(rows, _indicators(rows)), _shutdown(rows)
    media: Media = case.rule("perception.media")
    crisis: Crisis = case.rule("shocks.crisis")
    draft: Conscription = case.rule("states.conscription")
    codes, names = tuple(rows.country), tuple(places["place"])
    country, pay_ratio = rows.of(places["iso3"]), _pay_ratio(case)
    pay = indicators["pay_gross_usd_year"], indicators["net_share"].copy()
    grips = grips_of(case, codes, names, country, pay_ratio, *pay)
    dials = _dials(rows, rules, indicators, len(names))
    turn(case, dials, grips)
    entry = rules.by_destination("entry", own=1.0, default=1.0)
    job_share = places["job_share"].to_numpy(np.float64)
    called_up = _pulses(rows, "conscription", draft.push)[:, rows.home]
    blueprint = Blueprint(
        case=case,
        key=key,
        countries=codes,
        places=names,
        country_of_place=country,
        home=rows.home,
        job_share=job_share,
        pay_ratio=pay_ratio,
        km=_pairs(rows, "distance_km", codes, own=0.0),
        common_language=_pairs(rows, "common_language", case.origin, own=1.0),
        diaspora=_pairs(rows, "ict_diaspora", case.origin, own=0.0),
        indicators=indicators,
        ease=dials.ease,
        job_required=rules.by_destination("job_required", own=0.0, default=0.0),
        processing=rules.by_destination("processing_months", own=np.nan, default=np.nan),
        capacity=dials.capacity,
        refusal=rules.by_destination("refusal", own=0.0, default=0.0),
        routes=draw_up_routes(case, codes),
        entry=entry,
        exit=dials.exit,
        consular=case.rule("terms.consular").lost(rules.own("consular", usual=0.0)),
        exposure=case.rule("people.population").exposure_levels(),
        shock=_pulses(rows, "push", crisis.pulse),
        draft=called_up * (1.0 - dials.deferment),
        shutdown=shutdown,
        media_reach=media.reach(indicators["internet_freedom"] / 100.0, shutdown),
        host_mean=_host_mean(case, rows.home, country, job_share, entry[0]),
        first_home=np.array([int(np.argmax(country == c)) for c in rows.home]),
        lost_demand=dials.lost_demand,
        dials=dials,
        grips=grips,
    )
    _freeze(blueprint)
    return blueprint


def _dials(
    rows: "_Rows", rules: "_EntryRules", indicators: Mapping[str, Floats], places: int
) -> Dials:
    """Set every dial to where tables and rules have it."""
    case = rows.case
    months, origins, countries = case.months, len(rows.origin), len(rows.country)
    return Dials(
        indicators=indicators,
        ease=rules.by_destination("ease", own=1.0),
        exit=rules.own("exit", usual=1.0),
        capacity=rules.by_destination("capacity", own=np.inf, default=np.inf),
        lost_demand=_lost_demand(rows),
        matching=np.ones((months, places)),
        office=np.zeros((months, origins, places)),
        remote=np.ones((months, countries)),
        deferment=np.zeros((months, origins)),
        study=np.zeros((months, countries)),
        worth=np.zeros((len(case.levers), months, origins, len(GRADES), places)),
    )


class _Rows:
    """Row numbers of a scenario's countries and months."""

    def __init__(self, case: Scenario) -> None:
        self.case = case
        self.country = {code: n for n, code in enumerate(case.data.frame("countries")["iso3"])}
        self.origin = {code: n for n, code in enumerate(case.origin)}
        self.home = np.array([self.country[code] for code in case.origin], np.int64)
        self._dated: dict[str, list[tuple[int, Any]]] = {}

    def of(self, codes: Iterable[str]) -> Ints:
        """Row of each country code."""
        return np.array([self.country[code] for code in codes], np.int64)

    def steps(self, shape: tuple[int, ...], default: float) -> Floats:
        """Months first, then `shape`, filled with a default."""
        return np.full((self.case.months, *shape), default)

    def dated(self, table: str, **where: str) -> Iterator[tuple[int, Any]]:
        """Rows of a table with the month in which each starts to act, in order of dates.

        `where` says what columns must hold.
        """
        if table not in self._dated:
            self._dated[table] = self._in_order(self.case.data.frame(table))
        for month, row in self._dated[table]:
            if all(getattr(row, name) == value for name, value in where.items()):
                yield month, row

    def _in_order(self, table: pd.DataFrame) -> list[tuple[int, Any]]:
        months = np.maximum(month_indices(table["date"], self.case.start), 0).tolist()
        order = np.argsort(table["date"].fillna(pd.Timestamp.min).to_numpy(), kind="stable")
        row = namedtuple("row", table.columns)  # type: ignore[misc]  # noqa: PYI024
        records = [row(*one) for one in zip(*(table[c].tolist() for c in table), strict=True)]
        return [(months[n], records[n]) for n in order.tolist()]

    def lacking(self, table: str, what: Iterable[str]) -> None:
        """Raise ScenarioErrors for figures that a table should have and lacks."""
        problems = [Problem(f"{table}.csv", 1, table, f"no figure for {one}") for one in what]
        if problems:
            raise ScenarioErrors(problems)


class _EntryRules:
    """Dated rules of entry and exit, by month."""

    def __init__(self, rows: _Rows) -> None:
        self.rows = rows

    def by_destination(self, field: str, own: float, default: float | None = None) -> Floats:
        """One field as (T, O, C); `own` holds at home, `default` where no row speaks."""
        rows = self.rows
        shape = (len(rows.origin), len(rows.country))
        found = rows.steps(shape, np.nan if default is None else default)
        known = np.zeros(shape, bool)
        for month, row in rows.dated("entry_rules", field=field):
            if row.citizenship in rows.origin:
                cell = rows.origin[row.citizenship], rows.country[row.destination]
                found[month:, *cell] = row.value
                known[cell] = True
        known[np.arange(len(rows.home)), rows.home] = True
        if default is None:
            names = tuple(rows.country)
            pairs = zip(*np.nonzero(~known), strict=True)
            rows.lacking(
                "entry_rules", (f"{field} {rows.case.origin[o]} to {names[c]}" for o, c in pairs)
            )
        found[:, np.arange(len(rows.home)), rows.home] = own
        return found

    def own(self, field: str, usual: float) -> Floats:
        """One field that origins set for their own people (T, O).

        It is as usual where no row speaks, and again after a thaw.
        """
        rows = self.rows
        thaw: Thaw = rows.case.rule("shocks.thaw")
        found = rows.steps((len(rows.origin),), usual)
        for month, row in rows.dated("entry_rules", field=field):
            if row.citizenship in rows.origin:
                found[month:, rows.origin[row.citizenship]] = row.value
        if thaw.enabled:
            found[thaw.start :] = usual
        return found


def _indicators(rows: _Rows) -> Mapping[str, Floats]:
    table = rows.case.data.frame("indicators")
    found: dict[str, Floats] = {
        name: rows.steps((len(rows.country),), np.nan) for name in sorted(set(table["indicator"]))
    }
    for month, row in rows.dated("indicators"):
        found[row.indicator][month:, rows.country[row.iso3]] = row.value
    names = tuple(rows.country)
    rows.lacking(
        "indicators",
        (
            f"{name} of {names[c]}"
            for name, values in found.items()
            for c in np.flatnonzero(np.isnan(values[0]))
        ),
    )
    return MappingProxyType(found)


def _thawed(rows: _Rows, indicators: Mapping[str, Floats]) -> Mapping[str, Floats]:
    """Let politics at home change where the scenario says so."""
    thaw: Thaw = rows.case.rule("shocks.thaw")
    if thaw.enabled:
        for name in INDICATORS:
            for c in rows.home:
                indicators[name][:, c] = thaw.back(indicators[name][:, c])
    return indicators


def _pairs(rows: _Rows, indicator: str, origins: tuple[str, ...], own: float) -> Floats:
    table = rows.case.data.frame("pairs")
    table = table[(table["indicator"] == indicator) & table["origin"].isin(origins)]
    found = np.full((len(origins), len(rows.country)), np.nan)
    line = {code: n for n, code in enumerate(origins)}
    found[[line[code] for code in table["origin"]], rows.of(table["destination"])] = table["value"]
    found[np.arange(len(origins)), rows.of(origins)] = own
    names = tuple(rows.country)
    gaps = zip(*np.nonzero(np.isnan(found)), strict=True)
    rows.lacking("pairs", (f"{indicator} from {origins[o]} to {names[c]}" for o, c in gaps))
    return found


def _pay_ratio(case: Scenario) -> Floats:
    table = case.data.frame("pay_by_grade")
    ratio = {(row.pay_pool, row.grade): row.ratio for row in table.itertuples(index=False)}
    pools = case.data.frame("countries")["pay_pool"]
    return np.array([[ratio[pool, grade] for grade in GRADES] for pool in pools], np.float64)


def _pulses(rows: _Rows, channel: str, pulse: Callable[[Floats, Floats], float]) -> Floats:
    """Pulse of each month and country (T, C), from the severity and age of a channel's events."""
    events = rows.case.data.frame("events")
    events = events[(events["channel"] == channel) & events["iso3"].isin(list(rows.country))]
    started = month_indices(events["date"], rows.case.start).astype(np.float64)
    severity = events["severity"].to_numpy(np.float64)
    country = rows.of(events["iso3"])
    pulses = rows.steps((len(rows.country),), 0.0)
    for c in np.unique(country):
        here = country == c
        for month in range(rows.case.months):
            pulses[month, c] = pulse(severity[here], month - started[here])
    return pulses


def _shutdown(rows: _Rows) -> Floats:
    """Severity of each month's internet shutdowns relative to 3, at most 1; they last a month."""
    shut = rows.steps((len(rows.country),), 0.0)
    events = rows.case.data.frame("events")
    events = events[(events["type"] == SHUTDOWN) & (events["channel"] == "push")]
    events = events[events["iso3"].isin(list(rows.country))]
    months = month_indices(events["date"], rows.case.start)
    severity = events["severity"].to_numpy(np.float64)
    for month, c, size in zip(months, rows.of(events["iso3"]), severity, strict=True):
        if 0 <= month < rows.case.months:
            shut[month, c] = max(shut[month, c], min(size / 3.0, 1.0))
    return shut


def _lost_demand(rows: _Rows) -> Floats:
    lost = rows.steps((len(rows.origin),), 0.0)
    for month, row in rows.dated("events", channel="demand"):
        if row.iso3 in rows.origin:
            lost[month:, rows.origin[row.iso3]] += row.severity
    return lost


def _host_mean(case: Scenario, home: Ints, country: Ints, share: Floats, entry: Floats) -> Floats:
    """Weights of places in the mean of an origin's hosts (O, P): countries alike, hubs by jobs.

    Hosts are countries that let people in at the start (`entry` (O, C)), or all without borders.
    """
    hosts = (entry > 0.0) | (not case.rule("gates.border").enforced)
    hosts[np.arange(len(home)), home] = False
    weights: Floats = hosts[:, country] * share / np.maximum(hosts.sum(1, keepdims=True), 1)
    return weights


def _freeze(blueprint: Blueprint | Dials) -> None:
    for field in fields(blueprint):
        value = getattr(blueprint, field.name)
        if isinstance(value, Dials):
            _freeze(value)
        for array in value.values() if isinstance(value, Mapping) else [value]:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
