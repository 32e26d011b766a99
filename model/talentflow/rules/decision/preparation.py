"""Plans become preparations.

Each month a planner starts to prepare with chance `rate`; the gates then let through or hold up.

Gallup (2008-2010): of 48 million who plan to move within 12 months, 19 million prepare.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Preparation:
    """How fast plans turn into preparations."""

    rate: float = param(
        0.36,
        unit="chance a month",
        low=0.05,
        high=1.0,
        source="prior; Gallup 2008-2010: 40 % of planners prepare",
        prior=True,
    )
