"""Compute every number of the report page from the outcome tables.

A *leaver* is a person who moves out of the home country of the scenario for the first time in
the run (flows of kind "first"). Numbers are means over replications; their interval runs from
the 5th to the 95th percentile of the replications (90 %).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from talentflow.months import date_of, month_index
from talentflow_lab.page_results import Results

INTERVAL = (0.05, 0.95)
"""Quantiles over replications that bound every interval."""

SEVERE = 3
"""Severity from which an event at home divides a run into before and after."""

PEAK_MONTHS = 4
"""The jump is sought in the month of the turning point and the three months after it."""


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its 90 % interval; no interval from one replication."""

    mean: float
    low: float | None = None
    high: float | None = None

    def scaled(self, factor: float) -> Estimate:
        """Return the same estimate in another unit."""
        return Estimate(
            self.mean * factor,
            None if self.low is None else self.low * factor,
            None if self.high is None else self.high * factor,
        )


@dataclass(frozen=True)
class Turning:
    """The event that divides the run: the first severe blow to the home country."""

    month: pd.Timestamp
    title: str


def estimate(values: Iterable[float]) -> Estimate:
    """Summarise one number per replication."""
    numbers = np.asarray(list(values), dtype=np.float64)
    if len(numbers) < 2:
        return Estimate(float(numbers.mean()) if len(numbers) else 0.0)
    low, high = np.quantile(numbers, INTERVAL)
    return Estimate(float(numbers.mean()), float(low), float(high))


