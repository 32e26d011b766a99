"""Where leavers went, as leavers tell in a survey.

Answers come through friends and channels, which differ by country: two surveys of one wave differ
by up to a factor of three on a destination's share, so the error is wide and the mean is taken as
it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, destination_of, flow, share


@dataclass(frozen=True)
class LeaverDestination(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Leavers who went to {destination}"
    caveat: ClassVar[str] = "Shares among those leavers who answered a self-selected panel."

    error: float = param(
        0.2,
        unit="relative standard deviation",
        low=0.1,
        high=0.4,
        prior=True,
        source="two waves of dev.by in 2021: 42 and 53 % to Poland, 10 and 13 % to Ukraine",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count leavers of the period, and those who went to the destination."""
        return {
            "there": flow("first_moves", seen, country=destination_of(seen)),
            "all": flow("first_moves", seen),
        }

    def value(self, counts: Counts) -> Array:
        """Return the percentage of leavers who went there."""
        return 100.0 * share(counts["there"], counts["all"])
