"""Support: money and services for those who come.

`w = β ln(1 + Δ / n) + β ln(1 + G / (m n)) + services` logit units for who gets it

* `Δ = relief · gross + subsidy` more net pay a month, `n` net pay a month at the grade
* `G` grant at arrival, spread over the `m` months that newcomers plan ahead for
* `β` weight of pay (`terms.real_wage.weight`): money counts like any other pay

Highly paid foreigners answer to net pay wherever it comes from (Kleven, Landais, Saez and Schultz
2014; Timm, Giuliodori and Muller 2025); how a grant compares with pay is a judgement.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.dials import Dials, Grip
from talentflow.parameters import param
from talentflow.view import Floats

HORIZON = 36.0
"""Months over which people spread a grant: a judgement."""


@dataclass(frozen=True)
class Support:
    """What newcomers get, by month and once."""

    relief: float = param(
        0.0, unit="share of gross pay, less tax", low=0.0, high=0.6, source="none", prior=True
    )
    subsidy: float = param(
        0.0, unit="EUR a month, net", low=0.0, high=5_000.0, source="none", prior=True
    )
    grant: float = param(
        0.0, unit="EUR once, at arrival", low=0.0, high=100_000.0, source="none", prior=True
    )
    services: float = param(0.0, unit="logit", low=0.0, high=3.0, source="none", prior=True)
    months: int = param(48, unit="months after arrival", low=1, high=240, source="none", prior=True)

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Raise what places are worth to those who come."""
        grip.lay(dials, self.worth(grip) + self._granted(grip))

    def worth(self, grip: Grip) -> Floats:
        """Worth while it lasts (T, G), logit units: relief, subsidy and services."""
        more = self.relief * grip.gross_pay + self.subsidy * grip.euro
        lasting: Floats = grip.wage_weight * np.log1p(more / grip.monthly_pay) + self.services
        return lasting

    def _granted(self, grip: Grip) -> Floats:
        spread = self.grant * grip.euro / (HORIZON * grip.monthly_pay)
        once: Floats = grip.wage_weight * np.log1p(spread)
        return once

    def cost(self, grip: Grip) -> tuple[Floats, float]:
        """EUR a month for a recipient of each grade (T, G), and EUR once."""
        monthly = self.relief * grip.gross_pay / grip.euro + self.subsidy
        return monthly, self.grant
