"""The expected cost of the known rules on entry and work.

`x = −(1 − ease)`, ease from 0 (all but closed) to 1 (free movement); 0 at home and where one lives.

A visa requirement lowers flows by 40 to 47 % through all channels together (Czaika and de Haas
2017 and related work). Waiting and refusals are simulated by the gates; this is the rest.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Visa:
    """Minus the difficulty of the rules."""

    weight: float = param(
        1.0, unit="logit from free to closed", low=0.0, high=2.5, source="prior", prior=True
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axes o, r and p."""
        cost = view.at_places(-(1.0 - view.ease) * view.abroad())
        country = view.country_of_place
        elsewhere = (country[:, None] != country[None, :]).astype(np.float64)
        return on(cost[:, None, :] * elsewhere[None, :, :], "orp")
