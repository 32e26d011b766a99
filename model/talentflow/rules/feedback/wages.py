"""Wages answer migration: where people leave, those who stay earn more.

`W = exp(stayers_gain · net emigration of the last 12 months / stock)`

Elsner (2013), Lithuania after 2004: one percentage point of emigration raised stayers' wages by
0.67 %. The same rule lowers a host's wages, where the stock is the whole ICT workforce.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Wages:
    """Response of wages to net emigration."""

    stayers_gain: float = param(
        0.67, unit="log wage per unit of net emigration", low=0.0, high=1.0, source="Elsner 2013"
    )

    def index(self, net_emigration: Floats, stock: Floats) -> Floats:
        """Wage index by country (C,), from people lost in 12 months and the stock they left."""
        level: Floats = np.exp(self.stayers_gain * net_emigration / stock)
        return level
