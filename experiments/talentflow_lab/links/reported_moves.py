"""Moves of specialists as an office, a minister or a firm reports them.

Such figures are early, round and of unknown scope: whoever is not in touch with the reporter is
missed, and plans and visits may be counted as moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, destination_of, flow


@dataclass(frozen=True)
class ReportedMoves(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Specialists who moved to {destination}"
    caveat: ClassVar[str] = "A count by an office, a programme or a firm, not by a register."

    coverage: float = param(
        0.7,
        unit="reported / moved",
        low=0.3,
        high=1.5,
        prior=True,
        source="judgement: reports of autumn 2020 for one country differ by a factor of nearly two",
        doc="How many moves are reported for each that took place.",
    )
    error: float = param(
        0.3,
        unit="relative standard deviation",
        low=0.15,
        high=0.5,
        prior=True,
        source="judgement: round figures by interested parties",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count moves to the destination."""
        return {"moves": flow("first_moves", seen, country=destination_of(seen))}

    def value(self, counts: Counts) -> Array:
        """Return the persons reported."""
        return counts["moves"] * self.coverage
