"""Recruiting: professionals are contacted with an offer to come.

`w = offer` logit units for who was contacted within the last `memory` months; the share of the
eligible who were is `min(1, contacts · min(elapsed + 1, memory) / eligible)`, `elapsed` the months
since the start: 0 in the first one.

A recruiter's offer enters the same utility as a firm's does (`firms.offers`): most decline. What
one is worth is a judgement, between nothing and an employer's own offer in part.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.dials import Dials, Grip
from talentflow.parameters import param


@dataclass(frozen=True)
class Recruiting:
    """How many are contacted, and what the offer is worth."""

    contacts: float = param(
        0.0, unit="persons contacted a month", low=0.0, high=1e6, source="none", prior=True
    )
    offer: float = param(0.0, unit="logit", low=0.0, high=4.0, source="none", prior=True)
    memory: int = param(6, unit="months", low=1, high=60, source="none", prior=True)

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Raise what the owner's places are worth to those who were contacted."""
        grip.lay(dials, np.full(grip.monthly_pay.shape, self.offer))

    def share(self, eligible: float, elapsed: int) -> float:
        """Share of the eligible who remember a contact, `elapsed` months after the start."""
        reached = self.contacts * min(elapsed + 1, self.memory)
        return min(reached / eligible, 1.0) if eligible > 0.0 else 0.0
