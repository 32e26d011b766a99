"""Set the model beside what was observed, each figure through its own measurement caveat."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from talentflow_lab.page_numbers import Estimate, Numbers, estimate, month_of

PANEL_BIAS = (1.0, 2.0)
"""By how much a self-selected panel may overstate leaving (judgement: counts of permits and
arrivals of late 2020 are far below the panel; whoever left has more reason to answer)."""

GRADE_MEASURE = "leavers_"
SHARE_MEASURE = "destination_share"

Months = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class Measure:
    """How the model answers one kind of observed figure.

    `span` says what the row's period means: the months in which people left ("flow"), a survey
    that adds up everything since the turning point ("so far"), or a count at its end ("stock").
    `comparable` tells whether both count nearly the same, so that a verdict is fair. `biased`
    figures come from a self-selected panel and overstate leaving by `PANEL_BIAS`.
    """

    model: Callable[[Numbers, str, Months], Estimate]
    span: Literal["flow", "so far", "stock"]
    comparable: bool = True
    biased: bool = False


@dataclass(frozen=True)
class Comparison:
    """One observed figure and the model's value for the same months.

    `observed_low` and `observed_high` bound what the figure says about the model's own
    quantity, after its caveat; `model` is missing when the model has no such quantity.
    """

    measure: str
    destination: str
    start: pd.Timestamp
    end: pd.Timestamp
    unit: str
    model: Estimate | None
    observed: float
    observed_low: float
    observed_high: float
    source: str
    certainty: str
    note: str

    @property
    def comparable(self) -> bool:
        """Tell whether the model counts nearly the same as the observation."""
        known = measure_of(self.measure)
        return known is not None and known.comparable

    @property
    def verdict(self) -> Literal["", "within", "above", "below"]:
        """Say where the model's interval lies to the observed range; empty if not comparable."""
        if self.model is None or not self.comparable:
            return ""
        low = self.model.mean if self.model.low is None else self.model.low
        high = self.model.mean if self.model.high is None else self.model.high
        if low > self.observed_high:
            return "above"
        return "below" if high < self.observed_low else "within"


def compare(numbers: Numbers) -> list[Comparison]:
    """Compare every observed row of the home country whose months lie within the run.

    Figures that count nearly the same as the model come first; else the order of the file.
    """
    rows = numbers.results.observed
    rows = rows[rows["origin"].isin(numbers.results.origin) & rows["value"].notna()]
    found = [_comparison(numbers, row) for _, row in rows.iterrows()]
    return sorted((item for item in found if item), key=lambda item: not item.comparable)


def panel(compared: list[Comparison]) -> list[Comparison]:
    """Pick the shares of a self-selected panel that had left."""
    return [item for item in compared if (known := measure_of(item.measure)) and known.biased]


def measure_of(name: str) -> Measure | None:
    """Return how the model answers a measure, or None when it cannot."""
    if name.startswith(GRADE_MEASURE):
        grade = name.removeprefix(GRADE_MEASURE)
        return Measure(lambda numbers, _, months: _share(numbers, "grade", grade, months), "so far")
    return _MEASURES.get(name)


def _window(numbers: Numbers, row: pd.Series) -> Months | None:
    """Return the first and last month that a row covers, or None when the run has not all."""
    try:
        start = month_of(date.fromisoformat(str(row["period_start"])))
        day = date.fromisoformat(str(row["period_end"]))
    except ValueError:
        return None
    end = pd.Timestamp(day.replace(day=1))
    known = measure_of(str(row["measure"]))
    span = known.span if known else "flow"
    if day.day < 15 and start < end:
        end -= pd.DateOffset(months=1)
    start = min(start, end)
    if span == "so far":
        start = min(start, max(numbers.since, numbers.months[0]))
    if span == "stock":
        start = end
    first = numbers.at_home.index[0] if span == "stock" else numbers.months[0]
    return (start, end) if first <= start and end <= numbers.months[-1] else None


