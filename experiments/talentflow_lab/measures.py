"""What a study measures: one number from the outcome tables of a replication.

A measure is a function with a unit and the fields that an outcome of a study file gives it.
"Home" are the scenario's origins; people are their citizens, real ones whatever the scale. Adding
a measure is adding an entry to `MEASURES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pandas as pd

__all__ = ["MEASURES", "Ask", "Measure", "Tables"]

type Tables = Mapping[str, pd.DataFrame]
"""The outcome tables of one replication (see `talentflow.outcomes`)."""


@dataclass(frozen=True)
class Ask:
    """What is asked of a measure: home countries, months (first days), and where."""

    origin: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    at: date | None = None
    country: str | None = None
    place: str | None = None


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
    """Count first moves out of home, to one country if asked."""
    left = _leavers(tables, ask)
    return _sum(left if ask.country is None else left[left["destination"] == ask.country])


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
    """Count offices abroad of firms from home at a month's end."""
    firms = tables["firms"]
    return _sum(firms[firms["date"] == _stamp(ask.at)], "offices")


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
        "first_moves": Measure(first_moves, "persons", _PERIOD, ("country",)),
        "share_gone": Measure(share_gone, "%", _PERIOD),
        "share_to": Measure(share_to, "%", (*_PERIOD, "country")),
        "returns": Measure(returns, "persons", _PERIOD),
        "arrivals": Measure(arrivals, "persons", (*_PERIOD, "place")),
        "at_home": Measure(at_home, "persons", ("at",)),
        "abroad": Measure(abroad, "persons", ("at",), ("country",)),
        "log_at_home": Measure(log_at_home, "%", ("at",)),
        "log_abroad": Measure(log_abroad, "%", ("at",), ("country",)),
        "remote": Measure(remote, "persons", ("at",)),
        "dissenters": Measure(dissenters, "persons", ("at",), ("country",)),
        "offices": Measure(offices, "offices", ("at",)),
        "residents": Measure(residents, "persons", ("at", "country"), ("place",)),
        "spent": Measure(spent, "EUR", (), ("country",)),
    }
)
"""Every measure by the name that study files use."""
