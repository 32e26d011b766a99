"""Net migration of citizens with a degree: the model's own quantity, if it simulates them.

Registers count moves of a year and more only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, flow, home_of


@dataclass(frozen=True)
class NetMigration(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Net migration of citizens"
    caveat: ClassVar[str] = "A register counts those who stay away or back for a year and more."

    error: float = param(
        0.1,
        unit="relative standard deviation",
        low=0.05,
        high=0.3,
        prior=True,
        source="official statistics; degrees earned abroad are known in part",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count citizens' arrivals at home less departures."""
        return {"net": flow("net_moves", seen, country=home_of(seen))}

    def value(self, counts: Counts) -> Array:
        """Return the net migration."""
        return counts["net"]
