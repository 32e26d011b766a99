"""Languages that people of both countries speak.

`x = common spoken language`, USITC's index summed over shared languages; 1 at home.

Adserà and Pytliková (2015): the same language against the most distant one raises flows by 20 %,
more where a lingua franca is spoken by nearly everyone, as Russian is here.
"""

from dataclasses import dataclass

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Language:
    """Common spoken language."""

    weight: float = param(
        0.6,
        unit="logit per unit of the index",
        low=0.0,
        high=1.0,
        source="Adserà and Pytliková 2015 give 0.18; a lingua franca more: prior",
        prior=True,
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axes o and p."""
        return on(view.at_places(view.common_language), "op")
