"""Conditions: the owner changes a condition of its own country.

`x ← x + share · (goal − x)`, the goal being the first month's value or the `target`

* `share` how far the condition goes to the goal at once
* of several conditions each has a switch of its own: `safety` physical safety and stability,
  `internet` freedom of the net, `tax` what taxes leave of pay

What a promise to stop repression is worth to those who fear it is a judgement.
"""

from dataclasses import dataclass

from talentflow.dials import Dials, Grip
from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Conditions:
    """How far which conditions change."""

    safety: float = param(
        0.0, unit="share of the way back to the first month", low=0.0, high=1.0,
        source="none", prior=True,
    )  # fmt: skip
    internet: float = param(
        0.0, unit="share of the way to 100 points", low=0.0, high=1.0, source="none", prior=True
    )
    tax: float = param(
        0.0, unit="points of gross pay less tax", low=0.0, high=0.5, source="none", prior=True
    )

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Move conditions towards their goals."""
        at = grip.months, grip.country
        for name in ("vdem_physical_violence", "wgi_political_stability"):
            values = dials.indicators[name]
            gap = values[0, grip.country] - values[at]
            values[at] += self.safety * grip.take_up * gap.clip(min=0.0)
        freedom = dials.indicators["internet_freedom"]
        freedom[at] += self.internet * grip.take_up * (100.0 - freedom[at])
        kept = dials.indicators["net_share"]
        kept[at] += (1.0 - kept[at]).clip(max=self.tax * grip.take_up)

    def forgone(self, grip: Grip) -> Floats:
        """Taxes spared a person by month (T,), EUR: mean over grades."""
        spared: Floats = self.tax * grip.take_up * grip.gross_pay.mean(1) / grip.euro
        return spared
