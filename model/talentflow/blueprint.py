"""The blueprint of a world: a scenario's tables as arrays by row and month.

Countries, places and origins get row numbers in the order of their tables; dated rows become one
value for each month. Everything here is fixed before the first month and never written again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.errors import Problem, ScenarioErrors
from talentflow.months import month_indices
from talentflow.routes import Routes, draw_up_routes
from talentflow.rules.perception.media import Media
from talentflow.rules.shocks.crisis import Crisis
from talentflow.rules.shocks.thaw import INDICATORS, Thaw
from talentflow.rules.states.conscription import Conscription
from talentflow.scenario import Scenario
from talentflow.view import GRADES, Floats

__all__ = ["Blueprint", "draw_up"]

type Ints = npt.NDArray[np.int64]

SHUTDOWN = "infrastructure"
"""Type of the push events that shut the internet."""


@dataclass(frozen=True)
class Blueprint:
    """A scenario as arrays. Shapes: T months, O origins, C countries, P places, G grades."""

    case: Scenario
    key: int
    """The replication's 64-bit key to all chance."""
    countries: tuple[str, ...]
    places: tuple[str, ...]
    country_of_place: Ints
    home: Ints
    """(O,) row of each origin's country."""
    job_share: Floats
    """(P,) share of the country's ICT jobs."""
    pay_ratio: Floats
    """(C, G) pay by grade relative to the country's median."""
    km: Floats
    """(C, C) distance; 0 inside a country."""
    common_language: Floats
    """(O, C) index; 1 at home."""
    diaspora: Floats
    """(O, C) professionals abroad at the start, real people."""
    indicators: Mapping[str, Floats]
    """(T, C) each."""
    ease: Floats
    """(T, O, C) from 0 to 1; 1 at home."""
    job_required: Floats
    """(T, O, C) 0 or 1; 0 at home."""
    processing: Floats
    """(T, O, C) mean months, NaN where no figure is known."""
    capacity: Floats
    """(T, O, C) permits a month in real people, infinite where unlimited."""
    refusal: Floats
    """(T, O, C) share of decisions on the ordinary route that refuse; 0 at home."""
    routes: Routes
    """Programmes beside the ordinary route."""
    entry: Floats
    """(T, O, C) share of the ready who are let in; 1 at home."""
    exit: Floats
    """(T, O) share of the ready who may leave."""
    consular: Floats
    """(T, O) share of consular services that citizens abroad have lost."""
    exposure: Floats
    """(X,) how strongly repression and crisis reach each class of people."""
    shock: Floats
    """(T, C) S(t) of the crisis."""
    draft: Floats
    """(T, O) what fear of being called up adds to the wish of those whom it may hit, logit."""
    shutdown: Floats
    """(T, C) how far the internet is shut in the month, 0 to 1."""
    media_reach: Floats
    """(T, C) what media of other countries got through to residents lately, 0 to 1."""
    host_mean: Floats
    """(O, P) weights of places in the mean of the hosts that are open at the start."""
    first_home: Ints
    """(O,) one place of each origin's own country."""
    lost_demand: Floats
    """(T, O) summed severity of the demand events so far."""

    @property
    def scale(self) -> float:
        """Real people behind one simulated professional."""
        return float(self.case.scale)

    def rule(self, path: str, origin: int) -> Any:  # noqa: ANN401 - each has its own class
        """Return a rule as it holds for an origin, by row."""
        return self.case.rule(path, self.countries[int(self.home[origin])])

    def structure(self, origin: int, attribute: str) -> pd.DataFrame:
        """Return the shares of an attribute in an origin: its own, or those of all without."""
        table = self.case.data.structure
        table = table[table["attribute"] == attribute]
        own = table[table["iso3"] == self.countries[int(self.home[origin])]]
        return own if len(own) else table[table["iso3"] == ""]

    @cached_property
    def ict_share(self) -> Floats:
        """Share of each origin's people whose field is ICT (O,)."""
        tables = (self.structure(o, "field") for o in range(len(self.home)))
        return np.array([table.set_index("category")["share"]["ict"] for table in tables])

    @cached_property
    def hiring(self) -> npt.NDArray[np.bool_]:
        """Home places of the origins whose people enter when they are hired (P,)."""
        occupations = [
            home
            for o, home in enumerate(self.home)
            if not self.rule("feedback.hiring", o).by_degree
        ]
        return np.isin(self.country_of_place, occupations)

    def home_places(self, origin: int) -> Ints:
        """Rows of the places of an origin's own country."""
        return np.flatnonzero(self.country_of_place == self.home[origin])

    def jobs(self, month: int) -> Floats:
        """ICT jobs by place in a month (P,), real people."""
        in_country: Floats = self.indicators["ict_employment"][month][self.country_of_place]
        return in_country * self.job_share

    def residents(self, origin: int) -> Floats:
        """People of an origin at each of its home places at the start (H,), real people."""
        places = self.home_places(origin)
        known: float = self.rule("people.population", origin).residents
        return known * self.job_share[places] if known > 0.0 else self.jobs(0)[places]

    def usual_vacancies(self, month: int) -> Floats:
        """Vacancies by place when nothing happens (P,), real jobs."""
        rate = self.indicators["vacancy_rate"][month][self.country_of_place]
        known = self.case.rule("feedback.vacancies").known
        usual = rate * self.jobs(month)
        return np.array([known.get(place, v) for place, v in zip(self.places, usual, strict=True)])


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
    country = rows.of(places["iso3"])
    entry = rules.by_destination("entry", own=1.0, default=1.0)
    job_share = places["job_share"].to_numpy(np.float64)
    blueprint = Blueprint(
        case=case,
        key=key,
        countries=tuple(rows.country),
        places=tuple(places["place"]),
        country_of_place=country,
        home=rows.home,
        job_share=job_share,
        pay_ratio=_pay_ratio(case),
        km=_pairs(rows, "distance_km", tuple(rows.country), own=0.0),
        common_language=_pairs(rows, "common_language", case.origin, own=1.0),
        diaspora=_pairs(rows, "ict_diaspora", case.origin, own=0.0),
        indicators=indicators,
        ease=rules.by_destination("ease", own=1.0),
        job_required=rules.by_destination("job_required", own=0.0, default=0.0),
        processing=rules.by_destination("processing_months", own=np.nan, default=np.nan),
        capacity=rules.by_destination("capacity", own=np.inf, default=np.inf),
        refusal=rules.by_destination("refusal", own=0.0, default=0.0),
        routes=draw_up_routes(case, tuple(rows.country)),
        entry=entry,
        exit=rules.own("exit", usual=1.0),
        consular=case.rule("terms.consular").lost(rules.own("consular", usual=0.0)),
        exposure=case.rule("people.population").exposure_levels(),
        shock=_pulses(rows, "push", crisis.pulse),
        draft=_pulses(rows, "conscription", draft.push)[:, rows.home],
        shutdown=shutdown,
        media_reach=media.reach(indicators["internet_freedom"] / 100.0, shutdown),
        host_mean=_host_mean(case, rows.home, country, job_share, entry[0]),
        first_home=np.array([int(np.argmax(country == c)) for c in rows.home]),
        lost_demand=_lost_demand(rows),
    )
    _freeze(blueprint)
    return blueprint


