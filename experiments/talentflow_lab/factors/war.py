"""War and sanctions: the invasion, mobilisation, sanctions, clients who leave."""

from __future__ import annotations

from functools import partial

from talentflow_lab.factor import Factor
from talentflow_lab.factors._owning import by_event, of_war

__all__ = ["FACTOR"]

FACTOR = Factor(
    title="war and sanctions",
    doc="Without it none of its events happens, and no indicator steps because of one. Borders and "
    "rules of entry that changed with the war belong to the rules of entry.",
    terms=("conscription",),
    rows={
        "events": by_event(war=True, channels=("push", "demand", "conscription")),
        "indicators": partial(of_war, table="indicators"),
    },
)
