"""Differences between runs, with their 90 % confidence intervals.

Replications with the same number of two runs that share seed and run values had the same luck
(common random numbers), so that they are pairs: the interval is that of the mean over pairs,
Student's t. Other runs are independent: the interval is Welch's, which asks for no equal spread.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

__all__ = ["CONFIDENCE", "Difference", "independent", "paired"]

CONFIDENCE = 0.90

type Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """Differences and their intervals; `low` and `high` are nan where none is known."""

    mean: Floats
    low: Floats
    high: Floats


def paired(one: Floats, other: Floats) -> Difference:
    """Return `one` less `other`, pair by pair; the last axis of both is that of the pairs.

    There is no interval for fewer than two pairs. Raises ValueError if shapes differ.
    """
    if one.shape != other.shape:
        raise ValueError(f"{one.shape} and {other.shape} are no pairs")
    differences = one - other
    count = differences.shape[-1]
    error = _spread(differences) / np.sqrt(count)
    return _around(differences.mean(axis=-1), error, np.asarray(count - 1.0))


def independent(one: Floats, other: Floats) -> Difference:
    """Return the mean of `one` less that of `other`; the last axes may differ in length.

    There is no interval if one of them has fewer than two values.
    """
    parts = [_spread(values) ** 2 / values.shape[-1] for values in (one, other)]
    error = np.sqrt(parts[0] + parts[1])
    mean = one.mean(axis=-1) - other.mean(axis=-1)
    return _around(mean, error, _welch_freedom(parts, (one.shape[-1], other.shape[-1])))


def _welch_freedom(parts: list[Floats], counts: tuple[int, int]) -> Floats:
    """Return the degrees of freedom of Welch and Satterthwaite; 1 where nothing varies."""
    if min(counts) < 2:
        return np.zeros_like(parts[0])
    weights = sum(part**2 / (count - 1) for part, count in zip(parts, counts, strict=True))
    whole = (parts[0] + parts[1]) ** 2
    freedom: Floats = np.divide(whole, weights, out=np.ones_like(whole), where=weights > 0.0)
    return freedom


def _spread(values: Floats) -> Floats:
    """Return the standard deviation of the sample; 0 for one value, which has none."""
    alone = values.shape[-1] < 2
    spread: Floats = np.zeros(values.shape[:-1]) if alone else values.std(axis=-1, ddof=1)
    return spread


def _around(mean: Floats, error: Floats, freedom: Floats) -> Difference:
    known = freedom > 0.0
    half = stats.t.ppf(0.5 + CONFIDENCE / 2.0, np.where(known, freedom, 1.0)) * error
    half = np.where(known, half, np.nan)
    return Difference(np.asarray(mean), mean - half, mean + half)
