"""Conditions on outcomes, as a person writes them: jyvaskyla>=25."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.results import Measured, Results
from talentflow_lab.sample_values import means

__all__ = ["Condition", "chosen", "conditions", "satisfied"]

_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


@dataclass(frozen=True)
class Condition:
    """An outcome, a comparison and a number in the outcome's unit."""

    outcome: Measured
    compare: str
    number: float

    def __str__(self) -> str:
        return f"{self.outcome.name}{self.compare}{self.number:g}"


def conditions(results: Results, texts: Sequence[str]) -> tuple[Condition, ...]:
    """Read conditions, or take the constraints of the study if no text is given.

    Raises TalentflowError for a text that is no condition, an unknown outcome, or none at all.
    """
    if texts:
        return tuple(_read(results, text) for text in texts)
    found = []
    for one in results.outcomes:
        if not math.isnan(one.at_least):
            found.append(Condition(one, ">=", one.at_least))
        if not math.isnan(one.at_most):
            found.append(Condition(one, "<=", one.at_most))
    if not found:
        name = results.outcomes[0].name
        raise TalentflowError(
            f'the study has no constraint; say what is of interest, e.g. --where "{name}>=25"'
        )
    return tuple(found)


def _read(results: Results, text: str) -> Condition:
    parts = re.fullmatch(r"\s*([^<>=]+?)\s*(>=|<=|>|<)\s*(\S+)\s*", text)
    number = math.nan
    if parts:
        try:
            number = float(parts[3])
        except ValueError:
            number = math.nan
    if not parts or not math.isfinite(number):
        raise TalentflowError(
            f"--where {text!r} is not a condition; expected NAME>=NUMBER (or <=, >, <), "
            f'e.g. "{results.outcomes[0].name}>=25"'
        )
    return Condition(chosen(results, [parts[1]])[0], parts[2], number)


def chosen(results: Results, names: Sequence[str]) -> tuple[Measured, ...]:
    """Return the outcomes of these names, or all if none is given.

    Raises TalentflowError for an unknown name, with the nearest one.
    """
    known = {one.name: one for one in results.outcomes}
    for name in names:
        if name not in known:
            nearest = get_close_matches(name.lower(), known, n=1)
            hint = f'; did you mean "{nearest[0]}"?' if nearest else f"; it has {', '.join(known)}"
            raise TalentflowError(f'the study has no outcome "{name}"{hint}')
    return tuple(known[name] for name in names) or results.outcomes


def satisfied(results: Results, asked: Sequence[Condition]) -> pd.Series[bool]:
    """Say at which points the means over replications meet all conditions.

    Indexed by the points at which every replication of these outcomes is finished.
    """
    frame = pd.DataFrame({one.outcome.name: means(results, one.outcome.name) for one in asked})
    frame = frame.dropna()
    met = pd.Series(data=True, index=frame.index)
    for one in asked:
        met &= _COMPARE[one.compare](frame[one.outcome.name], one.number)
    return met.astype(bool)
