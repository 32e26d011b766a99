"""How much of an interval is parameters, data and chance: the law of total variance, by pairs.

Replications 2k and 2k + 1 share a draw of the parameters. If k is even they also share the errors
of the data, so that half their squared difference is chance; if k is odd it is data and chance.
What the means of pairs differ by beyond that is parameters. All three are unbiased; one that comes
out below 0 is told as 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["FEWEST", "Parts", "parts_of", "parts_table"]

type Floats = npt.NDArray[np.float64]

FEWEST = 8
"""Replications below which the parts are not told."""

COLUMNS = [
    "outcome", "replications", "mean", "low", "high", "sd", "parameters", "data", "chance",
]  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """A forecast: mean, 90 % interval, standard deviation, and shares of the variance (sum 1).

    Shares are nan where there are too few replications, or no variance.
    """

    mean: float
    low: float
    high: float
    sd: float
    parameters: float
    data: float
    chance: float


def parts_of(values: Mapping[int, float]) -> Parts:
    """Split the variance of an outcome; `values` by the number of the replication."""
    every = np.array(list(values.values()), dtype=np.float64)
    low, high = np.quantile(every, (0.05, 0.95))
    told = (float(every.mean()), float(low), float(high))
    sd = float(every.std(ddof=1)) if len(every) > 1 else 0.0
    shares = _shares(_pairs(values)) if len(every) >= FEWEST else None
    return Parts(*told, sd, *(shares or (np.nan, np.nan, np.nan)))


def parts_table(outcomes: Mapping[str, Mapping[int, float]]) -> pd.DataFrame:
    """Return a row an outcome."""
    rows = [
        {"outcome": name, "replications": len(values), **numbers_of(parts_of(values))}
        for name, values in outcomes.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def numbers_of(parts: Parts) -> dict[str, float]:
    """Return the numbers of a forecast by name."""
    return {name: float(getattr(parts, name)) for name in COLUMNS[2:]}


def _pairs(values: Mapping[int, float]) -> list[tuple[int, float, float]]:
    """List the pairs of which both runs ended well."""
    return [
        (n // 2, value, values[n + 1])
        for n, value in values.items()
        if n % 2 == 0 and n + 1 in values
    ]


def _shares(pairs: list[tuple[int, float, float]]) -> tuple[float, float, float] | None:
    even = np.array([(a, b) for k, a, b in pairs if k % 2 == 0], dtype=np.float64)
    odd = np.array([(a, b) for k, a, b in pairs if k % 2], dtype=np.float64)
    if len(even) < 2 or len(odd) < 2:
        return None
    chance = float(((even[:, 0] - even[:, 1]) ** 2).mean()) / 2.0
    both = float(((odd[:, 0] - odd[:, 1]) ** 2).mean()) / 2.0
    data = max(both - chance, 0.0)
    means = np.concatenate([even.mean(axis=1), odd.mean(axis=1)])
    within = (len(even) * (data + chance / 2.0) + len(odd) * (data + chance) / 2.0) / len(means)
    parameters = max(float(means.var(ddof=1)) - within, 0.0)
    total = parameters + data + chance
    return (parameters / total, data / total, chance / total) if total > 0.0 else None
