"""What the other terms leave unexplained about a country; shown, never hidden.

`x = values[country]`, 0 where a scenario gives none. A calibration shrinks them to N(0, 0.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param, param_map
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Residual:
    """A constant for each country that the scenario names."""

    weight: float = param(
        1.0, unit="logit per unit", low=0.0, high=1.0, source="one, by definition"
    )
    values: Mapping[str, float] = param_map(
        {},
        keys="country",
        unit="logit",
        low=-3.0,
        high=3.0,
        source="prior: N(0, 0.5), none shipped",
        prior=True,
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axis p."""
        given = np.array([self.values.get(code, 0.0) for code in view.countries])
        return on(view.at_places(given), "p")
