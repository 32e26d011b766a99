"""People abroad among those who answer a survey that anybody may answer.

Whoever left has more reason to answer. With s the share of those who went abroad since the run
began among them and those at home, the survey finds k s / (k s + 1 - s), where k is by how much the
odds of answering are higher abroad.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import (
    Array,
    Count,
    Counts,
    Link,
    Seen,
    percent_of_odds,
    share,
    stock,
)


@dataclass(frozen=True)
class PanelShareAbroad(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Specialists who live abroad"
    caveat: ClassVar[str] = "A self-selected panel: whoever left has more reason to answer."

    over_representation: float = param(
        1.7,
        unit="odds of answering abroad / at home",
        low=1,
        high=3,
        prior=True,
        source="judgement: counts of permits and arrivals of late 2020 are far below the panel",
        doc="How much more readily people abroad answer.",
    )
    error: float = param(
        0.1,
        unit="relative standard deviation",
        low=0.05,
        high=0.2,
        prior=True,
        source="judgement: two waves of the same survey differ by about as much",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count those who went abroad in the run, and those at home, at the end."""
        return {
            "abroad": stock("newly_abroad", seen),
            "home": stock("at_home", seen),
        }

    def value(self, counts: Counts) -> Array:
        """Return the percentage of respondents who live abroad."""
        gone = counts["abroad"].clip(0.0)
        probability = share(gone, gone + counts["home"])
        return percent_of_odds(probability, self.over_representation)
