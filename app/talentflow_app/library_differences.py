"""How chosen runs differ from the first of them: in numbers, month by month, and in scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.scenario import Scenario, difference, load
from talentflow_app.library_intervals import Difference, independent, paired
from talentflow_app.library_numbers import Read, Window, months_of, values
from talentflow_app.library_runs import Run

__all__ = ["differences", "monthly", "no_pairs", "scenario_rows"]

SHARED = ("start", "months", "scale", "seed", "wanted")
"""What two runs must share so that replications with the same number are pairs."""
_WORDS = {"wanted": "replications", "scale": "people per simulated"}


def no_pairs(one: Run, other: Run) -> str:
    """Say why replications of two runs are no pairs; empty if they are."""
    parts = [
        f"{_WORDS.get(name, name)} {_said(getattr(one, name))} and {_said(getattr(other, name))}"
        for name in SHARED
        if getattr(one, name) != getattr(other, name)
    ]
    return ", ".join(parts)


def differences(chosen: Sequence[Read], over: Window, measured: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of each run to the first in the measures of `key_numbers`.

    Columns: measure, name, unit, run, against, difference, low, high (90 % confidence), method
    ("pairs" or "independent") and replications, of the run that has fewer.
    """
    first, *others = chosen
    base = values(first.numbers, over)
    named = measured.drop_duplicates("measure")
    rows = []
    for other in others:
        here, method, count = values(other.numbers, over), *_method(other, first)
        for measure, name, unit in zip(named["measure"], named["name"], named["unit"], strict=True):
            told = _difference(_column(here, measure), _column(base, measure), method)
            numbers = (float(told.mean), float(told.low), float(told.high))
            keys = (measure, name, unit, other.run.key, first.run.key)
            rows.append((*keys, *numbers, method, count))
    columns = ["measure", "name", "unit", "run", "against", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=[*columns, "method", "replications"])


def monthly(chosen: Sequence[Read], series: str) -> pd.DataFrame:
    """Return how a series differs from the first run's: run, date, mean, low, high."""
    first, *others = chosen
    base = months_of(first.numbers, series)
    parts = []
    for other in others:
        here = months_of(other.numbers, series)
        dates = base.index.intersection(here.index)
        told = _difference(here.loc[dates].T, base.loc[dates].T, _method(other, first)[0])
        frame = {"date": dates, "mean": told.mean, "low": told.low, "high": told.high}
        parts.append(pd.DataFrame(frame).assign(run=other.run.key))
    every = ["run", "date", "mean", "low", "high"]
    return pd.concat(parts, ignore_index=True)[every] if parts else pd.DataFrame(columns=every)


def scenario_rows(chosen: Sequence[Run]) -> pd.DataFrame:
    """Return what differs between the scenarios of runs: path, and a column "in KEY" for each.

    A value that a scenario does not have is empty. Raises ScenarioErrors if one cannot be read.
    """
    first, *others = chosen
    base = _scenario(first.folder, first.fingerprint)
    found: dict[str, dict[str, str]] = {}
    for other in others:
        for path, ours, theirs in difference(base, _scenario(other.folder, other.fingerprint)):
            row = found.setdefault(path, {})
            row[first.key], row[other.key] = _said(ours), _said(theirs)
    keys = [one.key for one in chosen]
    rows = [  # a run that is not named differs from the first in nothing here
        {"path": path, **{f"in {key}": row.get(key, row[first.key]) for key in keys}}
        for path, row in found.items()
    ]
    return pd.DataFrame(rows, columns=["path", *(f"in {key}" for key in keys)])


@lru_cache(maxsize=12)
def _scenario(folder: Path, _fingerprint: str) -> Scenario:
    return load(folder / "scenario.toml")


def _method(one: Read, first: Read) -> tuple[str, int]:
    ours, theirs = one.numbers.replications, first.numbers.replications
    if no_pairs(first.run, one.run) or not set(ours) & set(theirs):
        return "independent", min(len(ours), len(theirs))
    return "pairs", len(set(ours) & set(theirs))


def _difference(
    one: pd.Series[float] | pd.DataFrame, other: pd.Series[float] | pd.DataFrame, method: str
) -> Difference:
    """Compare what is indexed by replication, column by column."""
    if method == "pairs":
        both = one.index.intersection(other.index)
        return paired(_array(one.loc[both]), _array(other.loc[both]))
    return independent(_array(one), _array(other))


def _array(rows: pd.Series[float] | pd.DataFrame) -> npt.NDArray[np.float64]:
    return np.asarray(rows, dtype=np.float64).T


def _column(found: pd.DataFrame, measure: str) -> pd.Series[float]:
    column: pd.Series[float] = found.get(measure, pd.Series(0.0, index=found.index))
    return column


def _said(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
