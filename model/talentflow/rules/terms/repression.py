"""Repression: threats to physical integrity, for those whom they reach.

`x = −(1 − freedom from physical violence) · exposure`

* freedom from physical violence: V-Dem index, 0 to 1
* exposure: 1 on average, bounded, by class of people

Threats to personal integrity are the primary cause of flight (Davenport, Moore and Poe 2003;
Hatton and Moloney 2015). The size for professionals is a prior.
"""

from dataclasses import dataclass

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Repression:
    """Minus the danger to physical integrity, times exposure."""

    weight: float = param(
        3.8, unit="logit from safest to worst", low=0.0, high=5.0, source="prior", prior=True
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axes x and p."""
        danger = view.at_places(1.0 - view.indicators["vdem_physical_violence"])
        return on(-view.exposure_levels[:, None] * danger[None, :], "xp")
