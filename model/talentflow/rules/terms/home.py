"""Home: what ties people to their own country, fading while they live elsewhere.

`x = 2^(−months abroad / half_life)` for places of the home country; 1 for those who live there.

Family, lifestyle and politics drive return, income little (Gibson and McKenzie 2011). The weight
is solved from the calm rate of return; the half-life is a prior.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Home:
    """The pull of home."""

    weight: float | Literal["solve"] = param(
        "solve",
        unit="logit",
        low=0.0,
        high=20.0,
        source="solved from decision.anchors.calm_return",
        doc='A number, or "solve".',
        by_origin=True,
    )
    half_life: float = param(60.0, unit="months", low=1.0, high=1200.0, source="prior", prior=True)

    def fade(self, months: Floats) -> Floats:
        """Return the share of the pull that is left after some months abroad, 1 to 0."""
        faded: Floats = np.exp2(-np.maximum(months, 0.0) / self.half_life)
        return faded
