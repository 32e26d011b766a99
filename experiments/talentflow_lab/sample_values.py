"""Outcomes of a sweep as arrays: complete means over replications, and inputs as unit cubes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow_lab.results import Input, Results

__all__ = [
    "TOGETHER",
    "Floats",
    "by_replication",
    "drawn",
    "groups",
    "means",
    "pooled",
    "ranks",
    "to_unit",
    "unit_rows_of",
]

type Floats = npt.NDArray[np.float64]

BLOCKS = ("saltelli", "morris")
TOGETHER = "all drawn policies"


def groups(results: Results) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield scenario, policy and their points, in the order of futures.

    Policies drawn from levers are one group, since their values say all that tells them apart.
    """
    together = pooled(results)
    points = results.points if together is None else together.assign(policy=TOGETHER)
    for (scenario, policy), rows in points.groupby(["scenario", "policy"], sort=False):
        yield str(scenario), str(policy), rows.sort_values("future", kind="stable")


def pooled(results: Results) -> pd.DataFrame | None:
    """Return the points of policies that were drawn from levers, without the one that sets none.

    Nothing where policies are named, or where the design needs its points in blocks.
    """
    levers = [one.name for one in results.inputs if one.kind == "lever"]
    if not levers or len(results.policies) < 2 or results.design in BLOCKS:
        return None
    given = results.points[levers].notna()
    whole = given.all(axis=1)
    return results.points[whole] if whole.any() and not given[~whole].any(axis=None) else None


def drawn(results: Results) -> tuple[Input, ...]:
    """Return the inputs that the design draws: without levers where named policies are crossed."""
    apart = len(results.policies) > 1 and pooled(results) is None
    return tuple(one for one in results.inputs if not apart or one.kind == "uncertainty")


def by_replication(results: Results, outcome: str) -> pd.DataFrame:
    """Return one outcome, points by replications; nan where a run is missing.

    Replication n of every point has the same seed. Means are comparable if they are over the same
    replications; those that less than half as many points have as the fullest one, as while a
    sweep is still under way, are left out.
    """
    runs = results.runs[["point", "replication", outcome]].dropna()
    wide = runs.pivot_table(index="point", columns="replication", values=outcome)
    filled = wide.notna().sum()
    kept = wide.loc[:, filled >= filled.max() / 2] if len(filled) else wide
    return kept.reindex(results.points.index).astype("float64")


def means(results: Results, outcome: str) -> pd.Series[Any]:
    """Return the mean over replications at each point; nan where any replication is missing."""
    wide = by_replication(results, outcome)
    if not wide.shape[1]:
        return pd.Series(math.nan, index=wide.index)
    return wide.mean(axis=1, skipna=False)


def ranks(one: Input, column: pd.Series[Any]) -> Floats:
    """Return the position of each value among the categories of an input, from 0."""
    places = {str(value): rank for rank, value in enumerate(one.values)}
    places |= {_key(value): rank for rank, value in enumerate(one.values)}
    return np.asarray([places.get(_key(value), math.nan) for value in column], dtype=np.float64)


def _key(value: Any) -> Any:  # noqa: ANN401 - any category
    return float(value) if isinstance(value, int | float | np.number | np.bool) else str(value)


def to_unit(one: Input, column: pd.Series[Any]) -> Floats:
    """Map values of an input to the middle of where they were drawn between 0 and 1.

    Category i of n is (i + 0.5) / n, and so are whole numbers; a logarithmic range is undone.
    """
    if one.values:
        return (ranks(one, column) + 0.5) / len(one.values)
    values = column.to_numpy(dtype=np.float64)
    if one.whole:
        return (values - one.low + 0.5) / (one.high - one.low + 1.0)
    if one.high == one.low:
        return np.full(len(values), 0.5)
    if one.log:
        return np.asarray(np.log(values / one.low) / math.log(one.high / one.low))
    return np.asarray((values - one.low) / (one.high - one.low))


def unit_rows_of(results: Results, rows: pd.DataFrame) -> Floats:
    """Return the inputs of some points in the unit cube, shape (points, inputs)."""
    columns = [to_unit(one, rows[one.name]) for one in drawn(results)]
    return np.column_stack(columns) if columns else np.empty((len(rows), 0))