class _Rows:
    """Row numbers of a scenario's countries and months."""

    def __init__(self, case: Scenario) -> None:
        self.case = case
        self.country = {code: n for n, code in enumerate(case.data.frame("countries")["iso3"])}
        self.origin = {code: n for n, code in enumerate(case.origin)}
        self.home = np.array([self.country[code] for code in case.origin], np.int64)

    def of(self, codes: Iterable[str]) -> Ints:
        """Row of each country code."""
        return np.array([self.country[code] for code in codes], np.int64)

    def steps(self, shape: tuple[int, ...], default: float) -> Floats:
        """Months first, then `shape`, filled with a default."""
        return np.full((self.case.months, *shape), default)

    def dated(self, table: pd.DataFrame) -> Iterator[tuple[int, Any]]:
        """Rows of a table with the month in which each starts to act, in order of dates."""
        months = month_indices(table["date"], self.case.start)
        order = np.argsort(table["date"].fillna(pd.Timestamp.min).to_numpy(), kind="stable")
        records = list(table.itertuples(index=False))
        for n in order:
            yield max(int(months[n]), 0), records[n]

    def lacking(self, table: str, what: Iterable[str]) -> None:
        """Raise ScenarioErrors for figures that a table should have and lacks."""
        problems = [Problem(f"{table}.csv", 1, table, f"no figure for {one}") for one in what]
        if problems:
            raise ScenarioErrors(problems)


class _EntryRules:
    """Dated rules of entry and exit, by month."""

    def __init__(self, rows: _Rows) -> None:
        self.rows = rows
        self.table = rows.case.data.frame("entry_rules")

    def by_destination(self, field: str, own: float, default: float | None = None) -> Floats:
        """One field as (T, O, C); `own` holds at home, `default` where no row speaks."""
        rows = self.rows
        shape = (len(rows.origin), len(rows.country))
        found = rows.steps(shape, np.nan if default is None else default)
        known = np.zeros(shape, bool)
        for month, row in rows.dated(self.table[self.table["field"] == field]):
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
        for month, row in rows.dated(self.table[self.table["field"] == field]):
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
    for month, row in rows.dated(table):
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
    events = rows.case.data.frame("events")
    for month, row in rows.dated(events[events["channel"] == "demand"]):
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


def _freeze(blueprint: Blueprint) -> None:
    for field in fields(blueprint):
        value = getattr(blueprint, field.name)
        for array in value.values() if isinstance(value, Mapping) else [value]:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
