"""From the outcomes of coalitions to what each factor did: Shapley values with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow_lab.accounting import intervals
from talentflow_lab.shapley import alone, last, shapley_values

__all__ = ["cube", "effects", "totals"]

type Floats = npt.NDArray[np.float64]

KEYS = ["outcome", "group", "group_value"]
KINDS = ("gone", "wish")
"""Outcomes that are told by group."""


def cube(pieces: Sequence[pd.DataFrame], replications: int) -> tuple[Floats, list[str]]:
    """Stack tables of pieces into outcomes by coalition, replication and name (2^n, R, K)."""
    each = len(pieces) // replications
    whole = [
        pd.concat(pieces[r * each : (r + 1) * each]).set_index("coalition").sort_index()
        for r in range(replications)
    ]
    names = list(whole[0].columns)
    values = np.stack([frame[names].to_numpy(np.float64) for frame in whole], axis=1)
    return values, names


def effects(values: Floats, names: Sequence[str], factors: Sequence[str]) -> pd.DataFrame:
    """Return what each factor did to each outcome: its Shapley value, and two simpler answers.

    Columns outcome, group, group_value, factor, value, low, high (90 % of replications), `alone`
    (what it does if no other factor acts) and `without` (what goes away if it alone does not act).
    In the outcome's unit; values of all factors sum to the total effect. Rows go by factors in the
    order given.
    """
    shares = shapley_values(values)
    first, final = alone(values).mean(axis=1), last(values).mean(axis=1)
    parts = []
    for f, factor in enumerate(factors):
        long = _long(shares[f], names)
        found = intervals(long, KEYS, "number").rename(columns={"mean": "value"})
        parts.append(found.assign(factor=factor, alone=first[f], without=final[f]))
    frame = pd.concat(parts, ignore_index=True)
    return frame[[*KEYS, "factor", "value", "low", "high", "alone", "without"]]


def totals(values: Floats, names: Sequence[str]) -> pd.DataFrame:
    """Return each outcome with no factor acting and with all, and the total effect with interval.

    Columns outcome, group, group_value, none, all, effect, low, high.
    """
    found = intervals(_long(values[-1] - values[0], names), KEYS, "number")
    found = found.rename(columns={"mean": "effect"})
    found.insert(3, "none", values[0].mean(axis=0))
    found.insert(4, "all", values[-1].mean(axis=0))
    return found


def _long(numbers: Floats, names: Sequence[str]) -> pd.DataFrame:
    """Lay out numbers by replication and name (R, K) as rows, outcome by outcome."""
    replications = len(numbers)
    split = [_split(name) for name in names]
    frame = pd.DataFrame(split, columns=KEYS).loc[np.repeat(np.arange(len(names)), replications)]
    return frame.assign(number=numbers.T.ravel()).reset_index(drop=True)


def _split(name: str) -> tuple[str, str, str]:
    """Split an outcome of `talentflow_lab.cohort.outcomes` into outcome, group and part."""
    kind, _, rest = name.partition(":")
    if kind in KINDS:
        group, _, value = rest.partition(":")
        return kind, group, value
    return name, "all", "all"
