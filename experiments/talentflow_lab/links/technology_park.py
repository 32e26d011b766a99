"""Growth of the technology park's headcount against growth of the sector's employment.

The park grows with the sector, and by taking in firms and staff that were in the sector before: a
reclassification without a hire. With g the growth of employment at home over y years, the park
grows by (1 + g) exp(r y) - 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, share, stock


@dataclass(frozen=True)
class TechnologyPark(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Growth of the technology park's headcount"
    caveat: ClassVar[str] = "The park also grows by taking in firms that were there before."
    comparable: ClassVar[bool] = False

    reclassified: float = param(
        0.08,
        unit="1/year",
        low=0.0,
        high=0.16,
        prior=True,
        source="IntelliNews 2019: 5,000 of 13,000 new staff in 2018 came with existing firms, 15 %",
        doc="Growth a year from firms and staff that were in the sector before.",
    )
    error: float = param(
        0.1,
        unit="relative standard deviation",
        low=0.05,
        high=0.2,
        prior=True,
        source="judgement: headcounts of the park are rounded",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count those who work for employers at home, at the end and at the beginning."""
        return {
            "now": stock("employed_at_home", seen),
            "then": stock("employed_at_home", seen, first=True),
            "years": seen.years,
        }

    def value(self, counts: Counts) -> Array:
        """Return the growth in percent."""
        growth = share(counts["now"], counts["then"])
        return 100.0 * (growth * np.exp(self.reclassified * counts["years"]) - 1.0)
