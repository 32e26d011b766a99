"""Visas of a programme against moves: with families, and with visas that nobody moves on.

The model counts grants to those who mean to move and to their families; others take the visa and
never move. A figure of visas is both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, flow, programme_of


@dataclass(frozen=True)
class ProgrammeVisas(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Visas of a programme, {destination}"
    caveat: ClassVar[str] = "Visas, not moves: families count, and many visas are not used."

    unused: float = param(
        1.0,
        unit="unused visas for each used one",
        low=0.2,
        high=3,
        prior=True,
        source="rp.pl: used only in part for moves; the part is a judgement",
        doc="Visas that nobody moves on, for each used one.",
    )
    error: float = param(
        0.1,
        unit="relative standard deviation",
        low=0.05,
        high=0.2,
        prior=True,
        source="judgement: totals were published in pieces",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count grants of the programme, and those to family members."""
        return {
            "granted": flow("granted", seen, programme=programme_of(seen)),
            "family": flow("family_visas", seen, programme=programme_of(seen)),
        }

    def value(self, counts: Counts) -> Array:
        """Return the number of visas."""
        return (counts["granted"] + counts["family"]) * (1.0 + self.unused)
