"""Grades of leavers, as they name them themselves in a survey.

Whoever is asked for a grade tends to name the higher one, and the grades of a survey are titles,
not years of work: the odds of naming this grade are multiplied, by the same factor for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow.vocabulary import GRADES
from talentflow_lab.links._link import (
    Array,
    Count,
    Counts,
    Link,
    LinkError,
    Seen,
    flow,
    percent_of_odds,
    share,
)


@dataclass(frozen=True)
class LeaverGrade(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Leavers of grade {group}"
    caveat: ClassVar[str] = "Grades as the members of a panel named themselves."

    naming: float = param(
        1.0,
        unit="odds named / held",
        low=0.7,
        high=1.5,
        prior=True,
        source="judgement: grades are self-assessed; those below middle seldom answer",
        doc="How much more readily people of the named grades answer than the others.",
    )
    error: float = param(
        0.15,
        unit="relative standard deviation",
        low=0.05,
        high=0.3,
        prior=True,
        source="judgement: titles differ between firms",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count leavers of the period, and those of the grade."""
        return {
            "grade": flow("first_moves", seen, grade=_grade(seen)),
            "all": flow("first_moves", seen),
        }

    def value(self, counts: Counts) -> Array:
        """Return the percentage of leavers of the grade."""
        probability = share(counts["grade"], counts["all"])
        return percent_of_odds(probability, self.naming)


def _grade(seen: Seen) -> str:
    if seen.group not in GRADES:
        raise LinkError(f"its link needs a group that is a grade: {', '.join(GRADES)}")
    return seen.group
