"""Models that stand in for the real one where only the machinery around it is tested.

They are top-level classes, so that they travel to workers by name.
"""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from talentflow import outcomes
from talentflow.errors import TalentflowError
from talentflow.scenario import Scenario
from talentflow_lab.replicate import Done

HOME = "BLR"
HOSTS = {"POL": "warsaw", "LTU": "vilnius"}


class FakeModel:
    """Draws small tables from the seed and the replication; people are counted, none is lost."""

    def __init__(self, scenario: Scenario, replication: int, threads: int = 1) -> None:
        self.scenario, self.replication, self.threads = scenario, replication, threads

    def month(self, _month: int) -> None:
        """Do what one month takes; other fakes do worse things here."""

    def run(self, progress: Callable[[int], None] | None = None) -> Self:
        """Pass the months and report each."""
        for month in range(self.scenario.months):
            self.month(month)
            if progress is not None:
                progress(1)
        return self

    def story(self) -> dict[str, Any]:
        """Return a person who can be told apart by replication."""
        return {"person": {"age": 30 + self.replication}, "events": []}

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return the outcome tables with the last months first, so that sorting has work."""
        rng = np.random.default_rng([self.scenario.seed, self.replication])
        start, months = pd.Timestamp(self.scenario.start), self.scenario.months
        dates = pd.date_range(start, periods=months, freq="MS")[::-1]
        moved = rng.integers(1, 9, (months, len(HOSTS))).astype(float)
        flows = pd.DataFrame(
            [
                [date, HOME, HOME, host, "minsk", place, "senior", "first", moved[month, h]]
                for month, date in enumerate(dates)
                for h, (host, place) in enumerate(HOSTS.items())
            ],
            columns=_columns("flows"),
        )
        entry = [HOME, HOME, "minsk", "junior", "graduate", 0.0]
        return {
            "flows": flows,
            "stocks": self._stocks([dates[-1] - pd.DateOffset(months=1), *dates[::-1]], flows),
            "stages": _rows("stages", dates, [HOME, HOME, "all", "all", "settled", 90.0]),
            "reasons": _rows("reasons", dates, ["wish", "all", "all", "", "home", -1.5]),
            "blocked": _rows("blocked", dates, [HOME, "POL", "savings", 2.0]),
            "work": _rows("work", dates, [HOME, HOME, "local", 90.0, 90.0]),
            "voice": _rows("voice", dates, [HOME, "clicktivism", 3.0]),
            "families": _rows("families", dates, [HOME, HOME, "partner", 50.0, 0.0, 1.0, 2.0, 1.0]),
            "entries_exits": _rows("entries_exits", dates, entry),
            "firms": _rows(
                "firms",
                dates,
                ["1-49", "product", "local", "settled", "minsk", 900.0, 900.0, 0.0, 9e3, 0.0, 2.0],
            ),
            "jobs": _rows("jobs", dates, ["minsk", 10.0, 9.0, 50.0, 26_000.0]),
            "queues": _rows(
                "queues",
                dates,
                [HOME, "POL", "ordinary", 3.0, 2.0, 2.0, 0.0, 1.0, 0.0, 1.0, 1.0],
            ),
            "hires": _rows("hires", dates, ["minsk", "others", "newcomers", "", "", 9.0]),
            "balance": _rows(
                "balance", dates, [HOME, HOME, "senior", "ict", "tertiary", 1.0, 9.0, -8.0]
            ),
            "students": _rows("students", dates, [HOME, "POL", 40.0, 1.0, 0.0, 1.0]),
            "conditions": _rows("conditions", dates, [HOME, "life_ladder", 5.5 + self.replication]),
        }

    def _stocks(self, dates: list[pd.Timestamp], flows: pd.DataFrame) -> pd.DataFrame:
        rows = []
        for date in dates:
            gone = flows[flows["date"] <= date].groupby("destination")["persons"].sum()
            home = 1000.0 - gone.sum()
            rows.append([date, HOME, HOME, "minsk", "senior", "local", home])
            for host, place in HOSTS.items():
                there = float(gone.get(host, 0.0))
                rows.append([date, HOME, host, place, "senior", "local", there])
        return pd.DataFrame(rows, columns=_columns("stocks"))


class FailingModel(FakeModel):
    """Fails in replication 1 with an error that nobody foresaw."""

    def month(self, _month: int) -> None:
        """Meet something unforeseen."""
        if self.replication == 1:
            raise ZeroDivisionError("the bakery is closed")


class HopelessModel(FakeModel):
    """Fails always, with an error that talentflow explains."""

    def month(self, _month: int) -> None:
        """Give up."""
        raise TalentflowError("no country has any people")


class DyingModel(FakeModel):
    """Takes its process with it in replication 1, as the system does when memory runs out."""

    def month(self, _month: int) -> None:
        """End the process without a word."""
        if self.replication == 1:
            os._exit(9)


class DyingOnceModel(FakeModel):
    """Takes its process with it in replication 1, but only the first time."""

    def __init__(
        self, scenario: Scenario, replication: int, threads: int = 1, *, note: Path
    ) -> None:
        super().__init__(scenario, replication, threads)
        self.note = note

    def month(self, _month: int) -> None:
        """End the process unless a note says that this has happened before."""
        if self.replication == 1 and not self.note.exists():
            self.note.touch()
            os._exit(9)


class SlowModel(FakeModel):
    """Takes a long time over each month."""

    def month(self, _month: int) -> None:
        """Wait a little."""
        time.sleep(0.05)


class GreedyModel(FakeModel):
    """Asks in replication 1 for more memory than its process may have."""

    def month(self, _month: int) -> None:
        """Fill the memory that is left to the process, and more."""
        if self.replication == 1:
            import resource

            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (used + 2**26, hard))
            try:
                np.ones(2**30)
            finally:
                resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


class UntidyModel(FakeModel):
    """Forgets a table."""

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return all tables but one."""
        return {name: table for name, table in super().tables().items() if name != "blocked"}


class QuietModel(FakeModel):
    """Nothing happens in it: all tables but that of stocks are empty."""

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return the stocks and otherwise empty tables."""
        return {
            name: table if name == "stocks" else table.iloc[:0]
            for name, table in super().tables().items()
        }


def sent(number: int, progress: Callable[[int], None]) -> Done:
    """Return at once."""
    progress(1)
    return Done(number, 7, 0.0, {})


def unsendable(number: int, progress: Callable[[int], None]) -> Done:
    """Return, for number 1, what cannot travel to another process."""
    progress(1)
    return Done(number, 7, 0.0, {"secret": lambda: number} if number == 1 else {})


def _columns(table: str) -> list[str]:
    return [c.name for c in outcomes.TABLES[table].columns if c.name != "replication"]


def _rows(table: str, dates: pd.DatetimeIndex, values: list[object]) -> pd.DataFrame:
    return pd.DataFrame([[date, *values] for date in dates], columns=_columns(table))
