"""What a study measures: one number from the outcome tables of a replication.

A measure is a function with a unit and the fields that an outcome of a study file gives it.
"Home" are the scenario's origins; people are their citizens, real ones whatever the scale. Adding
a measure is adding an entry to `MEASURES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import pandas as pd

__all__ = ["MEASURES", "Ask", "Measure", "Tables"]

type Tables = Mapping[str, pd.DataFrame]
"""The outcome tables of one replication (see `talentflow.outcomes`)."""


@dataclass(frozen=True)
class Ask:
    """What is asked of a measure: home countries, months (first days), where, and of whom."""

    origin: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    at: date | None = None
    country: str | None = None
    place: str | None = None
    grade: str | None = None
    programme: str | None = None


@dataclass(frozen=True)
class Measure:
    """How one number comes out of the tables; `needs` and `takes` name fields of `Ask`."""

    compute: Callable[[Tables, Ask], float]
    unit: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


def _stamp(day: date | None) -> pd.Timestamp:
    if day is None:
        raise ValueError("the measure is not told which month")
    return pd.Timestamp(day)


def _between(frame: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    return frame[frame["date"].between(_stamp(ask.since), _stamp(ask.until))]


def _leavers(tables: Tables, ask: Ask) -> pd.DataFrame:
    """First moves out of home in the months asked."""
    flows = _between(tables["flows"], ask)
    return flows[(flows["kind"] == "first") & flows["origin"].isin(ask.origin)]


def _people(tables: Tables, ask: Ask, at: pd.Timestamp) -> pd.DataFrame:
    stocks = tables["stocks"]
    citizens = stocks["citizenship"].isin(ask.origin)
    return stocks[citizens & (stocks["date"] == at)]


def _sum(frame: pd.DataFrame, column: str = "persons") -> float:
    return float(frame[column].sum())


def first_moves(tables: Tables, ask: Ask) -> float:
    """Count first moves out of home, to one country and of one grade if asked."""
    left = _leavers(tables, ask)
    left = left if ask.country is None else left[left["destination"] == ask.country]
    return _sum(left if ask.grade is None else left[left["grade"] == ask.grade])


def first_moves_so_far(tables: Tables, ask: Ask) -> float:
    """Count first moves out of home since the run began."""
    return first_moves(tables, replace(ask, since=tables["stocks"]["date"].min().date()))


def net_moves(tables: Tables, ask: Ask) -> float:
    """Count moves of citizens to a country less those out of it."""
    flows = _between(tables["flows"], ask)
    flows = flows[flows["citizenship"].isin(ask.origin) & (flows["kind"] != "internal")]
    there, away = (flows[flows[end] == ask.country] for end in ("destination", "origin"))
    return _sum(there) - _sum(away)


def share_gone(tables: Tables, ask: Ask) -> float:
    """Divide first moves by the people at home when the month before them ends, in percent."""
    before = _stamp(ask.since) - pd.DateOffset(months=1)
    stock = _people(tables, ask, before)
    stayed = _sum(stock[stock["country"].isin(ask.origin)])
    return 100.0 * _sum(_leavers(tables, ask)) / stayed if stayed else 0.0


def share_to(tables: Tables, ask: Ask) -> float:
    """Divide first moves to a country by all first moves, in percent."""
    left = _leavers(tables, ask)
    every = _sum(left)
    return 100.0 * _sum(left[left["destination"] == ask.country]) / every if every else 0.0


def returns(tables: Tables, ask: Ask) -> float:
    """Count moves back home."""
    flows = _between(tables["flows"], ask)
    return _sum(flows[flows["kind"] == "return"])


def arrivals(tables: Tables, ask: Ask) -> float:
    """Count arrivals at a place from other countries."""
    flows = _between(tables["flows"], ask)
    return _sum(flows[(flows["destination_place"] == ask.place) & (flows["kind"] != "internal")])


def at_home(tables: Tables, ask: Ask) -> float:
    """Count people who live at home at a month's end."""
    stock = _people(tables, ask, _stamp(ask.at))
    return _sum(stock[stock["country"].isin(ask.origin)])


def abroad(tables: Tables, ask: Ask) -> float:
    """Count people who live abroad at a month's end, in one country if asked."""
    stock = _people(tables, ask, _stamp(ask.at))
    away = stock[~stock["country"].isin(ask.origin)]
    return _sum(away if ask.country is None else away[away["country"] == ask.country])


def newly_abroad(tables: Tables, ask: Ask) -> float:
    """Count people who live abroad at a month's end, less those when the run opened."""
    opening: date = tables["stocks"]["date"].min().date()
    return abroad(tables, ask) - abroad(tables, replace(ask, at=opening))


def employed_at_home(tables: Tables, ask: Ask) -> float:
    """Count people at home who work for employers there, at a month's end."""
    stock = _people(tables, ask, _stamp(ask.at))
    return _sum(stock[stock["country"].isin(ask.origin) & (stock["employment"] == "local")])


