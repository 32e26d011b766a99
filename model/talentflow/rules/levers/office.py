"""Office: a soft landing for firms that look for a place abroad.

`utility of the place = ... + landing` logit units (see `firms.office_place`)

A relocation package makes a country or a city easier for a firm to choose. It does not make the
firm leave: that is pressed by what happens at home. The size is a judgement.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.dials import Dials, Grip
from talentflow.parameters import param


@dataclass(frozen=True)
class Office:
    """What a soft landing is worth to a firm."""

    landing: float = param(0.0, unit="logit", low=0.0, high=4.0, source="none", prior=True)

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Raise what the owner's places are worth for offices."""
        at = np.ix_(range(*grip.months.indices(len(dials.office))), grip.origins, grip.places)
        dials.office[at] += self.landing * grip.take_up
