"""Moves inside a country, between its hubs.

Each month the settled reconsider their hub with chance `rate / 12` and choose among all hubs of
the country, the present one included, by `v(p) + μ ln s_p + μ g_p`.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Internal:
    """How often people reconsider their hub."""

    rate: float = param(0.03, unit="times a year", low=0.0, high=1.0, source="prior", prior=True)
