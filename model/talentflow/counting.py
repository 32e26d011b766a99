"""Counting: distinct rows of whole numbers, and how often each occurs."""

from math import prod

import numpy as np

from talentflow.kernels.tables import Rows
from talentflow.view import Floats

__all__ = ["counted", "summed"]

DENSE = 10_000_000
"""Combinations of codes up to which all are counted, which needs no sorting."""


def summed(rows: Rows, weights: Rows) -> tuple[Rows, Floats]:
    """Distinct rows in sorted order, and the sum of the weights of each."""
    sizes = tuple(rows.max(axis=0, initial=0) + 1)
    code = np.ravel_multi_index(tuple(rows.T), sizes)
    if prod(sizes) < DENSE:
        total = np.bincount(code, weights=weights, minlength=prod(sizes))
        distinct = np.flatnonzero(np.bincount(code, minlength=prod(sizes)))
        total = total[distinct]
    else:
        distinct, where = np.unique(code, return_inverse=True)
        total = np.bincount(where, weights=weights, minlength=len(distinct))
    return np.stack(np.unravel_index(distinct, sizes), axis=1), total


def counted(parts: list[Rows], width: int) -> tuple[Rows, Floats]:
    """Distinct rows in sorted order, and how often each occurs."""
    rows = np.concatenate([np.empty((0, width), np.int64), *parts])
    return summed(rows, np.ones(len(rows), np.int64))
