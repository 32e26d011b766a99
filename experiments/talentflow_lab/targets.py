"""Targets: what was observed, what a run says of the same through a link, and how sure it is.

The table is `data.targets` of a scenario (`scenarios/data/targets/*.csv` are shipped). Each row
names a measurement link (see `talentflow_lab.links`). A row that has no link is shown and never
compared; one that is not fitted is compared and never fitted, and its note says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from talentflow.errors import Problem, ScenarioErrors
from talentflow.months import date_of, month_index
from talentflow.scenario import Scenario
from talentflow_lab import links
from talentflow_lab.links import Count, LinkError
from talentflow_lab.measures import Tables

__all__ = [
    "INTERVAL_SDS",
    "RELATIVE_SD",
    "Target",
    "counts_of",
    "covered",
    "load_targets",
    "simulate",
    "targets_of",
    "within",
]

INTERVAL_SDS = 1.645
"""Standard deviations from the value to either end of `low` to `high`, a 90 % interval."""

RELATIVE_SD: Mapping[str, float] = {"high": 0.05, "medium": 0.15, "low": 0.4}
"""Standard deviation of a figure whose row gives no interval, as a part of it (a judgement)."""


@dataclass(frozen=True)
class Target:
    """One row: a figure, what it counts, and the link through which a run is compared with it.

    `origins` are the row's origin, or all of the scenario. `low` and `high` are nan where the row
    has none.
    """

    id: str
    period_start: date
    period_end: date
    origins: tuple[str, ...]
    destination: str
    group: str
    link: str
    value: float
    low: float
    high: float
    unit: str
    scope: str
    certainty: str
    fitted: bool
    source: str
    note: str

    @property
    def since(self) -> date:
        """Return the first month of the period: a day after the 15th belongs to the next one."""
        return min(_month_from(self.period_start), self.at)

    @property
    def until(self) -> date:
        """Return the last month of the period."""
        return max(self.since, self.at)

    @property
    def at(self) -> date:
        """Return the month whose end is nearest to the end of the period."""
        return _month_to(self.period_end)

    @property
    def before(self) -> date:
        """Return the month whose end is nearest to the beginning of the period."""
        return _month_to(self.period_start)

    @property
    def years(self) -> float:
        """Return the length of the period in years, month's end to month's end."""
        return month_index(self.at, self.before) / 12.0

    @property
    def sd(self) -> float:
        """Return the standard deviation of the observation alone, in its unit."""
        sides = [abs(end - self.value) for end in (self.low, self.high) if not math.isnan(end)]
        if sides and max(sides) > 0.0:
            return sum(sides) / len(sides) / INTERVAL_SDS
        return abs(self.value) * RELATIVE_SD[self.certainty]

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 90 % interval of the observation: that of its row, or else by certainty."""
        half = INTERVAL_SDS * self.sd
        low = self.value - half if math.isnan(self.low) else self.low
        return low, self.value + half if math.isnan(self.high) else self.high

    @property
    def title(self) -> str:
        """Say what was counted, with the codes of the row for where and whom."""
        if not self.link:
            return self.scope
        words = links.catalogue()[self.link].title
        return words.format(destination=self.destination or "abroad", group=self.group)


def load_targets(scenario: Scenario) -> list[Target]:
    """Return the targets of a scenario, in the order of their file.

    Raises ScenarioErrors with every row whose link is unknown or lacks what it needs.
    """
    found = targets_of(scenario.data.targets, scenario.origin)
    places = {row.path: row.set_by for row in scenario.provenance if "data.targets." in row.path}
    problems = []
    for target in found:
        if target.link and (trouble := _trouble(target)):
            file, _, line = places[f"data.targets.{target.id}"].rpartition(":")
            problems.append(Problem(file, int(line), "targets.link", *trouble))
    if problems:
        raise ScenarioErrors(problems)
    return found


def targets_of(table: pd.DataFrame, origin: Iterable[str]) -> list[Target]:
    """Return the targets of a checked table; a row without origin speaks of all home countries."""
    home = tuple(origin)
    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return [_target(row, home) for row in rows]


def _target(row: dict[str, Any], home: tuple[str, ...]) -> Target:
    origin = row.pop("origin")
    return Target(
        **row
        | {
            "period_start": row["period_start"].date(),
            "period_end": row["period_end"].date(),
            "fitted": row["fitted"] == "yes",
            "origins": (origin,) if origin else home,
        }
    )


def counts_of(target: Target) -> Mapping[str, Count | float]:
    """Return what the link of a target takes from a run, by the link's own names."""
    return links.catalogue()[target.link].counts(target)


def simulate(
    target: Target, tables: Tables, link_parameters: Mapping[str, float] | None = None
) -> float:
    """Return what would have been observed, had the run of these tables been the world.

    `link_parameters` maps dotted paths (links.NAME.FIELD) to values; others keep their defaults.
    The tables are those of one replication. Noise of the observation is not added.
    """
    counts = {
        name: np.asarray([count(tables) if isinstance(count, Count) else count], dtype=np.float64)
        for name, count in counts_of(target).items()
    }
    return float(links.link_of(target.link, link_parameters or {}).value(counts)[0])


def within(target: Target, scenario: Scenario) -> bool:
    """Tell whether a run of the scenario can be compared with a target: origin, link, months."""
    last = date_of(scenario.start, scenario.months - 1)
    return covered(target, scenario.origin, scenario.start, last)


def covered(target: Target, origin: Iterable[str], first: date, last: date) -> bool:
    """Tell whether a run of these home countries, first and last month has what a link takes."""
    if target.link not in links.catalogue() or not set(target.origins) <= set(origin):
        return False
    asks = [count.ask for count in counts_of(target).values() if isinstance(count, Count)]
    flows = [month for ask in asks for month in (ask.since, ask.until) if month]
    stocks = [ask.at for ask in asks if ask.at]
    return all(first <= month <= last for month in flows) and all(
        date_of(first, -1) <= month <= last for month in stocks
    )


def _trouble(target: Target) -> tuple[str, str, str] | None:
    """Say what is wrong with the link of a row: message, expected, suggestion."""
    known = links.catalogue()
    if target.link not in known:
        near = get_close_matches(target.link, known, n=1)
        expected = "" if near else f"one of {', '.join(known)}, or an empty cell"
        return f"unknown link {target.link[:40]!r}", expected, (near or [""])[0]
    try:
        counts_of(target)
    except LinkError as error:
        return f"{target.link}: {error}", "", ""
    return None


def _month_from(day: date) -> date:
    return date_of(day.replace(day=1), int(day.day > 15))


def _month_to(day: date) -> date:
    return date_of(day.replace(day=1), -int(day.day < 15))
