"""Calm anchors: the two totals that fix the level of exit and return.

`decision.intention.kappa` and `terms.home.weight` are solved from them at the start and under calm
conditions, since other data do not separate the two.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Anchors:
    """Calm emigration and return."""

    calm_exit: float = param(
        0.016,
        unit="share of residents a year",
        low=0.0005,
        high=0.2,
        source="comparison group of developers elsewhere: 2.8 % in 21 months",
        by_origin=True,
    )
    calm_return: float = param(
        0.08,
        unit="share of the diaspora a year",
        low=0.001,
        high=0.5,
        source="prior",
        prior=True,
        by_origin=True,
    )