class Numbers:
    """Numbers of one results folder; frames are months by replications unless said otherwise."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.months = results.months
        self.replications = results.replications

    @cached_property
    def moves(self) -> pd.DataFrame:
        """List the first moves out of the home country, one row each as in flows."""
        flows = self.results.flows
        from_home = flows["origin"].isin(self.results.origin)
        return flows[(flows["kind"] == "first") & from_home]

    @cached_property
    def leavers(self) -> pd.DataFrame:
        """Count leavers (persons a month)."""
        return self._by_month(self.moves).reindex(self.months, fill_value=0.0)

    @cached_property
    def at_home(self) -> pd.DataFrame:
        """Count citizens who live at home at the month's end, with the opening month first."""
        stocks = self.results.stocks
        home = self.results.origin
        return self._by_month(
            stocks[stocks["country"].isin(home) & stocks["citizenship"].isin(home)]
        )

    @cached_property
    def abroad(self) -> pd.DataFrame:
        """Count citizens who live abroad at the month's end, with the opening month first."""
        stocks = self.results.stocks
        home = self.results.origin
        away = stocks["citizenship"].isin(home) & ~stocks["country"].isin(home)
        return self._by_month(stocks[away]).reindex(self.at_home.index, fill_value=0.0)

    @cached_property
    def hazard(self) -> pd.DataFrame:
        """Divide each month's leavers by the people at home at the end of the month before."""
        before = self.at_home.shift(1).reindex(self.months)
        return (self.leavers / before.where(before > 0)).fillna(0.0)

    @cached_property
    def turning(self) -> Turning | None:
        """Find the first severe event at home that has calm months before it."""
        severe = self.severe_events()
        later = severe[severe["month"] > self.months[0]]
        if not len(later):
            return None
        return Turning(later["month"].iloc[0], str(later["title"].iloc[0]))

    def severe_events(self) -> pd.DataFrame:
        """List the events within the run that push people out of the home country.

        Columns of events.csv and the month in which each acts, in the order of time.
        """
        events = self.results.events
        events = events[
            events["channel"].isin(["push", "condition"])
            & (events["severity"] >= SEVERE)
            & events["iso3"].isin(self.results.origin)
        ].sort_values("date", kind="stable")
        months = [month_of(date.fromisoformat(str(day))) for day in events["date"]]
        events = events.assign(month=pd.DatetimeIndex(months))
        return events[events["month"].between(self.months[0], self.months[-1])]

    @property
    def since(self) -> pd.Timestamp:
        """Return the month from which leavers are counted: the turning point, or the first."""
        return self.turning.month if self.turning else self.months[0]

    def left(self, start: pd.Timestamp, end: pd.Timestamp) -> Estimate:
        """Count the leavers of the months from start to end, both included."""
        return estimate(self.leavers.loc[start:end].sum())

    def left_share(self, start: pd.Timestamp, end: pd.Timestamp) -> Estimate:
        """Express `left` as a percentage of the people at home just before start."""
        opening = self.at_home.loc[: start - pd.DateOffset(days=1)].iloc[-1]
        return estimate(100 * self.leavers.loc[start:end].sum() / opening)

    def left_share_by_month(self) -> pd.DataFrame:
        """Cumulate leavers since the turning point, in percent of the people at home before it."""
        opening = self.at_home.loc[: self.since - pd.DateOffset(days=1)].iloc[-1]
        return 100 * self.leavers.loc[self.since :].cumsum() / opening

    def calm_rate(self) -> Estimate | None:
        """Return the leaving rate before the turning point, percent a year."""
        return estimate(1200 * self._calm_hazard()) if self.turning else None

    def jump(self) -> Estimate | None:
        """Divide the highest monthly rate after the turning point by the calm one."""
        if self.turning is None:
            return None
        calm = self._calm_hazard()
        peak = self.hazard.loc[self.turning.month :].head(PEAK_MONTHS).max()
        return estimate((peak / calm.where(calm > 0)).dropna()) if (calm > 0).any() else None

    def _calm_hazard(self) -> pd.Series[float]:
        return self.hazard.loc[self.hazard.index < self.since].mean()

    def shares(self, column: str, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
        """Split the leavers of a period by a column of flows, largest first.

        Columns: the given one, persons, share, low, high (share and its interval in percent;
        low and high are missing for one replication).
        """
        moves = self.moves[self.moves["date"].between(start, end)]
        table = moves.pivot_table(
            index=column, columns="replication", values="persons", aggfunc="sum", fill_value=0.0
        ).reindex(columns=self.replications, fill_value=0.0)
        total = table.sum()
        parts = [
            estimate(row) for row in (100 * table / total.where(total > 0)).fillna(0).to_numpy()
        ]
        frame = pd.DataFrame(
            {
                column: table.index.astype(str),
                "persons": table.mean(axis=1).to_numpy(),
                "share": [part.mean for part in parts],
                "low": [part.low for part in parts],
                "high": [part.high for part in parts],
            }
        )
        return frame.sort_values("persons", ascending=False, ignore_index=True)

    @cached_property
    def stage_percent(self) -> pd.DataFrame:
        """Give each stage's part of the people at home: (date, replication) by stage, percent."""
        stages = self.results.stages
        home = stages[stages["country"].isin(self.results.origin)]
        keys = ["date", "replication", "stage"]
        persons = home.groupby(keys)["persons"].sum().unstack().fillna(0.0)
        return 100 * persons.div(persons.sum(axis=1), axis=0)

    def unsettled_share(self, month: pd.Timestamp) -> Estimate:
        """Give the part of the people at home who at least consider leaving, in percent."""
        shares = self.stage_percent
        if month not in shares.index.get_level_values("date"):
            return Estimate(0.0)
        settled = shares.get("settled", pd.Series(0.0, index=shares.index))
        return estimate(100 - settled[settled.index.get_level_values("date") == month])

    def stage_shares(self) -> pd.DataFrame:
        """Summarise each stage's part of the people at home: date, stage, mean, low, high."""
        grouped = self.stage_percent.groupby("date")
        wide = {
            "mean": grouped.mean(),
            "low": grouped.quantile(INTERVAL[0]),
            "high": grouped.quantile(INTERVAL[1]),
        }
        return pd.concat({k: v.stack() for k, v in wide.items()}, axis=1).reset_index()

    def returned(self) -> float:
        """Count moves back home since the turning point (mean over replications)."""
        flows = self.results.flows
        back = flows["destination"].isin(self.results.origin) & (flows["kind"] == "return")
        persons = flows.loc[back & (flows["date"] >= self.since), "persons"].sum()
        return float(persons) / max(len(self.replications), 1)

    def blocked_by_gate(self) -> pd.Series[float]:
        """Count people newly held back by each gate since the turning point, largest first."""
        rows = self.results.blocked
        rows = rows[rows["origin"].isin(self.results.origin) & (rows["date"] >= self.since)]
        per_gate = rows.groupby("gate")["persons"].sum() / max(len(self.replications), 1)
        return per_gate.sort_values(ascending=False)

    def summary(self, wide: pd.DataFrame) -> pd.DataFrame:
        """Reduce months by replications to date, mean, low and high."""
        return pd.DataFrame(
            {
                "date": wide.index,
                "mean": wide.mean(axis=1).to_numpy(),
                "low": wide.quantile(INTERVAL[0], axis=1).to_numpy(),
                "high": wide.quantile(INTERVAL[1], axis=1).to_numpy(),
            }
        )

    def _by_month(self, rows: pd.DataFrame) -> pd.DataFrame:
        table = rows.pivot_table(
            index="date", columns="replication", values="persons", aggfunc="sum", fill_value=0.0
        )
        return table.reindex(columns=self.replications, fill_value=0.0).astype(np.float64)


def month_of(day: date) -> pd.Timestamp:
    """Return the month in which something dated `day` acts (days after the 15th: the next)."""
    first = day.replace(day=1)
    return pd.Timestamp(date_of(first, month_index(day, first)))
