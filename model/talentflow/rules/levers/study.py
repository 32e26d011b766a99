"""Study: more places for students from abroad.

`weight of the country as a place to study · (1 + places)`

Students who graduate in a country stay there far more often than others come (OECD 2022; +15
percentage points to work abroad later, evidence on exchange students).
"""

from dataclasses import dataclass

import numpy as np

from talentflow.dials import Dials, Grip
from talentflow.parameters import param


@dataclass(frozen=True)
class Study:
    """How many more places there are."""

    places: float = param(
        0.0, unit="more places for foreigners, relative", low=0.0, high=10.0,
        source="none", prior=True,
    )  # fmt: skip

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Give the country more weight among places to study."""
        dials.study[grip.months, grip.country] += np.log1p(self.places * grip.take_up)
