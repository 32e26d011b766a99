"""Policies: the levers of the scenario that start later."""

from __future__ import annotations

from talentflow_lab.factor import Factor

__all__ = ["FACTOR"]

FACTOR = Factor(
    title="policies",
    doc="Without it no lever of the scenario starts any more.",
    terms=("support", "kept_support"),
    levers=True,
)
