"""Family: partner and children make moving costlier.

`−weight · f`, f = 0 single, 0.5 with partner, 1 with children, added to the wish to leave.

Children of school age are the usual brake on skilled moves; the size is a prior.
"""

from dataclasses import dataclass

from talentflow.compiled import compiled
from talentflow.parameters import param


@dataclass(frozen=True)
class Family:
    """The cost of moving with a family."""

    weight: float = param(
        0.4, unit="logit with children", low=0.0, high=2.0, source="prior", prior=True
    )


@compiled
def family_cost(family: int, weight: float) -> float:
    """Return what partner (1) and children (2) take from the wish to leave, logit units."""
    return weight * 0.5 * family
