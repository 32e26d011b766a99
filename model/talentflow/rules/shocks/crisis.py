"""A crisis: one transient pulse per episode, which multiplies the rate of planning.

`S(t) = max over push events of (severity / 3) · 2^(−(t − t_event) / half_life)`
`a += ln(1 + gain · S · exposure)`

Several events of one week are one crisis, hence the maximum. Belarus 2020-21: the leaving hazard of
a self-selected panel rose about thirteen-fold over eight months.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Crisis:
    """Strength and length of a crisis."""

    gain: float = param(
        30.0,
        unit="planning rate multiplier at severity 3, less one",
        low=0.0,
        high=60.0,
        source="prior",
        prior=True,
    )
    half_life: float = param(2.5, unit="months", low=0.5, high=24.0, source="prior", prior=True)

    def pulse(self, severity: Floats, months_since: Floats) -> float:
        """S(t) of one country from its push events; events to come have negative months."""
        if not len(severity):
            return 0.0
        size = severity / 3.0 * np.exp2(-np.maximum(months_since, 0.0) / self.half_life)
        return float(np.max(np.where(months_since >= 0.0, size, 0.0)))
