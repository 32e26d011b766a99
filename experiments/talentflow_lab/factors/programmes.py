"""Visa programmes alone: what hosts did to let people in faster, borders aside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from talentflow.scenario import Scenario
from talentflow_lab.factor import Factor
from talentflow_lab.factors._owning import all_rows

__all__ = ["FACTOR"]

VISA = ("ease", "job_required", "processing_months", "capacity", "refusal")


def _visas(case: Scenario) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = case.data.frame("entry_rules")["field"].isin(VISA).to_numpy(bool)
    return found


FACTOR = Factor(
    title="visa programmes",
    doc="Without it visas and programmes stay as they were; borders close and open as they did.",
    terms=("visa",),
    rows={"entry_rules": _visas, "programmes": all_rows("programmes")},
    usual=False,
)
