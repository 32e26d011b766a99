"""Net pay at the person's grade, between nominal and purchasing-power terms.

`x = ln(pay_gross · net_share · ratio(grade) · wage_index / price_level^price_exponent / 10,000)`

* `pay_gross` median developer's pay, USD a year; `net_share` what tax leaves of it
* `ratio` pay of a grade relative to the median; `price_level` USA = 1
* `price_exponent` 0 compares nominal pay, 1 purchasing power

Log income follows Ortega and Peri (2013); post-tax pay fits better than pre-tax (Grogger and
Hanson 2011). The weight comes from tax experiments (Kleven et al. 2014; Akcigit et al. 2016).
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class RealWage:
    """Log of net pay in tens of thousands of dollars."""

    weight: float = param(
        1.2,
        unit="logit per log point",
        low=0.0,
        high=3.0,
        source="Kleven 2014, Akcigit 2016, Timm 2025 and co-authors: stock elasticity 1 to 2.7",
    )
    price_exponent: float = param(
        0.5, unit="exponent of the price level", low=0.0, high=1.0, source="prior", prior=True
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axes g and p."""
        known = view.indicators
        median = known["pay_gross_usd_year"] * known["net_share"] * view.wage_index
        prices = known["price_level"] ** self.price_exponent
        by_grade = np.log(view.pay_ratio.T * (median / prices)[None, :] / 10_000.0)
        return on(view.at_places(by_grade), "gp")
