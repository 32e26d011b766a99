"""Money: a move must be paid for.

`passes if savings ≥ base_cost + cost_per_km · km`; those going home are not asked.
"""

from dataclasses import dataclass

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Savings:
    """What a move costs, and whether one has it."""

    enforced: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    base_cost: float = param(3000.0, unit="USD", low=0.0, high=50_000.0, source="prior", prior=True)
    cost_per_km: float = param(
        0.5, unit="USD per km", low=0.0, high=10.0, source="prior", prior=True
    )

    def cost(self, km: Floats) -> Floats:
        """Cost of a move over a distance, USD; 0 when switched off."""
        total: Floats = (self.base_cost + self.cost_per_km * km) * self.enforced
        return total
