"""Distance between countries.

`x = −ln(max(km, nearest) / nearest)`, km population-weighted; 0 inside a country.

Gravity models of migration put the elasticity of flows between −1 and −0.3; among the hosts of one
origin a steeper one fits.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Distance:
    """Minus the log distance."""

    weight: float = param(
        0.9,
        unit="elasticity",
        low=0.0,
        high=1.3,
        source="gravity literature 0.3 to 1.0; prior for one origin's hosts",
        prior=True,
    )
    nearest: float = param(
        100.0,
        unit="km",
        low=1.0,
        high=1000.0,
        source="prior",
        prior=True,
        doc="Distances below count as this.",
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axes r and p."""
        nearness = -np.log(np.maximum(view.km, self.nearest) / self.nearest)
        by_place = view.at_places(nearness)[view.country_of_place]
        return on(by_place, "rp")
