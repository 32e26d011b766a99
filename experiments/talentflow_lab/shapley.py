"""Shapley values: what each of several factors contributes to an outcome, exactly.

A coalition is a set of factors that act while the others are held as they were. Factor i gets

`φ_i = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! · (v(S ∪ {i}) − v(S))`

that is its contribution when it joins, averaged over all orders of joining (Shapley 1953, A value
for n-person games). Values sum to v(all) − v(none), a factor that never changes anything gets
exactly 0, and factors that do the same get exactly the same. All 2^n coalitions are asked, so there
is no error of sampling, and no more than `MOST` factors.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["MOST", "alone", "coalition", "last", "shapley_values"]

type Floats = npt.NDArray[np.float64]

MOST = 8
"""Factors of a game: 256 coalitions."""


def coalition(acting: tuple[int, ...]) -> int:
    """Return the number of the coalition of these factors: bit i stands for factor i.

    >>> coalition((0, 2))
    5
    """
    return sum(1 << i for i in acting)


def shapley_values(values: Floats) -> Floats:
    """Share the outcome out among the factors: (n, ...) from `values` (2^n, ...).

    Row s of `values` is the outcome of the coalition with number s (see `coalition`); further axes
    are games of their own, such as outcomes and replications. Sums are rounded once (`math.fsum`),
    so that no order of coalitions matters. Raises ValueError if the first axis is no power of two.
    """
    factors = _factors(values)
    games = values.reshape(len(values), -1)
    found = np.zeros((factors, games.shape[1]))
    everyone = np.arange(len(values))
    sizes = np.array([int(s).bit_count() for s in everyone])
    for i in range(factors):
        without = everyone[(everyone >> i) & 1 == 0]
        gains = games[without | (1 << i)] - games[without]
        weighted = gains * _weights(factors)[sizes[without]][:, None]
        found[i] = [math.fsum(column) for column in weighted.T.tolist()]
    return found.reshape(factors, *values.shape[1:])


def alone(values: Floats) -> Floats:
    """Return what each factor does if no other acts: v({i}) − v(none), (n, ...)."""
    each = 1 << np.arange(_factors(values))
    only: Floats = values[each] - values[0]
    return only


def last(values: Floats) -> Floats:
    """Return what goes away if a factor alone does not act: v(all) − v(all but i), (n, ...)."""
    each = 1 << np.arange(_factors(values))
    lost: Floats = values[-1] - values[len(values) - 1 - each]
    return lost


def _factors(values: Floats) -> int:
    factors = len(values).bit_length() - 1
    if factors < 1 or len(values) != 1 << factors:
        raise ValueError(f"{len(values)} coalitions are not all those of one factor or more")
    return factors


def _weights(factors: int) -> Floats:
    """Weight of a coalition by its size, without the factor (n,)."""
    return np.array([1.0 / (factors * math.comb(factors - 1, size)) for size in range(factors)])
