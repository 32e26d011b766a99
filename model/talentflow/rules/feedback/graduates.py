"""Graduates at home answer emigration prospects: those who hope to leave study more.

`graduates = base · (1 + elasticity · ln(prospect(t − lag) / prospect_0))`, factor within ± `most`

* `prospect` first moves of the last 12 months over the stock at home; months before the start
  count at the calm rate
* `prospect_0` calm exit a year; `lag` length of the study, so that the base holds for `lag` months

Human capital formed at home rises with skilled emigration with an elasticity of 0.05, gains being
larger where both are low (Beine, Docquier and Rapoport 2008: 0 to 0.1).
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Graduates:
    """How the number of graduates follows the prospect to leave."""

    elasticity: float = param(
        0.05,
        unit="elasticity of graduates to the prospect",
        low=0.0,
        high=0.5,
        source="Beine, Docquier and Rapoport 2008",
    )
    lag: int = param(
        48, unit="months", low=1, high=240, source="prior: length of a first degree", prior=True
    )
    most: float = param(
        0.3, unit="share of the base", low=0.0, high=1.0, source="prior: a bound", prior=True,
        doc="How far the number can depart from the base.",
    )  # fmt: skip

    def factor(self, prospect: Floats, usual: Floats) -> Floats:
        """Graduates relative to the base, from shares who leave a year; 1 without elasticity."""
        if self.elasticity == 0.0:
            return np.ones_like(prospect)
        with np.errstate(divide="ignore"):
            change = self.elasticity * np.log(prospect / usual)
        return 1.0 + np.clip(change, -self.most, self.most)
