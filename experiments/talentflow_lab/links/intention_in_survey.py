"""The intention to leave for good as a survey asks for it: a firm wish, not yet a plan.

The model's planning stage is far narrower (Gallup: 8 of 100 who wish plan). The nearest is a part
of those who are past the settled stage: the odds are multiplied by less than one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, percent_of_odds, stock


@dataclass(frozen=True)
class IntentionInSurvey(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Specialists who intend to leave for good"
    caveat: ClassVar[str] = (
        "A wish is far wider than a plan; the model's nearest is everybody past the settled stage."
    )

    firmness: float = param(
        0.5,
        unit="odds in the survey / in the model",
        low=0.2,
        high=1.0,
        prior=True,
        source="dev.by 2021: 29 % for good in April, 40 % at least for a time in February",
        doc="How much lower the odds of an intention are than those of a wish in the model.",
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
        return percent_of_odds(counts["considering"] / 100.0, self.firmness)
