"""Citizens of all levels of education in registers, against those with a degree in the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from talentflow.parameters import param
from talentflow_lab.links._link import Array, Counts, Link


@dataclass(frozen=True)
class CitizensOfAllLevels(Link):
    """A count of moves in a register; its kinds say which moves, as `moves`."""

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

    def value(self, counts: Counts) -> Array:
        """Return the citizens."""
        return counts["moves"] / self.degree
