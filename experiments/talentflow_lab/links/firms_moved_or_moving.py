"""Firms that an agency counts as moved, moving or decided.

The model counts offices that have opened. An agency counts firms that have told it of a decision,
some of which have no office yet, and misses those that did not ask for help.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Count, Counts, Link, Seen, destination_of, stock


@dataclass(frozen=True)
class FirmsMovedOrMoving(Link):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Firms that moved to {destination}, or are on the way"
    caveat: ClassVar[str] = "An agency counts decisions that it knows of; the model counts offices."

    counted: float = param(
        1.0,
        unit="firms counted / offices open",
        low=0.3,
        high=3,
        prior=True,
        source="Lithuania, May and June 2021: 43 and 80 in two counts a month apart",
        doc="Firms counted for each office that is open.",
    )
    error: float = param(
        0.3,
        unit="relative standard deviation",
        low=0.15,
        high=0.5,
        prior=True,
        source="Lithuania, May and June 2021: 43 and 80 in two counts a month apart",
    )

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count offices of firms from home in the destination."""
        return {"offices": stock("offices", seen, country=destination_of(seen))}

    def value(self, counts: Counts) -> Array:
        """Return the number of firms."""
        return counts["offices"] * self.counted