def share_considering(tables: Tables, ask: Ask) -> float:
    """Measure the share of people at home past the settled stage at a month's end, in percent."""
    stages = tables["stages"]
    rows = stages[(stages["date"] == _stamp(ask.at)) & (stages["group"] == "all")]
    rows = rows[rows["country"].isin(ask.origin) & rows["citizenship"].isin(ask.origin)]
    every = _sum(rows)
    return 100.0 * _sum(rows[rows["stage"] != "settled"]) / every if every else 0.0


def granted(tables: Tables, ask: Ask) -> float:
    """Count visas that a programme granted to those who may move on them."""
    return _sum(_decided(tables, ask), "granted")


def family_visas(tables: Tables, ask: Ask) -> float:
    """Count visas of a programme for members of families."""
    return _sum(_decided(tables, ask), "family_members")


def _decided(tables: Tables, ask: Ask) -> pd.DataFrame:
    queues = _between(tables["queues"], ask)
    return queues[(queues["programme"] == ask.programme) & queues["origin"].isin(ask.origin)]


def log_at_home(tables: Tables, ask: Ask) -> float:
    """Return 100 times the log of `at_home`, so that differences are relative, in percent."""
    return _percent_log(at_home(tables, ask))


def log_abroad(tables: Tables, ask: Ask) -> float:
    """Return 100 times the log of `abroad`, so that differences are relative, in percent."""
    return _percent_log(abroad(tables, ask))


def _percent_log(persons: float) -> float:
    return 100.0 * math.log(persons) if persons > 0.0 else float("nan")


def remote(tables: Tables, ask: Ask) -> float:
    """Count people who work remotely for employers abroad at a month's end."""
    work = tables["work"]
    return _sum(work[(work["date"] == _stamp(ask.at)) & (work["employment"] == "remote")])


def dissenters(tables: Tables, ask: Ask) -> float:
    """Count people who dissent digitally at a month's end, in one country if asked."""
    voice = tables["voice"]
    rows = voice[(voice["date"] == _stamp(ask.at)) & (voice["kind"] != "struck")]
    return _sum(rows if ask.country is None else rows[rows["country"] == ask.country])


def offices(tables: Tables, ask: Ask) -> float:
    """Count offices abroad of firms from home at a month's end, in one country if asked."""
    firms = tables["firms"]
    open_then = firms[firms["date"] == _stamp(ask.at)]
    if ask.country is not None:
        stocks = tables["stocks"]
        places = stocks.loc[stocks["country"] == ask.country, "place"].unique()
        open_then = open_then[open_then["place"].isin(places)]
    return _sum(open_then, "offices")


def residents(tables: Tables, ask: Ask) -> float:
    """Count professionals who live in a country, or in one of its places, at a month's end."""
    stocks = tables["stocks"]
    rows = stocks[stocks["date"] == _stamp(ask.at)]
    rows = rows[rows["country"] == ask.country]
    return _sum(rows if ask.place is None else rows[rows["place"] == ask.place])


def spent(tables: Tables, ask: Ask) -> float:
    """Sum what levers have cost when the run ends, those held in one country if asked."""
    aid = tables["aid"]
    rows = aid if ask.country is None else aid[aid["owner"].str.split(":").str[0] == ask.country]
    return _sum(rows, "spent")


_PERIOD = ("since", "until")

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "first_moves": Measure(first_moves, "persons", _PERIOD, ("country", "grade")),
        "first_moves_so_far": Measure(first_moves_so_far, "persons", ("until",)),
        "net_moves": Measure(net_moves, "persons", (*_PERIOD, "country")),
        "share_gone": Measure(share_gone, "%", _PERIOD),
        "share_to": Measure(share_to, "%", (*_PERIOD, "country")),
        "returns": Measure(returns, "persons", _PERIOD),
        "arrivals": Measure(arrivals, "persons", (*_PERIOD, "place")),
        "at_home": Measure(at_home, "persons", ("at",)),
        "abroad": Measure(abroad, "persons", ("at",), ("country",)),
        "newly_abroad": Measure(newly_abroad, "persons", ("at",), ("country",)),
        "employed_at_home": Measure(employed_at_home, "persons", ("at",)),
        "share_considering": Measure(share_considering, "%", ("at",)),
        "granted": Measure(granted, "visas", (*_PERIOD, "programme")),
        "family_visas": Measure(family_visas, "visas", (*_PERIOD, "programme")),
        "log_at_home": Measure(log_at_home, "%", ("at",)),
        "log_abroad": Measure(log_abroad, "%", ("at",), ("country",)),
        "remote": Measure(remote, "persons", ("at",)),
        "dissenters": Measure(dissenters, "persons", ("at",), ("country",)),
        "offices": Measure(offices, "offices", ("at",), ("country",)),
        "residents": Measure(residents, "persons", ("at", "country"), ("place",)),
        "spent": Measure(spent, "EUR", (), ("country",)),
    }
)
"""Every measure by the name that study files use."""
