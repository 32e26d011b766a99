"""Borders alone: closures at entry and exit, consulates, visas aside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from talentflow.scenario import Scenario
from talentflow_lab.factor import Factor

__all__ = ["FACTOR"]

BORDERS = ("entry", "exit", "consular")


def _borders(case: Scenario) -> npt.NDArray[np.bool_]:
    field = case.data.frame("entry_rules")["field"]
    found: npt.NDArray[np.bool_] = field.isin(BORDERS).to_numpy(bool)
    return found


FACTOR = Factor(
    title="borders",
    doc="Without it borders, exit and consulates stay as they were; visas and programmes come.",
    terms=("consular",),
    rows={"entry_rules": _borders},
    usual=False,
)
