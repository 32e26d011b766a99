"""Digital dissent: clicktivism, which risks little, and hacktivism, which risks much.

`G = exposure · (S + standing · (1 − freedom))`
`clicks: h = rate · G · (1 + spread · share)` a month, chance `1 − exp(−h)`
`hacks: h · skill · exp(skill_slope · (grade − 1.5))`, for clicktivists only

* `G` grievance about the home country, also of those who live abroad; `S` its crisis
  (`shocks.crisis`), `freedom` from physical violence (V-Dem, 0 to 1)
* `share` of the contacts who dissent in either way, wherever they live; 0 without contacts
* whoever dissents falls silent with chance `give_up` a month

Hirschman (1970) sets voice beside exit as the answer to decline. No figure is known for digital
dissent among professionals: all sizes are judgements.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.compiled import compiled
from talentflow.elementary import exp
from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Dissent:
    """Who takes dissent up, and who gives it up."""

    enabled: bool = param(
        True, unit="switch", low=0, high=1, source="a switch", doc="Switches all of voice."
    )
    rate: float = param(
        0.1,
        unit="clicktivists a month at grievance 1",
        low=0.0,
        high=2.0,
        source="prior",
        prior=True,
    )
    standing: float = param(
        0.3,
        unit="grievance from safest to worst, beside the crisis",
        low=0.0,
        high=3.0,
        source="prior",
        prior=True,
    )
    spread: float = param(
        2.0,
        unit="added rate where all contacts dissent",
        low=0.0,
        high=10.0,
        source="prior",
        prior=True,
    )
    skill: float = param(
        0.05, unit="hacks relative to clicks", low=0.0, high=1.0, source="prior", prior=True
    )
    skill_slope: float = param(
        0.5, unit="log rate per grade", low=0.0, high=2.0, source="prior", prior=True
    )
    give_up: float = param(0.2, unit="share a month", low=0.0, high=1.0, source="prior", prior=True)

    def clicks(self, pulse: Floats, freedom: Floats, exposure: Floats) -> Floats:
        """Rate a month without contacts (O, X), from S and freedom at home (O,), exposure (X,)."""
        grievance = pulse + self.standing * (1.0 - freedom)
        rate: Floats = self.rate * grievance[:, None] * exposure[None, :]
        return rate

    def skills(self) -> Floats:
        """Rate of hacks relative to that of clicks by grade (4,)."""
        relative: Floats = self.skill * np.exp(self.skill_slope * (np.arange(4) - 1.5))
        return relative


@compiled
def speaking_chance(rate: float, spread: float, share: float) -> float:
    """Chance a month to take dissent up; `rate` without contacts, `share` of them who dissent."""
    return 1.0 - exp(-rate * (1.0 + spread * share))