def _comparison(numbers: Numbers, row: pd.Series) -> Comparison | None:
    months = _window(numbers, row)
    if months is None:
        return None
    known = measure_of(str(row["measure"]))
    low, high = _observed_range(row, biased=known is not None and known.biased)
    return Comparison(
        measure=str(row["measure"]),
        destination=str(row["destination"]),
        start=months[0],
        end=months[1],
        unit=str(row["unit"]),
        model=known.model(numbers, str(row["destination"]), months) if known else None,
        observed=float(row["value"]),
        observed_low=low,
        observed_high=high,
        source=str(row["source"]),
        certainty=str(row["certainty"]),
        note=str(row["note"]),
    )


def _observed_range(row: pd.Series, *, biased: bool) -> tuple[float, float]:
    value = float(row["value"])
    sampled = _sampling_error(row, value)
    low = value - sampled if pd.isna(row["low"]) else float(row["low"])
    high = value + sampled if pd.isna(row["high"]) else float(row["high"])
    return (low / PANEL_BIAS[1], high / PANEL_BIAS[0]) if biased else (low, high)


def _sampling_error(row: pd.Series, value: float) -> float:
    """Return half the 95 % sampling interval of a percentage whose row states n, else 0."""
    stated = " ".join(str(row[c]) for c in ("unit", "scope", "note"))
    count = re.search(r"\bn\s*=?\s*(\d[\d,]*)", stated)
    if count is None or not str(row["unit"]).startswith("%"):
        return 0.0
    share = min(max(value / 100, 0.0), 1.0)
    return 196 * math.sqrt(share * (1 - share) / max(int(count[1].replace(",", "")), 1))


def _left(numbers: Numbers, _destination: str, months: Months) -> Estimate:
    return numbers.left_share(*months)


def _abroad(numbers: Numbers, _destination: str, months: Months) -> Estimate:
    """Return who went abroad in the run, of these and those at home, at the end (percent)."""
    gone = numbers.abroad.loc[[months[1]]].iloc[0] - numbers.abroad.iloc[0]
    return estimate(100 * gone / (gone + numbers.at_home.loc[[months[1]]].iloc[0]))


def _destination_share(numbers: Numbers, destination: str, months: Months) -> Estimate:
    return _share(numbers, "destination", destination, months)


def _moved_there(numbers: Numbers, destination: str, months: Months) -> Estimate:
    moves = numbers.moves
    there = moves[moves["date"].between(*months) & (moves["destination"] == destination)]
    persons = there.groupby("replication")["persons"].sum()
    return estimate(persons.reindex(numbers.replications, fill_value=0.0))


def _at_home(numbers: Numbers, _destination: str, months: Months) -> Estimate:
    return estimate(numbers.at_home.loc[[months[1]]].iloc[0])


def _wish(numbers: Numbers, _destination: str, months: Months) -> Estimate:
    return numbers.unsettled_share(months[1])


def _share(numbers: Numbers, column: str, wanted: str, months: Months) -> Estimate:
    shares = numbers.shares(column, *months)
    rows = shares[shares[column] == wanted]
    if not len(rows):
        return estimate([0.0] * len(numbers.replications))
    mean, low, high = (rows[name].iloc[0] for name in ("share", "low", "high"))
    return Estimate(float(mean)) if low is None else Estimate(float(mean), float(low), float(high))


_MEASURES: Mapping[str, Measure] = {
    "share_left": Measure(_left, "so far", biased=True),
    "share_abroad": Measure(_abroad, "so far", biased=True),
    SHARE_MEASURE: Measure(_destination_share, "so far"),
    "share_considering": Measure(_wish, "stock"),
    "share_planning_move": Measure(_wish, "stock", comparable=False),
    "it_specialists_moved": Measure(_moved_there, "flow"),
    "work_permits_it": Measure(_moved_there, "flow", comparable=False),
    "htp_employees": Measure(_at_home, "stock", comparable=False),
}
