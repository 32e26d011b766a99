"""Colleagues: former co-workers and friends at a place, with diminishing returns.

`x = K · (1 − exp(−W / K))`, W = summed strength of the ties to people there, K = saturation

Colleagues who left early are bridges to where they went (Becker, Lindenthal, Mukand and Waldinger
2021, on dismissed scholars); the size is a prior. Also counted at the residence.
"""

from dataclasses import dataclass

from talentflow.compiled import compiled
from talentflow.elementary import exp
from talentflow.parameters import param


@dataclass(frozen=True)
class Colleagues:
    """Strength of the ties to people at a place."""

    weight: float = param(
        0.25,
        unit="logit per full tie",
        low=0.0,
        high=0.6,
        source="sign: Becker et al. 2021; size prior",
        prior=True,
    )
    saturation: float = param(4.0, unit="ties", low=0.5, high=50.0, source="prior", prior=True)


@compiled
def saturating(ties: float, saturation: float) -> float:
    """Return summed tie strength with diminishing returns, between 0 and `saturation`."""
    return saturation * (1.0 - exp(-ties / saturation))
