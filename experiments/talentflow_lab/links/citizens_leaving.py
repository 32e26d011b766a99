"""Citizens of all levels of education who leave, against those with a degree.

Registers count citizens of all levels; the model simulates those with a degree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talentflow_lab.links._citizens import CitizensOfAllLevels
from talentflow_lab.links._link import Count, Seen, flow


@dataclass(frozen=True)
class CitizensLeaving(CitizensOfAllLevels):
    """The link; the text above says what its parameters mean."""

    title: ClassVar[str] = "Citizens who leave"

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Count first moves out of home."""
        return {"moves": flow("first_moves", seen)}
