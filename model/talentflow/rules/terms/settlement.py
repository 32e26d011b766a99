"""Settlement: roots grow where people have lived for a while.

`x = min(months / full, 1)` at the residence of those abroad.

The hazard of leaving a host falls to about a third after five years (OECD stay rates of
international students), which is 1.1 logit points at five years.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Settlement:
    """Roots in the host country."""

    weight: float = param(
        1.1, unit="logit when settled", low=0.0, high=2.0, source="OECD 2022 stay rates: ln 3"
    )
    full: float = param(
        60.0, unit="months", low=1.0, high=600.0, source="OECD 2022: hazard falls after five years"
    )

    def rooted(self, months: Floats) -> Floats:
        """How settled someone is after some months in the country, 0 to 1."""
        roots: Floats = np.clip(months / self.full, 0.0, 1.0)
        return roots
