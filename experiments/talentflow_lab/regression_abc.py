"""Approximate Bayesian computation from a reference table: rejection and regression adjustment.

1. Observations are compressed (near the identity for small numbers, logarithmic for large ones).
2. The scores of the parameters are regressed on them, all rows together: the predictions are the
   summaries in which rows are compared with the data (Fearnhead and Prangle 2012,
   doi:10.1111/j.1467-9868.2011.01010.x). A parameter that the data say nothing about hardly
   counts in them.
3. The rows nearest to the data are kept, with Epanechnikov weights, and their scores moved to where
   they would be had they hit the data (Beaumont, Zhang and Balding 2002,
   doi:10.1093/genetics/162.4.2025), with a spread that depends on the observations, too (Blum and
   François 2010, doi:10.1007/s11222-009-9116-0).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow_lab.grouped_ridge import ridge
from talentflow_lab.reference_table import ReferenceTable

__all__ = ["Fitted", "Kept", "fit", "nearest", "resample"]

type Floats = npt.NDArray[np.float64]
type Ints = npt.NDArray[np.int64]

FEWEST = 1000
LEAST_SPREAD, MOST_SPREAD = 0.3, 3.0
"""Bounds of the factor by which residuals are rescaled."""


@dataclass(frozen=True)
class Kept:
    """How many rows a fit keeps: a share of all, and no fewer than FEWEST."""

    share: float = 0.05

    def count(self, rows: int) -> int:
        """Return the number of rows."""
        return min(rows, max(FEWEST, round(self.share * rows)))


@dataclass(frozen=True)
class Fitted:
    """The posterior as weighted rows: which rows of the table, weights (sum 1), adjusted scores."""

    rows: Ints
    weights: Floats
    scores: Floats

    @property
    def effective(self) -> float:
        """Return the effective number of rows (Kish)."""
        return float(1.0 / (self.weights**2).sum())

    @property
    def mean(self) -> Floats:
        """Return the mean score of each parameter."""
        mean: Floats = self.weights @ self.scores
        return mean

    @property
    def covariance(self) -> Floats:
        """Return the covariance matrix of the scores."""
        around = self.scores - self.mean
        found: Floats = (around * self.weights[:, None]).T @ around
        return found


def fit(table: ReferenceTable, observed: Floats, kept: Kept | None = None) -> Fitted:
    """Return the posterior of the scores, given what was observed (one number a target)."""
    seen, goal = _comparable(table, observed)
    distance = _distance(seen, goal, table)
    count = (kept or Kept()).count(len(table))
    rows = np.argsort(distance, kind="stable")[:count]
    edge = max(float(distance[rows[-1]]), 1e-12)
    weights = table.weights[rows] * (1.0 - (distance[rows] / edge) ** 2 * (1.0 - 1e-9))
    weights = weights / weights.sum()
    scores = _adjusted(seen[rows], goal, table.scores[rows], weights, table.run[rows])
    return Fitted(rows.astype(np.int64), weights, scores)


def nearest(table: ReferenceTable, observed: Floats, share: float) -> Ints:
    """Return the positions of the rows nearest to the data, this share of all."""
    seen, goal = _comparable(table, observed)
    order = np.argsort(_distance(seen, goal, table), kind="stable")
    return order[: max(1, round(share * len(order)))].astype(np.int64)


def resample(fitted: Fitted, count: int, rng: np.random.Generator) -> Ints:
    """Draw positions of a fit's rows by their weights (systematic), in random order."""
    steps = (rng.random() + np.arange(count)) / count
    picked = np.searchsorted(np.cumsum(fitted.weights), steps).clip(0, len(fitted.weights) - 1)
    return rng.permutation(picked).astype(np.int64)


def _comparable(table: ReferenceTable, observed: Floats) -> tuple[Floats, Floats]:
    """Return observations of the rows, and those of the data, compressed and standardised."""
    sizes = _sizes(table.seen, observed)
    seen, goal = _compressed(table.seen, sizes), _compressed(observed[None, :], sizes)
    return _standardised(seen, goal, table.weights)


def _sizes(seen: Floats, observed: Floats) -> Floats:
    """Return a size of each observation: its own, or that of the runs where it is nothing."""
    usual = np.median(np.abs(seen), axis=0)
    sizes: Floats = np.where(np.abs(observed) > 0.0, np.abs(observed), np.maximum(usual, 1.0))
    return sizes


def _compressed(seen: Floats, sizes: Floats) -> Floats:
    compressed: Floats = np.arcsinh(3.0 * seen / sizes)
    return compressed


def _standardised(seen: Floats, goal: Floats, weights: Floats) -> tuple[Floats, Floats]:
    middle = np.average(seen, axis=0, weights=weights)
    spread = np.sqrt(np.average((seen - middle) ** 2, axis=0, weights=weights))
    spread = np.where(spread > 0.0, spread, 1.0)
    return (seen - middle) / spread, (goal - middle) / spread


def _distance(seen: Floats, goal: Floats, table: ReferenceTable) -> Floats:
    """Return how far the predicted scores of each row lie from those that the data predict."""

    def features(x: Floats) -> Floats:
        return np.column_stack([x, x**2])

    model = ridge(features(seen), table.scores, table.weights, table.run)
    apart = model.predict(features(seen)) - model.predict(features(goal))
    distance: Floats = np.sqrt((apart**2).sum(axis=1))
    return distance


def _adjusted(seen: Floats, goal: Floats, scores: Floats, weights: Floats, run: Ints) -> Floats:
    """Move scores to where they would be had their rows hit the goal, and rescale what is left."""
    rows, origin = weights * len(weights), np.zeros_like(goal)
    middle = ridge(seen - goal, scores, rows, run)
    left = scores - middle.predict(seen - goal)
    spread = ridge(seen - goal, np.log(left**2 + 1e-9), rows, run)
    factor = np.exp(0.5 * (spread.predict(origin) - spread.predict(seen - goal)))
    moved: Floats = middle.predict(origin) + left * factor.clip(LEAST_SPREAD, MOST_SPREAD)
    return moved
