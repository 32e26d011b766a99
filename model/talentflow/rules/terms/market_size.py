"""Size of the labour market: a bigger market has more jobs that fit.

`x = ln(ICT employment / 100,000)`

The size elasticity of gravity models, below one since the diaspora carries part of it.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class MarketSize:
    """Log of a country's ICT employment."""

    weight: float = param(0.3, unit="elasticity", low=0.0, high=1.0, source="prior", prior=True)

    def __call__(self, view: WorldView) -> Floats:
        """Axis p."""
        return on(view.at_places(np.log(view.indicators["ict_employment"] / 100_000.0)), "p")
