"""Diaspora: fellow professionals who already live in the country.

`x = ln(1 + D)`, D = professionals of the same citizenship resident in the country (real people);
0 in the home country.

Beine, Docquier and Özden (2011) and Bertoli and Fernández-Huertas Moraga (2015) find elasticities
of 0.4 to 0.65; lower for the highly skilled.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Diaspora:
    """Log of the diaspora of the same profession."""

    weight: float = param(
        0.45,
        unit="elasticity",
        low=0.0,
        high=0.65,
        source="Beine, Docquier and Özden 2011; Bertoli and Fernández-Huertas Moraga 2015",
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axes o and p."""
        return on(view.at_places(np.log1p(view.diaspora) * view.abroad()), "op")
