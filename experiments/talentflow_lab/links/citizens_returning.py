"""Citizens of all levels of education who come back, against those with a degree.

Registers count citizens of all levels; the model simulates those with a degree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, flow


@dataclass(frozen=True)
class CitizensReturning(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Citizens who come back"
    caveat: ClassVar[str] = "All levels of education; the model counts people with a degree."
    comparable: ClassVar[bool] = False

    degree: float = param(
        0.4,
        unit="people with a degree / citizens",
        low=0.25,
        high=0.6,
        prior=True,
        source="judgement: half of the adults who move have a degree; children move along",
        doc="Part of the citizens who have a degree.",
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
        """Count moves back home."""
        return {"moves": flow("returns", seen)}

    def value(self, counts: Counts) -> Array:
        """Return the citizens."""
        return counts["moves"] / self.degree
