"""The wish to leave as a survey asks for it: at least for a time, at least thought of.

The model counts who is past the settled stage. A question may be read more widely or more
narrowly, and whoever thinks of leaving has more reason to answer: the odds are multiplied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, percent_of_odds, stock


@dataclass(frozen=True)
class WishInSurvey(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Specialists who consider leaving"
    caveat: ClassVar[str] = (
        "A wish is far wider than a plan; the model's nearest is everybody past the settled stage."
    )

    readiness: float = param(
        1.0,
        unit="odds in the survey / in the model",
        low=0.5,
        high=2.0,
        prior=True,
        source="judgement: wording moves shares of wishes by half and more",
        doc="How much higher the odds of a yes in the survey are than those in the model.",
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
        """Measure the share of people at home past the settled stage."""
        return {"considering": stock("share_considering", seen)}

    def value(self, counts: Counts) -> Array:
        """Return the percentage of respondents."""
        return percent_of_odds(counts["considering"] / 100.0, self.readiness)
