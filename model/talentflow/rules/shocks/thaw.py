"""A thaw: politics at home change at a date, and conditions go back to what they were.

`x(t) = x(t) + share · r(t) · (x(0) − x(t))`, r rises from 0 to 1 over `months` from `start` on

for the indicators of politics of every simulated origin; exit is free from `start` on. Everything
else stays as it was: who has left has roots abroad by then, and home's pull has faded. Nothing says
how fast or how far politics would change, so the scenario has to.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats

INDICATORS = ("vdem_physical_violence", "wgi_political_stability")
"""Indicators of politics."""


@dataclass(frozen=True)
class Thaw:
    """When politics change, how far and how fast."""

    enabled: bool = param(False, unit="on or off", low=0, high=1, source="off: it has not happened")
    start: int = param(
        84, unit="months after the scenario's start", low=0, high=1200, source="prior", prior=True
    )
    share: float = param(
        1.0, unit="share of the way back", low=0.0, high=1.0, source="prior", prior=True
    )
    months: float = param(
        12.0, unit="months until it is reached", low=1.0, high=240.0, source="prior", prior=True
    )

    def back(self, values: Floats) -> Floats:
        """Take an indicator by month (T,) back to its first value."""
        since = np.arange(len(values)) - self.start
        reached = self.share * np.clip((since + 1) / self.months, 0.0, 1.0)
        back: Floats = values + reached * (values[0] - values)
        return back
