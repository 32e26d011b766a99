"""Hiring at home: growth and replacement, limited by the supply of newcomers.

`V ← V + growth / 12 · stock + departures + exits − arrivals; hires = min(V, supply / 12 · stock)`

* graduates come first, up to their yearly number; career changers fill the rest
* where people are told by their degree (`by_degree`), all graduates enter and nobody else does
* events of the channel `demand` (sanctions, clients who leave) lower growth by `client_loss` per
  point of severity, not below zero

The sector grew to the end of 2021 while people left, which takes gross hiring of about a fifth of
the stock a year.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Hiring:
    """Labour demand and supply of newcomers at home."""

    growth: float = param(
        0.10,
        unit="share of the stock a year",
        low=-0.5,
        high=0.5,
        source="prior",
        prior=True,
        by_origin=True,
    )
    supply: float = param(
        0.28,
        unit="share of the stock a year",
        low=0.0,
        high=1.0,
        source="prior",
        prior=True,
        by_origin=True,
    )
    graduates: float = param(
        4000.0,
        unit="persons a year",
        low=0.0,
        high=1e7,
        source="order of magnitude, Belarus 2020",
        prior=True,
        by_origin=True,
    )
    client_loss: float = param(
        0.02,
        unit="growth a year per point of severity",
        low=0.0,
        high=0.2,
        source="prior",
        prior=True,
        by_origin=True,
    )

    by_degree: bool = param(
        False,
        unit="switch",
        low=0,
        high=1,
        source="a switch: people of an occupation enter when they are hired",
        doc="People enter by graduating, whether or not a job is open, and in no other way.",
        by_origin=True,
    )

    def demand(self, vacancies: Floats, stock: Floats, replaced: Floats, lost: float) -> Floats:
        """Vacancies before hiring, real people (P,).

        `replaced` is departures and exits less arrivals; `lost` the summed severity of demand
        events so far.
        """
        growth = max(0.0, self.growth - self.client_loss * lost)
        open_now: Floats = np.maximum(0.0, vacancies + growth / 12.0 * stock + replaced)
        return open_now

    def hires(self, vacancies: Floats, stock: Floats) -> Floats:
        """People hired this month, real (P,)."""
        hired: Floats = np.minimum(vacancies, self.supply / 12.0 * stock)
        return hired
