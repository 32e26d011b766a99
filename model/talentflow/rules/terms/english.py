"""English: the person's own level times how far English carries one in the country.

`x = level · clip((EPI − 400) / 300, 0, 1)`

* `level` 0, 0.5 or 1 (low, middle, high)
* EPI the EF English Proficiency Index; English-speaking countries count as 700
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import ENGLISH_LEVELS, Floats, WorldView, on


@dataclass(frozen=True)
class English:
    """Own English times the country's."""

    weight: float = param(0.4, unit="logit", low=0.0, high=1.2, source="prior", prior=True)

    def __call__(self, view: WorldView) -> Floats:
        """Axes e and p."""
        carries = np.clip((view.indicators["english"] - 400.0) / 300.0, 0.0, 1.0)
        return on(ENGLISH_LEVELS[:, None] * view.at_places(carries)[None, :], "ep")
