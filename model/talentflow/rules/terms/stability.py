"""Political stability and absence of violence.

`x = (wgi + 2.5) / 5`, where wgi is the World Bank's governance indicator from −2.5 to 2.5.
"""

from dataclasses import dataclass

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Stability:
    """Political stability on a scale from 0 to 1."""

    weight: float = param(
        1.0, unit="logit from worst to best", low=0.0, high=2.5, source="prior", prior=True
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axis p."""
        scaled = (view.indicators["wgi_political_stability"] + 2.5) / 5.0
        return on(view.at_places(scaled), "p")
