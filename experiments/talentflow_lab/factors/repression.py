"""Repression and crisis: state violence, censorship, and the shocks that they come with."""

from __future__ import annotations

from talentflow_lab.factor import Factor
from talentflow_lab.factors._owning import by_event, indicators

__all__ = ["FACTOR"]

FACTOR = Factor(
    title="repression and crisis",
    doc="Without it physical violence and internet freedom stay as they were, and no raid, arrest "
    "or shutdown but those of the war happens.",
    terms=("repression", "crisis"),
    rows={
        "events": by_event(war=False, channels=("push",)),
        "indicators": indicators("vdem_physical_violence", "internet_freedom"),
    },
)
