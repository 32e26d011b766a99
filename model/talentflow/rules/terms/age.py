"""Age: moving gets harder with the years.

`−weight · (years − 22) / 10`, added to the wish to leave.

Rogers and Castro (1981): relative rates at 30, 40 and 50 are 0.68, 0.30 and 0.16 of the peak at
23, of which partner and children carry a part.
"""

from dataclasses import dataclass

from talentflow.compiled import compiled
from talentflow.parameters import param


@dataclass(frozen=True)
class Age:
    """The cost of moving by age."""

    weight: float = param(
        0.3,
        unit="logit per ten years",
        low=0.0,
        high=1.0,
        source="Rogers and Castro 1981, less family",
    )


@compiled
def age_cost(years: float, weight: float) -> float:
    """Return what age takes from the wish to leave, in logit units; negative below 22."""
    return weight * (years - 22.0) / 10.0
