"""Weights: post-stratification and raking to known totals of groups.

Raking is iterative proportional fitting of the margins (Deming and Stephan 1940,
doi:10.1214/aoms/1177731829). The libraries that offer it bring a plotting stack along or are no
longer kept up, for a loop of a few lines; `docs/survey.md` says which were looked at.

Neither can weigh up a group from which nobody answers: such groups are left out of the totals, and
what they are is returned.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["effective_size", "post_stratified", "raked", "wilson"]

type Floats = npt.NDArray[np.float64]

CLOSE, MOST_ROUNDS = 1e-10, 1000


def post_stratified(sample: pd.DataFrame, population: pd.DataFrame) -> tuple[Floats, float]:
    """Weigh each joint cell of groups up to its size in the population.

    Both frames have the same columns, one row a person. Returns the weights (n,), which sum to the
    size of the population, and the share of it that lives in cells nobody answers from.
    """
    names = list(sample.columns)
    known = population.groupby(names, sort=True).size()
    there = sample.groupby(names, sort=True).size()
    reached = known.reindex(there.index).fillna(0.0)
    each = pd.MultiIndex.from_frame(sample) if len(names) > 1 else pd.Index(sample[names[0]])
    weights = (reached / there).reindex(each)
    return _summed_to(np.asarray(weights, np.float64), len(population)), 1.0 - float(
        reached.sum()
    ) / len(population)


def raked(sample: pd.DataFrame, population: pd.DataFrame) -> tuple[Floats, float]:
    """Weigh groups one after the other until all their margins are those of the population.

    Returns the weights (n,), which sum to the size of the population, and the largest share of it,
    over the groups, that nobody answers for. Margins that contradict each other in the sample are
    met as closely as they can be in `MOST_ROUNDS` rounds.
    """
    margins, missed = [], 0.0
    for name in sample.columns:
        codes, values = pd.factorize(sample[name], sort=True)
        known = population[name].value_counts(normalize=True).reindex(values).fillna(0.0)
        missed = max(missed, 1.0 - float(known.sum()))
        margins.append((codes, (known / max(known.sum(), 1e-300)).to_numpy(np.float64)))
    weights = np.full(len(sample), 1.0 / len(sample))
    for _ in range(MOST_ROUNDS):
        before = weights
        for codes, shares in margins:
            now = np.bincount(codes, weights, minlength=len(shares))
            factor = np.divide(shares, now, out=np.zeros_like(now), where=now > 0.0)
            weights = weights * factor[codes]
        if np.abs(weights - before).max() <= CLOSE * before.max():
            break
    return _summed_to(weights, len(population)), missed


def _summed_to(weights: Floats, total: float) -> Floats:
    whole = weights.sum()
    return weights * (total / whole) if whole > 0.0 else np.full_like(weights, np.nan)


def effective_size(weights: Sequence[float] | Floats) -> float:
    """Return how many equal weights would be as precise: (Σw)² / Σw² (Kish 1965).

    >>> effective_size([1.0, 1.0, 1.0]), effective_size([2.0, 1.0, 1.0])
    (3.0, 2.6666666666666665)
    """
    w = np.asarray(weights, np.float64)
    return float(w.sum() ** 2 / (w**2).sum()) if w.size and (w > 0.0).any() else 0.0


def wilson(share: float, size: float, z: float = 1.959963984540054) -> tuple[float, float]:
    """95 % interval of a share among `size` who answer (Wilson 1927); 0 to 1 where nobody does.

    >>> [round(end, 4) for end in wilson(0.148, 1778)]
    [0.1323, 0.1653]
    """
    if not size > 0.0 or not np.isfinite(share):
        return 0.0, 1.0
    middle = (share + z * z / (2.0 * size)) / (1.0 + z * z / size)
    half = (
        z
        / (1.0 + z * z / size)
        * np.sqrt(share * (1.0 - share) / size + z * z / (4.0 * size * size))
    )
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
