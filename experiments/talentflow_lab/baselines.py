"""Baselines: what somebody without the model would predict of the test period.

*Persistence*: the last figure of the same kind goes on: counts at the same number a month, growth
at the same yearly rate, shares as they are. It is one number, so that it has no intervals.
*Gravity* and the *elastic net* (see `talentflow_lab.gravity`) say where: a destination's share, or
its count as the last counts of the same kind at other destinations, month for month, in proportion
to the shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.data import Data
from talentflow_lab.gravity import elastic_net_shares, features, ppml_shares
from talentflow_lab.targets import Target

__all__ = ["BASELINES", "baseline_samples", "goes_on", "in_proportion"]

type Floats = npt.NDArray[np.float64]

BASELINES = ("persistence", "gravity (PPML)", "elastic net")
SHARES = "leaver_destination"
"""The link whose figures are shares of destinations."""


def baseline_samples(
    data: Data, targets: Sequence[Target], split: date, seed: int
) -> dict[str, dict[str, Floats]]:
    """Return samples of every target after the split that a baseline can predict, by baseline.

    Data are those up to the split.
    """
    known = [one for one in targets if one.period_end <= split]
    asked = [one for one in targets if one.period_end > split]
    table = features(data, split)
    found: dict[str, dict[str, Floats]] = {name: {} for name in BASELINES}
    shares: dict[tuple[str, str], pd.DataFrame] = {}
    for target in asked:
        value = goes_on(target, known)
        if value is not None:
            found["persistence"][target.id] = np.array([value])
        origin = target.origins[0]
        if not target.destination or origin not in set(table["origin"]):
            continue
        for name, make in zip(BASELINES[1:], (ppml_shares, elastic_net_shares), strict=True):
            if (name, origin) not in shares:
                shares[name, origin] = make(table, origin, seed)
            samples = in_proportion(target, known, shares[name, origin])
            if samples is not None:
                found[name][target.id] = samples
    return found


def _months(target: Target) -> float:
    return max((target.period_end - target.period_start).days / (365.25 / 12.0), 1.0)


def _alike(target: Target, known: Sequence[Target]) -> list[Target]:
    """Return earlier figures of the same kind, wherever, the oldest first."""
    kind = (target.link, target.group, target.origins, target.unit.partition(" (")[0])
    same = [k for k in known if (k.link, k.group, k.origins, k.unit.partition(" (")[0]) == kind]
    return sorted(same if target.link else [], key=lambda one: (one.period_end, one.id))


def goes_on(target: Target, known: Sequence[Target]) -> float | None:
    """Return what persistence says of a target, nothing if no figure of its kind is known.

    `known` are figures of before the split.
    """
    same = [one for one in _alike(target, known) if one.destination == target.destination]
    if not same:
        return None
    last = same[-1]
    if "growth" in target.unit:
        yearly = np.log1p(last.value / 100.0) / _months(last)
        return float(100.0 * np.expm1(yearly * _months(target)))
    return last.value if _is_level(target) else last.value / _months(last) * _months(target)


def _is_level(target: Target) -> bool:
    """Whether a figure does not grow with the length of its period: a share, or a stock."""
    return target.unit.startswith("%") or target.period_start == target.period_end


def in_proportion(target: Target, known: Sequence[Target], shares: pd.DataFrame) -> Floats | None:
    """Return samples of a figure of a destination from draws of shares (draws by country).

    Nothing if the destination has no share, or there is no figure to scale the shares with.
    """
    if target.destination not in shares:
        return None
    share = shares[target.destination].to_numpy(dtype=np.float64)
    if target.link == SHARES:
        return 100.0 * share
    same = {one.destination: one for one in _alike(target, known) if one.destination in shares}
    if not same or target.unit.startswith("%"):
        return None
    level = _is_level(target)
    told = sum(one.value / (1.0 if level else _months(one)) for one in same.values())
    there = shares[list(same)].to_numpy(dtype=np.float64).sum(1)
    scale = np.divide(told, there, out=np.full(len(share), np.nan), where=there > 0.0)
    samples = scale * share * (1.0 if level else _months(target))
    kept: Floats = samples[np.isfinite(samples)]
    return kept if kept.size else None
