"""Quality of life: how people rate their own lives.

`x = life_ladder / 2`, the Cantril ladder from 0 to 10 (Gallup World Poll).
"""

from dataclasses import dataclass

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Quality:
    """Half the life ladder."""

    weight: float = param(
        0.5,
        unit="logit per two steps of the life ladder",
        low=0.0,
        high=1.2,
        source="prior",
        prior=True,
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axis p."""
        return on(view.at_places(view.indicators["life_ladder"] / 2.0), "p")
