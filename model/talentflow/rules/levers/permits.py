"""Permits: the owner decides faster, asks for less, or lets in only so many.

* a *programme* with its own processing time, and without the job gate if `job_free`; who uses it
  is drawn once for each person, with chance `take_up`
* what is known in advance enters the choice: `ease ← ease + take_up · ease_gain · (1 − ease)`
* `quota` permits a month on the ordinary route

Visa walls keep out four in ten (Czaika and de Haas 2017); Finland's fast track decides within 14
days. How much of a shorter wait people expect is a judgement.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.dials import Dials, Grip
from talentflow.parameters import param


@dataclass(frozen=True)
class Permits:
    """What a programme asks for and how soon it decides."""

    processing_months: float = param(
        1.5, unit="months, mean", low=0.0, high=24.0, source="none", prior=True
    )
    job_free: bool = param(False, unit="switch", low=0, high=1, source="none", prior=True)
    ease_gain: float = param(
        0.0, unit="share of the way to free entry", low=0.0, high=1.0, source="none", prior=True
    )
    refusal: float = param(
        0.0, unit="share of decisions", low=0.0, high=1.0, source="none", prior=True
    )
    quota: float = param(
        1e7, unit="permits a month on the ordinary route", low=0.0, high=1e7,
        source="none", prior=True, doc="Ten million stands for no limit.",
    )  # fmt: skip

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Say what people expect, and cap the ordinary route."""
        at = np.ix_(
            range(*grip.months.indices(len(dials.ease))), grip.origins, np.array([grip.country])
        )
        dials.ease[at] += grip.take_up * self.ease_gain * (1.0 - dials.ease[at])
        if self.quota < 1e7 and grip.take_up > 0.0:
            dials.capacity[at] = np.minimum(dials.capacity[at], self.quota)
