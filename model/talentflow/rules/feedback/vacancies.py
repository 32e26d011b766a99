"""Vacancies of hosts: they fill, and reopen.

`V ← max(0, V + (V* − V) / months_to_fill − arrivals)`, V* = vacancy rate · jobs
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Vacancies:
    """How long a vacancy stays open."""

    months_to_fill: float = param(
        3.0, unit="months", low=1.0, high=36.0, source="prior", prior=True
    )

    def next(self, vacancies: Floats, usual: Floats, arrivals: Floats) -> Floats:
        """Vacancies after a month, real people (P,); `usual` is V*."""
        reopened = (usual - vacancies) / self.months_to_fill
        left: Floats = np.maximum(0.0, vacancies + reopened - arrivals)
        return left
