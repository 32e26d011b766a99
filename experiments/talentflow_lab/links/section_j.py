"""Employment in information and communication (NACE section J) against IT professionals.

Section J also holds publishing, broadcasting, telecommunications and all who work there without
being IT professionals; some IT professionals work in other sections.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, stock


@dataclass(frozen=True)
class SectionJ(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Employment in information and communication"
    caveat: ClassVar[str] = (
        "The section is wider than IT; the model counts IT professionals who work at home."
    )
    comparable: ClassVar[bool] = False

    share: float = param(
        0.65,
        unit="IT professionals / employment",
        low=0.45,
        high=0.85,
        prior=True,
        source="judgement: staff of the technology park are half of the section at the end of 2021",
        doc="IT professionals for each person employed in the section.",
    )
    error: float = param(
        0.05,
        unit="relative standard deviation",
        low=0.02,
        high=0.1,
        prior=True,
        source="official statistics",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count those who work for employers at home."""
        return {"employed": stock("employed_at_home", seen)}

    def value(self, counts: Counts) -> Array:
        """Return the persons employed."""
        return counts["employed"] / self.share
