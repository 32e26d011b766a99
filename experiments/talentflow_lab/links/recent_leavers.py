"""Those who left in a period among all leavers that a survey finds.

The run knows of leavers since it began only; the survey also reaches earlier ones, and forgets
some. With r who left in the period and e before it in the run, it finds r / (r + w e).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, flow, share
from talentflow_lab.measures import Ask


@dataclass(frozen=True)
class RecentLeavers(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Leavers who left in these months"
    caveat: ClassVar[str] = "A survey also finds people who left before the run begins."

    earlier: float = param(
        1.5,
        unit="earlier leavers found / in the run",
        low=0.5,
        high=4,
        prior=True,
        source="judgement: a panel of the home industry reaches few who left long ago",
        doc="How many earlier leavers a survey finds for each one of the run.",
    )
    error: float = param(
        0.03,
        unit="relative standard deviation",
        low=0.01,
        high=0.06,
        prior=True,
        source="judgement: a share near 100 % cannot be far off",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count those who left in the period, and all who went abroad since the run began."""
        return {
            "recent": flow("first_moves", seen),
            "all": Count("first_moves_so_far", Ask(seen.origins, until=seen.until)),
        }

    def value(self, counts: Counts) -> Array:
        """Return the percentage of leavers who left in the period."""
        earlier = (counts["all"] - counts["recent"]) * self.earlier
        return 100.0 * share(counts["recent"], counts["recent"] + earlier)
