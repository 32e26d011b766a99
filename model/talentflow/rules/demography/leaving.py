"""Leaving the occupation: other work, and retirement.

`chance a month = left_occupation / 12 below 60; retirement from 60; 1 from 65`
"""

from dataclasses import dataclass

from talentflow.compiled import compiled
from talentflow.parameters import param

RETIREMENT_AGE = 720
"""Months of age from which those who leave retire."""

LAST_AGE = 780
"""Months of age at which the last leave."""


@dataclass(frozen=True)
class Leaving:
    """Hazards of leaving the occupation."""

    left_occupation: float = param(
        0.02,
        unit="share a year",
        low=0.0,
        high=0.5,
        source="prior",
        prior=True,
        by_origin=True,
    )
    retirement: float = param(
        0.02, unit="chance a month from 60 to 65", low=0.0, high=1.0, source="prior", prior=True
    )


@compiled
def leaving_chance(months_old: int, left_occupation: float, retirement: float) -> float:
    """Chance a month of leaving the occupation at an age in months."""
    if months_old >= LAST_AGE:
        return 1.0
    if months_old >= RETIREMENT_AGE:
        return retirement
    return left_occupation / 12.0
