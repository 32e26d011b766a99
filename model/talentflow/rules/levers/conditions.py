"""Conditions: the owner changes a condition of its own country.

* physical safety and stability: `x ← x + s · safety · max(0, x_0 − x)`, x_0 the first month's value
* freedom of the net: `x ← x + s · internet · (100 − x)`, points
* what taxes leave of pay: `x ← x + min(s · tax, 1 − x)`, share of gross pay

`s` is the take-up; a dose of 0 leaves its condition as it is.

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
