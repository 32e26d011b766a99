"""Entries on a programme's visa, families included.

Border guards count entries on this visa. Some enter on it the month after, some hold the visa and
enter on other papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, flow, programme_of


@dataclass(frozen=True)
class ProgrammeEntries(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Entries on visas of a programme, {destination}"
    caveat: ClassVar[str] = (
        "Entries of holders and their families; the model counts grants to those who move."
    )

    entered: float = param(
        0.5,
        unit="entries / grants to movers and families",
        low=0.15,
        high=1,
        prior=True,
        source="judgement: 4 of the first visas by the end of September 2020 were used at once",
        doc="Part of the visas of movers and families that was used to enter within the period.",
    )
    error: float = param(
        0.2,
        unit="relative standard deviation",
        low=0.1,
        high=0.4,
        prior=True,
        source="judgement: the first weeks of a programme",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count grants of the programme, and those to family members."""
        return {
            "granted": flow("granted", seen, programme=programme_of(seen)),
            "family": flow("family_visas", seen, programme=programme_of(seen)),
        }

    def value(self, counts: Counts) -> Array:
        """Return the number of entries."""
        return (counts["granted"] + counts["family"]) * self.entered
