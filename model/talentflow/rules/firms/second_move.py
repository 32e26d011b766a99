"""Second move: a firm moves its office abroad on to another country.

`chance a month = 1 − exp(−rate · pressure)`
`pressure = S_c(t) + shut · (c lets nobody in) + worse · max(0, best − here − margin)`

* `c` country of the office, `S_c(t)` its crisis pulse (1 at severity 3)
* `best` and `here` utility of places as in `firms.office_place` with the noise that a firm keeps,
  logit units; `best` of another country that lets its people in

Relocation is repeatable: firms that had gone to Ukraine had to move on in February 2022. Staff who
live in the country left get the offer as at full. Sizes are judgements: within two months most
leave a country in a crisis of severity 3, and half within a year where another is 2 logit better.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class SecondMove:
    """How readily an office moves on; `enabled` switches it on."""

    enabled: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    rate: float = param(
        0.5, unit="a month per unit of pressure", low=0.0, high=10.0, source="prior", prior=True
    )
    shut: float = param(
        1.0, unit="pressure where nobody is let in", low=0.0, high=10.0, source="prior", prior=True
    )
    worse: float = param(
        0.1, unit="pressure per logit", low=0.0, high=5.0, source="prior", prior=True
    )
    margin: float = param(1.0, unit="logit", low=0.0, high=10.0, source="prior", prior=True)

    def chance(self, pulse: Floats, shut: Floats, behind: Floats) -> Floats:
        """Chance that each office moves on this month (F,).

        `pulse` S of its country, `shut` 1 where nobody is let in, `behind` best − here.
        """
        pressure = pulse + self.shut * shut
        pressure = pressure + self.worse * np.maximum(0.0, behind - self.margin)
        chance: Floats = 1.0 - np.exp(-self.rate * pressure)
        return chance
