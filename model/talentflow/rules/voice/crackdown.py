"""Crackdown: repression answers dissent, one by one and in total.

`h = rate of the kind · (1 − freedom) · (1 + surge · S) · (1 + response · share) · reach` a month
`struck with chance 1 − exp(−h)`

* `freedom` from physical violence (V-Dem, 0 to 1) and crisis `S` of the home country
* `share` of its residents who dissented at the end of last month; `reach` 1 for those at home

Those struck fall silent with chance `silences`, and belong to the highest class of exposure from
then on: repression and crisis push them out harder (`terms.repression`, `shocks.crisis`), and
grieve them more. States nearly always answer dissent with repression (Davenport 2007); the sizes
are judgements.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Crackdown:
    """Whom repression strikes for dissent."""

    enabled: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    clicks: float = param(
        0.003, unit="clicktivists struck a month", low=0.0, high=1.0, source="prior", prior=True
    )
    hacks: float = param(
        0.05, unit="hacktivists struck a month", low=0.0, high=2.0, source="prior", prior=True
    )
    surge: float = param(
        2.0, unit="added rate at S = 1", low=0.0, high=20.0, source="prior", prior=True
    )
    response: float = param(
        1.0,
        unit="added rate if all at home dissented",
        low=0.0,
        high=20.0,
        source="prior",
        prior=True,
    )
    reach: float = param(
        0.05, unit="rate abroad relative to home", low=0.0, high=1.0, source="prior", prior=True
    )
    silences: float = param(
        0.7, unit="share of those struck", low=0.0, high=1.0, source="prior", prior=True
    )

    def chances(self, pulse: Floats, freedom: Floats, share: Floats) -> Floats:
        """Chances a month by citizenship, at home or abroad, and kind of dissent (O, 2, 3).

        `pulse`, `freedom` and `share` of each home country (O,). The silent are never struck.
        """
        kinds = np.array([0.0, self.clicks, self.hacks]) * self.enabled
        where = np.array([1.0, self.reach])
        force = (1.0 - freedom) * (1.0 + self.surge * pulse) * (1.0 + self.response * share)
        struck: Floats = -np.expm1(-force[:, None, None] * where[None, :, None] * kinds)
        return struck
