"""Media: what people read about other countries, as far as their internet lets it through.

`q = precision · K`, `K ← K + (F (1 − Z) − K) / memory`

* `F` internet freedom where people live, 0 to 1; `Z` how far the internet is shut in the month
* `K` what got through lately; it starts at the freedom of the first month

Better access makes choices answer more to conditions (Porcher 2020, broadband in Brazil).
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Media:
    """How well media inform about other countries."""

    precision: float = param(
        9.0,
        unit="precision of the mean, where the internet is free",
        low=0.0,
        high=1000.0,
        source="prior: readers in a free country know nine tenths",
        prior=True,
    )
    memory: float = param(12.0, unit="months", low=1.0, high=240.0, source="prior", prior=True)

    def reach(self, freedom: Floats, shutdown: Floats) -> Floats:
        """Average what got through lately (T, C), 0 to 1; `freedom` and `shutdown` likewise."""
        let_through = freedom * (1.0 - shutdown)
        lately = np.empty_like(let_through)
        before = freedom[0]
        for t, now in enumerate(let_through):
            before = before + (now - before) / self.memory
            lately[t] = before
        return lately

    def told(self, reach: Floats) -> Floats:
        """Precision that media give; shape as `reach`."""
        precision: Floats = self.precision * reach
        return precision
