"""A condition on an outcome, such as "jyvaskyla>=25", read without evaluating anything."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.results import Measured

__all__ = ["Condition", "of_constraints", "read_condition"]

_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Condition:
    """An outcome, a sign and a number."""

    outcome: str
    sign: str
    number: float

    def __str__(self) -> str:
        return f"{self.outcome} {self.sign} {self.number:g}"

    def holds(self, frame: pd.DataFrame) -> pd.Series[bool]:
        """Tell for each row whether it holds; it does not where there is no number."""
        found: pd.Series[bool] = _SIGNS[self.sign](frame[self.outcome], self.number)
        return found


def read_condition(text: str, outcomes: Sequence[Measured]) -> Condition:
    """Read NAME>=NUMBER; raise TalentflowError with the nearest valid name."""
    match = re.fullmatch(r"\s*([\w-]+)\s*(>=|<=|>|<)\s*([-+\d.eE]+)\s*", text)
    try:
        number = float(match[3]) if match else math.nan
    except ValueError:
        number = math.nan
    if match is None or not math.isfinite(number):
        raise TalentflowError(f"--where {text!r} is no condition such as left>=100")
    names = [one.name for one in outcomes]
    if match[1] not in names:
        near = get_close_matches(match[1], names, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"one of {', '.join(names)}"
        raise TalentflowError(f"--where: there is no outcome {match[1]!r}; {hint}")
    return Condition(match[1], match[2], number)


def of_constraints(outcomes: Sequence[Measured]) -> list[Condition]:
    """Return the constraints of a study as conditions."""
    return [
        Condition(one.name, sign, bound)
        for one in outcomes
        for sign, bound in ((">=", one.at_least), ("<=", one.at_most))
        if math.isfinite(bound)
    ]
