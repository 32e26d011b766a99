"""Papers: processing takes time, and decisions have capacity.

`T ~ Erlang-2 with mean τ; τ = processing_months where known, else mean_months · (2 − ease)`

A fixed delay would bunch a crisis's leavers in one month; a distribution does not. Decisions above
the capacity of a month wait; who is decided is a keyed lottery.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class VisaQueue:
    """How long papers take."""

    enforced: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    mean_months: float = param(
        1.5,
        unit="months at full ease",
        low=0.0,
        high=12.0,
        source="prior; Finland 45 days in 2019",
        prior=True,
    )
    return_months: float = param(
        0.5,
        unit="months",
        low=0.0,
        high=12.0,
        source="prior",
        prior=True,
        doc="For those going home.",
    )

    def processing(self, known: Floats, ease: Floats) -> Floats:
        """Mean months of processing; `known` is NaN where no figure exists."""
        months: Floats = np.where(np.isnan(known), self.mean_months * (2.0 - ease), known)
        return months


def processing_time(u: Floats, w: Floats, mean: Floats) -> Floats:
    """Whole months until papers can be decided, from pairs of uniforms (Erlang-2); all (n,)."""
    months: Floats = np.floor(-0.5 * mean * np.log(u * w))
    return months
