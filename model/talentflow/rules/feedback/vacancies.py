"""Vacancies of hosts: they fill, and others open.

`V ← max(0, V + V* / months_to_fill − V / months_to_fill − arrivals)`

* `V*` usual stock of vacancies: vacancy rate · jobs, or what the scenario knows of the place
* `V* / months_to_fill` jobs that open in a month, `V / months_to_fill` what natives and others fill

Vacancies are a stock; what opens and what is filled are flows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param, param_map
from talentflow.view import Floats


@dataclass(frozen=True)
class Vacancies:
    """How long a vacancy stays open."""

    months_to_fill: float = param(
        3.0, unit="months", low=1.0, high=36.0, source="prior", prior=True
    )

    known: Mapping[str, float] = param_map(
        {},
        keys="place",
        unit="vacancies",
        low=0.0,
        high=1e7,
        source="none shipped",
        doc="Usual vacancies of places where they are known.",
    )

    months_known: Mapping[str, float] = param_map(
        {},
        keys="place",
        unit="months",
        low=1.0,
        high=240.0,
        source="none shipped",
        doc="Months to fill a vacancy at places where they differ.",
    )

    def months(self, places: Sequence[str]) -> Floats:
        """Months to fill a vacancy by place (P,); `places` are codes (P,)."""
        return np.array([self.months_known.get(place, self.months_to_fill) for place in places])

    def openings(self, usual: Floats, months: Floats) -> Floats:
        """Jobs that open in a month, real (P,)."""
        opened: Floats = usual / months
        return opened

    def next(self, vacancies: Floats, usual: Floats, arrivals: Floats, months: Floats) -> Floats:
        """Vacancies after a month, real people (P,).

        `usual` is V*, `arrivals` those who come less the jobs that a new employer opens.
        """
        reopened = (usual - vacancies) / months
        left: Floats = np.maximum(0.0, vacancies + reopened - arrivals)
        return left
