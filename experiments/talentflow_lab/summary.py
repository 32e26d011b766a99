"""The few numbers of a run that fit on a terminal, with their spread over the replications.

Every number is a `Spread`. Shares are taken within each replication, before the spread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from talentflow_lab import parts

__all__ = ["Count", "Spread", "Summary", "summarise"]


@dataclass(frozen=True)
class Spread:
    """The median over replications, and the bounds that hold their middle 90 %."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: pd.Series) -> Self:
        """Spread one number per replication."""
        low, median, high = np.nan_to_num(
            np.quantile(values.to_numpy(np.float64), (0.05, 0.5, 0.95))
        )
        return cls(float(median), float(low), float(high))


@dataclass(frozen=True)
class Count:
    """Real people, and their share (0 to 1) of a whole."""

    persons: Spread
    share: Spread

    @classmethod
    def of(cls, persons: pd.Series, whole: pd.Series) -> Self:
        """Spread a count and its share; the share of nothing is 0."""
        return cls(Spread.of(persons), Spread.of((persons / whole.where(whole > 0)).fillna(0.0)))


@dataclass(frozen=True)
class Summary:
    """A run in a few numbers, about citizens of the simulated origins.

    `left` and `returned` count departures from the origin and returns to it over the whole run,
    as shares of `at_start`; `abroad` is a share of all citizens at the end. `reasons` are mean
    contributions to the wish to leave (logit units), each month weighted by its departures.
    """

    first_month: str
    last_month: str
    replications: int
    at_start: Spread
    left: Count
    returned: Count
    at_home: Spread
    abroad: Count
    left_by_year: dict[str, Count]
    destinations: dict[str, Count]
    stages: dict[str, Count]
    blocked: dict[str, Count]
    reasons: dict[str, Spread]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain dictionaries and numbers, for JSON."""
        return asdict(self)


def summarise(folder: Path, origin: Sequence[str], replications: Sequence[int]) -> Summary:
    """Compute the summary of the tables in a results folder for those replications."""
    over = _Over(replications)
    stocks = _citizens(folder, origin, "stocks", "country")
    dates = sorted(stocks["date"].unique())
    opening, ending = stocks[stocks["date"] == dates[0]], stocks[stocks["date"] == dates[-1]]
    flows = _citizens(folder, origin, "flows", "origin", ["destination", "kind"])
    leavers = flows[(flows["kind"] == "first") & flows["home"]]
    stages = _citizens(folder, origin, "stages", "country", ["stage"], {"group": "all"})
    stages = stages[stages["home"] & (stages["date"] == dates[-1])]
    blocked = parts.read(folder, "blocked", ["replication", "origin", "gate", "persons"])
    blocked = blocked[blocked["origin"].isin(origin)]
    start, left = over.total(opening[opening["home"]]), over.total(leavers)
    return Summary(
        first_month=f"{dates[min(1, len(dates) - 1)]:%Y-%m}",
        last_month=f"{dates[-1]:%Y-%m}",
        replications=len(replications),
        at_start=Spread.of(start),
        left=Count.of(left, start),
        returned=Count.of(over.total(flows[flows["kind"] == "return"]), start),
        at_home=Spread.of(over.total(ending[ending["home"]])),
        abroad=Count.of(over.total(ending[~ending["home"]]), over.total(ending)),
        left_by_year=over.split(leavers, leavers["date"].dt.year, start),
        destinations=_largest_first(over.split(leavers, leavers["destination"], left)),
        stages=over.split(stages, stages["stage"], over.total(stages)),
        blocked=_largest_first(over.split(blocked, blocked["gate"], over.total(blocked))),
        reasons=_reasons(folder, leavers, replications),
    )


class _Over:
    """Sum persons within each replication; a replication without rows has 0."""

    def __init__(self, replications: Sequence[int]) -> None:
        self._index = pd.Index(replications, name="replication")

    def total(self, rows: pd.DataFrame) -> pd.Series:
        sums = rows.groupby("replication")["persons"].sum()
        return sums.reindex(self._index, fill_value=0.0)

    def split(self, rows: pd.DataFrame, by: pd.Series, whole: pd.Series) -> dict[str, Count]:
        """Count by the values of another column, and as shares of the whole."""
        keys = [rows["replication"], by]
        sums = rows.groupby(keys, observed=True)["persons"].sum().unstack(fill_value=0)
        sums = sums.reindex(self._index, fill_value=0.0)
        return {str(name): Count.of(sums[name], whole) for name in sums.columns}


def _largest_first(counts: dict[str, Count]) -> dict[str, Count]:
    return dict(sorted(counts.items(), key=lambda item: -item[1].persons.median))


def _citizens(
    folder: Path,
    origin: Sequence[str],
    table: str,
    place: str,
    more: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Read a table's rows about citizens of the origins; `home` tells if `place` is one of them."""
    columns = ["replication", "date", "citizenship", place, *more, "persons"]
    frame = parts.read(folder, table, columns, where)
    frame = frame[frame["citizenship"].isin(origin)]
    return frame.assign(home=frame[place].isin(origin))


def _reasons(folder: Path, leavers: pd.DataFrame, replications: Sequence[int]) -> dict[str, Spread]:
    columns = ["replication", "date", "term", "contribution"]
    rows = parts.read(folder, "reasons", columns, {"decision": "wish", "group": "all"})
    keys = ["replication", "date"]
    departures = leavers.groupby(keys)["persons"].sum().rename("weight").reset_index()
    rows = rows.merge(departures, on=keys, how="left").fillna({"weight": 0.0})
    # A month nobody left in still counts a little, so that a calm run has reasons too.
    rows = rows.assign(weight=rows["weight"] + 1e-6)
    rows = rows.assign(part=rows["weight"] * rows["contribution"])
    sums = rows.groupby(["term", "replication"], observed=True)[["part", "weight"]].sum()
    means = (sums["part"] / sums["weight"]).unstack("term").reindex(list(replications))
    spreads = {str(term): Spread.of(means[term].dropna()) for term in means.columns}
    return dict(sorted(spreads.items(), key=lambda item: -item[1].median))
