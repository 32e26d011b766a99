"""Scores of predictions: how many and where, apart.

*How many*: relative error, coverage of intervals, and the continuous ranked probability score
(CRPS), which is the mean absolute error of a forecast that is one number.
*Where*: total variation distance and rank correlation of destinations' shares, and the averaged
relative difference by which simulations of refugees' destinations are judged.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

__all__ = [
    "averaged_relative_difference",
    "covers",
    "crps",
    "interval",
    "rank_correlation",
    "relative_error",
    "total_variation",
]

type Floats = npt.NDArray[np.float64]


def relative_error(simulated: float, observed: float) -> float:
    """Return (simulated - observed) / |observed|; NaN where nothing was observed.

    >>> relative_error(15.0, 10.0), relative_error(-1.0, -2.0)
    (0.5, 0.5)
    """
    return (simulated - observed) / abs(observed) if observed else math.nan


def interval(samples: Floats, inside: float) -> tuple[float, float]:
    """Return the central interval that holds a share `inside` of the samples (n,)."""
    low, high = np.quantile(samples, [(1.0 - inside) / 2.0, (1.0 + inside) / 2.0])
    return float(low), float(high)


def covers(samples: Floats, observed: float, inside: float) -> bool:
    """Tell whether the central interval of the samples (n,) holds what was observed."""
    low, high = interval(samples, inside)
    return low <= observed <= high


def crps(samples: Floats, observed: float) -> float:
    """Return E|X - y| - E|X - X'| / 2 of an ensemble (n,), in the unit of y; 0 is perfect.

    Gneiting and Raftery 2007 (doi:10.1198/016214506000001437), with n (n - 1) pairs, so that small
    ensembles are not favoured or punished (Ferro 2014, doi:10.1002/qj.2270): its mean over
    forecasts is right, a single value may be a little below 0. One sample gives |x - y|.
    """
    n = samples.size
    error = float(np.abs(samples - observed).mean())
    if n < 2:
        return error
    ordered = np.sort(samples)
    weights = 2.0 * np.arange(1, n + 1) - n - 1.0
    return error - float(weights @ ordered) / (n * (n - 1))


def total_variation(simulated: Floats, observed: Floats) -> float:
    """Return half the summed absolute difference of two lists of shares (k,), each scaled to 1.

    0 is the same, 1 is nothing in common. Shares must be 0 or more; NaN if either sums to 0.
    """
    if not simulated.sum() or not observed.sum():
        return math.nan
    difference = simulated / simulated.sum() - observed / observed.sum()
    return float(np.abs(difference).sum() / 2.0)


def rank_correlation(simulated: Floats, observed: Floats) -> float:
    """Return Spearman's rank correlation of two lists (k,); NaN for fewer than 3 or all alike."""
    if simulated.size < 3 or np.ptp(simulated) == 0.0 or np.ptp(observed) == 0.0:
        return math.nan
    return float(stats.spearmanr(simulated, observed).statistic)


def averaged_relative_difference(simulated: Floats, observed: Floats) -> float:
    """Return the sum of |simulated - observed| over places (k,) by all observed, at least 1.

    Suleimenova, Bell and Groen 2017 (doi:10.1038/s41598-017-13828-9), as the simulator FLEE works
    it out: 0 is perfect, and where both totals agree 2 is the worst.
    """
    return float(np.abs(simulated - observed).sum() / max(float(observed.sum()), 1.0))
