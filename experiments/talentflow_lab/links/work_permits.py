"""Work permits for specialists against moves.

Many need none: they come on a programme, with a family member, as staff sent by their firm or on
another residence permit. Some permits are not used. The part is the same before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, destination_of, flow


@dataclass(frozen=True)
class WorkPermits(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Work permits for IT specialists, {destination}"
    caveat: ClassVar[str] = "Counts permits, not people; many arrived on other papers."
    comparable: ClassVar[bool] = False

    part: float = param(
        0.3,
        unit="permits / moves",
        low=0.05,
        high=1,
        prior=True,
        source="judgement: other papers were easier for most",
        doc="Permits issued for each move.",
    )
    error: float = param(
        0.2,
        unit="relative standard deviation",
        low=0.1,
        high=0.4,
        prior=True,
        source="judgement: permits come before moves or after",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count moves to the destination."""
        return {"moves": flow("first_moves", seen, country=destination_of(seen))}

    def value(self, counts: Counts) -> Array:
        """Return the number of permits."""
        return counts["moves"] * self.part
