"""Where a second wave looks: the posterior of the first one, widened, with the prior beneath it.

Both densities are known, so every run of either wave can be weighted back to the prior:
w = prior / (share of prior draws x prior + share of the others x proposal), the balance heuristic
(Veach and Guibas 1995). The prior in the mixture bounds the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

__all__ = ["Proposal", "widened"]

type Floats = npt.NDArray[np.float64]

WIDER = 2.0
"""Factor of the covariance: a proposal should have longer tails than what it proposes for."""

FLOOR = 0.05
"""Least variance of a score in the proposal."""

FROM_PRIOR = 0.1
"""Share of the second wave that is drawn from the prior."""


@dataclass(frozen=True)
class Proposal:
    """A normal distribution of scores, mixed with the prior (standard normal)."""

    mean: Floats
    covariance: Floats

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw scores, shape (count, parameters)."""
        spread = np.linalg.cholesky(self.covariance)
        plain = rng.standard_normal((count, len(self.mean)))
        proposed: Floats = self.mean + plain @ spread.T
        return np.where((rng.random(count) < FROM_PRIOR)[:, None], plain, proposed)

    def weights(self, scores: Floats, from_prior: int) -> Floats:
        """Return prior / mixture of the scores of both waves; the first `from_prior` are prior."""
        share = (from_prior + FROM_PRIOR * (len(scores) - from_prior)) / len(scores)
        prior = multivariate_normal(np.zeros(len(self.mean))).logpdf(scores)
        own = multivariate_normal(self.mean, self.covariance).logpdf(scores)
        mixed = logsumexp([prior + np.log(share), own + np.log1p(-share)], axis=0)
        weights: Floats = np.exp(prior - mixed)
        return weights


def widened(mean: Floats, covariance: Floats) -> Proposal:
    """Return the proposal around a posterior of scores."""
    return Proposal(mean, WIDER * covariance + FLOOR * np.eye(len(mean)))
