"""Ties between former co-workers and friends, and how they fade.

`w = 1 together; 2^(−months apart / half_life) · (1 + km / 1000)^(−distance_exponent) apart`

Professional ties decay over time and over space (Becker, Lindenthal, Mukand and Waldinger 2021).
The network is a small world (Watts and Strogatz 1998) of people ordered by firm and team: most ties
are to the nearest colleagues, a share is rewired.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Ties:
    """Number, reach and fading of ties."""

    degree: int = param(
        8, unit="ties per person at the start", low=0, high=64, source="prior", prior=True
    )
    rewired: float = param(
        0.25,
        unit="share of ties outside the team",
        low=0.0,
        high=1.0,
        source="prior: 70 to 80 % inside",
        prior=True,
    )
    slots: int = param(12, unit="ties at most", low=1, high=128, source="prior", prior=True)
    newcomer_ties: int = param(
        4, unit="tries of a newcomer", low=0, high=64, source="prior", prior=True
    )
    inside_firm: float = param(
        0.75,
        unit="share of a newcomer's tries inside the firm",
        low=0.0,
        high=1.0,
        source="prior",
        prior=True,
    )
    half_life: float = param(
        36.0, unit="months apart", low=1.0, high=1200.0, source="prior", prior=True
    )
    distance_exponent: float = param(
        0.25, unit="exponent of 1 + km / 1000", low=0.0, high=2.0, source="prior", prior=True
    )

    def fade(self, months: Floats) -> Floats:
        """Return what is left of a tie after some months apart, 1 to 0."""
        left: Floats = np.exp2(-months / self.half_life)
        return left

    def nearness(self, km: Floats) -> Floats:
        """How much a distance leaves of a tie between people apart, 1 to 0."""
        left: Floats = (1.0 + km / 1000.0) ** -self.distance_exponent
        return left
