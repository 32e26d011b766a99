"""How much of what differs between runs is luck: components of variance of a sweep."""

from __future__ import annotations

import math
from dataclasses import dataclass

from talentflow_lab.sample_values import Floats

__all__ = ["Luck", "luck_of"]


@dataclass(frozen=True)
class Luck:
    """Shares of variance between 0 and 1; nan with one replication or one point.

    `seed` is the share of a single run's variance that comes from its seed, `common` the part of
    it that all points feel alike (replication n has the same seed everywhere), and `in_mean` the
    share of the variance between the points' means over replications that is still luck. What is
    common shifts all means alike and so is not in `in_mean`.
    """

    points: int
    replications: int
    seed: float
    common: float
    in_mean: float


def luck_of(values: Floats) -> Luck:
    """Split the variance of `values`, shape (points, replications), without missing ones.

    Two-way analysis of variance with random effects and one value in each cell (Searle, Casella
    and McCulloch 1992, Variance Components, chapter 4): with mean squares MSP of points, MSR of
    replications and MSE of the rest, the unbiased components are (MSP - MSE) / R, (MSR - MSE) / P
    and MSE. A component below 0 is told as 0.
    """
    points, replications = values.shape
    nothing = Luck(points, replications, math.nan, math.nan, math.nan)
    if points < 2 or replications < 2:
        return nothing
    rows, columns = values.mean(axis=1), values.mean(axis=0)
    rest = values - rows[:, None] - columns[None, :] + values.mean()
    left = float((rest**2).sum()) / ((points - 1) * (replications - 1))
    between = float(rows.var(ddof=1))
    of_points = max(0.0, between - left / replications)
    of_seeds = max(0.0, float(columns.var(ddof=1)) - left / points)
    total = of_points + of_seeds + left
    if total <= 0.0:
        return nothing
    in_mean = min(1.0, left / replications / between) if between > 0.0 else math.nan
    return Luck(points, replications, (of_seeds + left) / total, of_seeds / total, in_mean)
