"""Pareto sets of noisy numbers: who is dominated, how surely, and how much is covered.

Losses are numbers to be made small: an outcome to be maximised counts with its sign turned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentflow.errors import TalentflowError
from talentflow_lab.accounts import plausible_means
from talentflow_lab.results import Measured

__all__ = [
    "RESAMPLES", "Aims", "covered", "excesses", "losses", "non_dominated", "ratio", "stays",
    "student",
]  # fmt: skip

RESAMPLES = 1000
_SEED = 5489
"""Of the resamples, so that the same numbers give the same shares."""

_AT_ONCE = 1 << 20
"""Comparisons made in one step."""

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Aims:
    """All outcomes of a problem, those that have a goal, and those that have a bound."""

    outcomes: tuple[Measured, ...]
    objectives: tuple[Measured, ...]
    bounded: tuple[Measured, ...]

    @classmethod
    def of(cls, outcomes: Sequence[Measured]) -> Aims:
        """Sort outcomes; raise TalentflowError if none has a goal."""
        objectives = tuple(one for one in outcomes if one.goal)
        if not objectives:
            names = ", ".join(one.name for one in outcomes)
            raise TalentflowError(
                'a search needs something to seek: write goal = "maximise" or goal = "minimise" '
                f"under [outcomes.NAME] of the study (there are {names})"
            )
        bounded = tuple(
            one for one in outcomes if not (math.isnan(one.at_least) and math.isnan(one.at_most))
        )
        return cls(tuple(outcomes), objectives, bounded)

    @property
    def price(self) -> tuple[Measured, Measured] | None:
        """Return what is minimised in EUR and what is maximised in persons, if one each."""
        cost = [one for one in self.objectives if (one.goal, one.unit) == ("minimise", "EUR")]
        gain = [one for one in self.objectives if (one.goal, one.unit) == ("maximise", "persons")]
        return (cost[0], gain[0]) if len(cost) == len(gain) == 1 else None


def losses(values: pd.DataFrame, aims: Aims) -> Floats:
    """Return an array rows x objectives of a frame with a column for each outcome."""
    signs = np.array([1.0 if one.goal == "minimise" else -1.0 for one in aims.objectives])
    numbers = values[[one.name for one in aims.objectives]].to_numpy(dtype=np.float64)
    return np.asarray(numbers * signs)


def excesses(values: pd.DataFrame, aims: Aims) -> Floats:
    """Return an array rows x bounds: by what part of a bound it is broken, 0 or less if it is kept.

    Parts of a bound, so that one in EUR does not outweigh one in persons.
    """
    found = []
    for one in aims.bounded:
        for bound, sign in ((one.at_least, -1.0), (one.at_most, 1.0)):
            if not math.isnan(bound):
                over = sign * (values[one.name].to_numpy(dtype=np.float64) - bound)
                found.append(over / (abs(bound) or 1.0))
    return np.stack(found, axis=-1) if found else np.zeros((len(values), 0))


def non_dominated(of: Floats, among: Floats | None = None) -> NDArray[np.bool_]:
    """Tell of each row of losses whether no row of `among` is as good everywhere, better once."""
    others = of if among is None else among
    if not len(others):
        return np.ones(len(of), dtype=np.bool_)
    step = max(1, _AT_ONCE // others.size)  # all at once would be rows x rows x objectives
    clear = [
        ~((others <= rows).all(axis=2) & (others < rows).any(axis=2)).any(axis=1)
        for rows in (of[start : start + step, None] for start in range(0, len(of), step))
    ]
    return np.concatenate([np.zeros(0, dtype=np.bool_), *clear])


def student(values: Floats, share: float = 0.9) -> tuple[float, float]:
    """Return Student's interval of a mean over pairs; nan for fewer than two."""
    from scipy.stats import t  # noqa: PLC0415 - takes long to import

    known = values[~np.isnan(values)]
    if len(known) < 2:
        return math.nan, math.nan
    error = float(known.std(ddof=1)) / math.sqrt(len(known))
    half = float(t.ppf(0.5 + share / 2.0, len(known) - 1)) * error
    middle = float(known.mean())
    return middle - half, middle + half


