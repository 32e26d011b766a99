"""Change of the stock of all citizens in a country against that of ICT professionals.

Registers know citizenship, not occupation. In these months ICT professionals were more among those
who came than among those who were there; families count among citizens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, destination_of, stock


@dataclass(frozen=True)
class CitizensStockChange(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Change of all citizens in {destination}"
    caveat: ClassVar[str] = "All occupations, and families in some counts."
    comparable: ClassVar[bool] = False

    ict: float = param(
        0.12,
        unit="ICT professionals / citizens",
        low=0.02,
        high=0.4,
        prior=True,
        source="DW: at most 6 % of Belarusians employed in Lithuania to 2021; more of newcomers",
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
        """Count professionals there at the end and at the beginning."""
        return {
            "now": stock("abroad", seen, country=destination_of(seen)),
            "then": stock("abroad", seen, first=True, country=destination_of(seen)),
        }

    def value(self, counts: Counts) -> Array:
        """Return the change in citizens."""
        return (counts["now"] - counts["then"]) / self.ict
