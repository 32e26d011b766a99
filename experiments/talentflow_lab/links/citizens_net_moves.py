"""Net migration of all citizens to a country against that of ICT professionals.

Border statistics know citizenship, not occupation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, destination_of, flow


@dataclass(frozen=True)
class CitizensNetMoves(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Net migration of all citizens to {destination}"
    caveat: ClassVar[str] = "All occupations and families."
    comparable: ClassVar[bool] = False

    ict: float = param(
        0.2,
        unit="ICT professionals / citizens",
        low=0.03,
        high=0.6,
        prior=True,
        source="judgement: many who came to Georgia work remotely in ICT",
        doc="Part of the citizens who are ICT professionals.",
    )
    error: float = param(
        0.4,
        unit="relative standard deviation",
        low=0.2,
        high=0.6,
        prior=True,
        source="judgement: the part differs between countries",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count arrivals less departures of citizens."""
        return {"net": flow("net_moves", seen, country=destination_of(seen))}

    def value(self, counts: Counts) -> Array:
        """Return the citizens' net migration."""
        return counts["net"] / self.ict
