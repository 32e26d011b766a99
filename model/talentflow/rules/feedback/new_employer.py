"""A new employer: so many jobs open at a place, month by month from a date on.

`openings(p, t) = jobs(p) / months` for `start ≤ t < start + months`, else exactly 0

They come on top of the jobs that open anyway and are filled like any other job of the place: by
natives and others, and by the simulated professionals. The lever acts on vacancies alone; who takes
the jobs is an outcome.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param, param_map
from talentflow.view import Floats


@dataclass(frozen=True)
class NewEmployer:
    """How many jobs a new employer opens, where and when."""

    enabled: bool = param(True, unit="on or off", low=0, high=1, source="a switch")
    jobs: Mapping[str, float] = param_map(
        {},
        keys="place",
        unit="jobs",
        low=0.0,
        high=1e7,
        source="none shipped",
        doc="Jobs that the new employer opens in all, by place.",
    )
    start: int = param(
        0, unit="months after the scenario's start", low=0, high=1200, source="prior", prior=True
    )
    months: int = param(
        12, unit="months in which the jobs open", low=1, high=240, source="prior", prior=True
    )

    def openings(self, places: Sequence[str], month: int) -> Floats:
        """Jobs that the new employer opens in a month (P,), real; `places` are codes (P,)."""
        opens = self.enabled and self.start <= month < self.start + self.months
        share = 1.0 / self.months if opens else 0.0
        return np.array([self.jobs.get(place, 0.0) * share for place in places])
