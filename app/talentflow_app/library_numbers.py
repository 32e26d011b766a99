"""What chosen runs come to, replication by replication, over the months that all of them have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from talentflow_app.library_runs import LibraryError, Run
from talentflow_lab.page_numbers import Numbers, estimate
from talentflow_lab.page_results import read_results

__all__ = ["MEASURES", "SERIES", "Read", "Window", "key_numbers", "months_of", "read", "values",
           "window"]  # fmt: skip

MOST_PLACES = 6
TO = "to:"
"""A measure "to:POL" counts leavers to Poland."""
MEASURES = {
    "left": ("Left home", "people"),
    "left_share": ("Left home, of those there before", "%"),
    "home": ("At home at the end", "people"),
    "abroad": ("Abroad at the end", "people"),
    "returns": ("Returned", "people"),
}
"""Measure -> name and unit; the destinations come on top."""
SERIES = {"left": "Left each month", "home": "At home", "abroad": "Abroad"}
"""Lines over time."""


@dataclass(frozen=True)
class Read:
    """A run with its tables."""

    run: Run
    numbers: Numbers


@dataclass(frozen=True)
class Window:
    """The months that are counted, both included, and the event that they begin with, if any."""

    since: pd.Timestamp
    end: pd.Timestamp
    event: str


def read(run: Run) -> Read:
    """Read the tables of a run, once; raise TalentflowError for what is wrong with them."""
    return Read(run, _read(run.folder, run.fingerprint, run.written))


@lru_cache(maxsize=12)
def _read(folder: Path, _fingerprint: str, _written: float) -> Numbers:
    numbers = Numbers(read_results(folder))
    if not len(numbers.replications) or not len(numbers.months):
        raise LibraryError(f"{folder.name}: its tables hold no month")
    return numbers


def window(chosen: Sequence[Read]) -> Window:
    """Return what is counted: from the first run's turning point to the end of the shortest run.

    Raises LibraryError if the runs share no month.
    """
    first = chosen[0].numbers
    since = max([first.since, *(one.numbers.months[0] for one in chosen)])
    end = min(one.numbers.months[-1] for one in chosen)
    if since > end:
        raise LibraryError("these runs share no months in which they could be compared")
    turning = first.turning
    return Window(since, end, turning.title if turning and turning.month == since else "")


def values(numbers: Numbers, over: Window) -> pd.DataFrame:
    """Return what is measured: a row for each replication, a column for each measure."""
    results, since, end = numbers.results, over.since, over.end
    left = numbers.leavers.loc[since:end].sum()
    before = numbers.at_home.loc[numbers.at_home.index < since].iloc[-1]
    flows = results.flows
    back = flows[flows["destination"].isin(results.origin) & (flows["kind"] == "return")]
    found = pd.DataFrame(
        {
            "left": left,
            "left_share": (100.0 * left / before.where(before > 0.0)).fillna(0.0),
            "home": numbers.at_home.loc[end],
            "abroad": numbers.abroad.loc[end],
            "returns": _persons(back, over),
        }
    )
    moves = numbers.moves
    for code in sorted(moves.loc[moves["date"].between(since, end), "destination"].unique()):
        found[TO + code] = _persons(moves[moves["destination"] == code], over)
    return found.reindex(numbers.replications).fillna(0.0)


def _persons(rows: pd.DataFrame, over: Window) -> pd.Series[float]:
    return rows[rows["date"].between(over.since, over.end)].groupby("replication")["persons"].sum()


def key_numbers(chosen: Sequence[Read], over: Window) -> pd.DataFrame:
    """Return the means of all measures with the middle 90 % of the replications.

    Columns: measure, name, unit, run, mean, low, high (missing for one replication). Destinations
    are the largest of all runs together.
    """
    every = {one.run.key: values(one.numbers, over) for one in chosen}
    rows = []
    for measure, (name, unit) in _measures(chosen, every).items():
        for key, found in every.items():
            told = estimate(found.get(measure, pd.Series(0.0, index=found.index)))
            rows.append((measure, name, unit, key, told.mean, told.low, told.high))
    table = pd.DataFrame(rows, columns=["measure", "name", "unit", "run", "mean", "low", "high"])
    return table.astype({"low": "float64", "high": "float64"})


def _measures(chosen: Sequence[Read], every: dict[str, pd.DataFrame]) -> dict[str, tuple[str, str]]:
    means = pd.DataFrame({key: found.mean() for key, found in every.items()}).fillna(0.0)
    places = means[means.index.str.startswith(TO)].mean(axis=1)
    largest = places.sort_values(ascending=False, kind="stable").head(MOST_PLACES).index
    named = {to: chosen[0].numbers.results.country_name(to.removeprefix(TO)) for to in largest}
    return MEASURES | {to: (f"Left for {name}", "people") for to, name in named.items()}


def months_of(numbers: Numbers, series: str) -> pd.DataFrame:
    """Return one of `SERIES`: a row for each simulated month, a column for each replication."""
    frames = {"left": numbers.leavers, "home": numbers.at_home, "abroad": numbers.abroad}
    return frames[series].reindex(numbers.months)
