"""Newcomers: graduates, and people who change career.

Graduates start as juniors between `graduate_age` and three years above; career changers at any age
from `changer_age` to 15 years above, some of them not as juniors.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Newcomers:
    """Age and grade at entry."""

    graduate_age: float = param(
        21.0,
        unit="years, youngest",
        low=16.0,
        high=40.0,
        source="prior",
        prior=True,
        by_origin=True,
    )
    changer_age: float = param(
        24.0,
        unit="years, youngest",
        low=16.0,
        high=50.0,
        source="prior",
        prior=True,
        by_origin=True,
    )
    changer_middle: float = param(
        0.3,
        unit="share of career changers",
        low=0.0,
        high=0.5,
        source="prior",
        prior=True,
        doc="Enter at the middle grade.",
        by_origin=True,
    )
    changer_senior: float = param(
        0.1,
        unit="share of career changers",
        low=0.0,
        high=0.5,
        source="prior",
        prior=True,
        doc="Enter at the senior grade.",
        by_origin=True,
    )