@cache
def _weights(pairs: int) -> Floats:
    """Return how often each pair is in each resample (resamples x pairs); the same ones always."""
    draw = np.random.default_rng(_SEED)
    return draw.multinomial(pairs, np.full(pairs, 1.0 / pairs), size=RESAMPLES).astype(np.float64)


def stays(lost: Floats, over: Floats, members: Sequence[int]) -> Floats:
    """Return in what share of resamples of the pairs each member is feasible and not dominated.

    `lost` has the losses (policies x pairs x objectives, nan where a pair failed), `over` the
    excesses (policies x pairs x bounds). All policies meet the same resamples, since what they
    share, their luck and their futures, must not count as a difference.
    """
    there = ~(np.isnan(lost).any(axis=2) | np.isnan(over).any(axis=2))
    filled, broken = (np.where(there[..., None], one, 0.0) for one in (lost, over))
    chosen = np.asarray(members, dtype=np.intp)
    kept = np.zeros(len(chosen))
    for weights in _weights(lost.shape[1]):
        count = (there @ weights)[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.einsum("p,tpk->tk", weights, filled) / count
            excess = np.einsum("p,tpc->tc", weights, broken) / count
        good = (excess <= 0.0).all(axis=1) & (count[:, 0] > 0.0)
        kept += good[chosen] & non_dominated(means[chosen], means[good])
    return kept / RESAMPLES


def ratio(cost: Floats, gain: Floats) -> tuple[float, float, float]:
    """Return cost for each unit gained, and its 90 % interval, see `talentflow_lab.accounts`.

    nan where nothing is gained; an end is nan, too, if that is so in the draws beyond it.
    """
    known = ~(np.isnan(cost) | np.isnan(gain))
    cost, gain = cost[known], gain[known]
    if not len(gain) or gain.mean() <= 0.0:
        return math.nan, math.nan, math.nan
    middle = float(cost.mean() / gain.mean())
    if len(gain) < 2:
        return middle, math.nan, math.nan
    drawn = plausible_means(np.column_stack([cost, gain]), np.random.default_rng(_SEED))
    spent, gained = np.maximum(drawn[:, 0], 0.0), drawn[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.sort(np.where(gained > 0.0, spent / gained, np.inf))
    low, high = (float(found[round(q * (len(found) - 1))]) for q in (0.05, 0.95))
    return (
        middle,
        low if math.isfinite(low) else math.nan,
        high if math.isfinite(high) else math.nan,
    )


def covered(points: Floats, batches: NDArray[Any]) -> list[float]:
    """Return the share of losses that is dominated after each batch, 0 to 1.

    The box goes from the best of each loss to a tenth of the range beyond the worst, of all
    `points` (policies x objectives); it is the same for all batches.
    """
    if not len(points):
        return []
    best, worst = points.min(axis=0), points.max(axis=0)
    reach = np.where(worst > best, worst - best, 1.0)
    scaled = (points - best) / reach / 1.1
    told, front = [], scaled[:0]
    for batch in range(int(batches.max()) + 1):
        front = np.concatenate([front, scaled[batches == batch]])
        front = np.unique(front[non_dominated(front)], axis=0)
        told.append(_volume(front))
    return told


def _volume(points: Floats) -> float:
    """Return the volume that points dominate below 1, slice by slice along the last loss."""
    if not len(points):
        return 0.0
    if points.shape[1] == 1:
        return 1.0 - float(points.min())
    points = points[np.argsort(points[:, -1], kind="stable")]
    edges = np.append(points[:, -1], 1.0)
    total = 0.0
    for number, depth in enumerate(np.diff(edges)):
        if depth > 0.0:
            total += float(depth) * _volume(points[: number + 1, :-1])
    return total
