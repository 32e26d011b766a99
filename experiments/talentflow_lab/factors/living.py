"""Stability and quality of life: what a place is like to live and work in, pay and fear aside."""

from __future__ import annotations

from talentflow_lab.factor import Factor
from talentflow_lab.factors._owning import indicators

__all__ = ["FACTOR"]

FACTOR = Factor(
    title="stability and quality of life",
    doc="Without it political stability, life ladder, open-source activity and English stay as "
    "they were.",
    terms=("stability", "quality", "technology", "english"),
    rows={
        "indicators": indicators(
            "wgi_political_stability", "life_ladder", "oss_per_100k", "english"
        )
    },
)
