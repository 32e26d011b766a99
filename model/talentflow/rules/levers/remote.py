"""Remote: employers of a country hire people where they live.

`remote jobs that the country offers · (1 + hires)` (see `work.remote`)

No causal estimate of remote jobs in place of emigration was found: a judgement.
"""

from dataclasses import dataclass

from talentflow.dials import Dials, Grip
from talentflow.parameters import param


@dataclass(frozen=True)
class Remote:
    """How many more remote jobs there are."""

    hires: float = param(
        0.0, unit="more remote jobs, relative", low=0.0, high=50.0, source="none", prior=True
    )

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Offer more remote jobs."""
        dials.remote[grip.months, grip.country] *= 1.0 + self.hires * grip.take_up
