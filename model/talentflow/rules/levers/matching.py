"""Matching: employers of a city are helped to hire from abroad, and people to arrive.

`openings for foreigners = foreign_share · (1 + matching) · hires` at the place, at most all;
`w = services` logit units for who is helped

The first acts through the gate `job_opening`, the second on the worth of the place. No study tells
what a city's talent office does: both are judgements.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.dials import Dials, Grip
from talentflow.parameters import param


@dataclass(frozen=True)
class Matching:
    """How far employers open up, and what help is worth."""

    matching: float = param(
        0.0,
        unit="more openings considered for foreigners, relative",
        low=0.0,
        high=3.0,
        source="none",
        prior=True,
    )
    services: float = param(0.0, unit="logit", low=0.0, high=3.0, source="none", prior=True)

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Open jobs to foreigners; raise what the places are worth."""
        dials.matching[grip.months, grip.places] *= 1.0 + self.matching * grip.take_up
        grip.lay(dials, np.full(grip.monthly_pay.shape, self.services))
