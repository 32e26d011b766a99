"""Contacts: compatriots of the same profession who live in a country tell how it is there.

`q = precision · ties · D / N`

* `D` professionals of one's citizenship in the country, `N` all of them, anywhere
* `ties` ties per person: `ties · D / N` is how many contacts somebody average has there

Networks carry much of what would-be emigrants know (Manchin and Orazbayev 2018; Porcher 2020).
What friends in particular draw to is another matter (`terms.colleagues`).
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Contacts:
    """How well a contact informs about the country where he or she lives."""

    precision: float = param(
        3.0,
        unit="precision of the mean, per contact",
        low=0.0,
        high=1000.0,
        source="prior: who knows one person there and nothing else knows three quarters",
        prior=True,
    )

    def told(self, diaspora: Floats, ties: float) -> Floats:
        """Precision that contacts give (O, C); `diaspora` (O, C) counts those at home too."""
        everybody = np.maximum(diaspora.sum(1, keepdims=True), 1.0)
        precision: Floats = self.precision * ties * diaspora / everybody
        return precision
