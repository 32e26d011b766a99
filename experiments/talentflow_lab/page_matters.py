"""The assumptions that matter most: those whose range could move the wish to leave furthest.

For a term of the decision it is, to first order, its mean contribution times how far its weight may
go, relative to the weight: both stand in the run's own tables. What the crisis adds is the
logarithm of one plus its gain. A study (`talentflow sweep`, `analyse sensitivity`) measures it
properly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from talentflow_lab import page_words as text
from talentflow_lab.page_numbers import Numbers
from talentflow_lab.page_parts import Page, Section
from talentflow_lab.page_reasons import wish_terms

__all__ = ["matters", "swings"]

_LISTED = 8
_CRISIS = "crisis"
_GAIN = "shocks.crisis.gain"


def matters(page: Page) -> Section | None:
    """List the assumptions that matter most, with source and certainty."""
    rows = swings(page.numbers)
    if rows.empty:
        return None
    context = {"rows": [_shown(row) for row in rows.head(_LISTED).to_dict("records")]}
    return Section("matters", "The assumptions that matter most", "matters.html.j2", context)


def swings(numbers: Numbers) -> pd.DataFrame:
    """Return, most first, how far each assumption could move the mean wish (logit units).

    Columns: path, reason, value, unit, low, high, source, certainty, contribution, swing.
    """
    terms = wish_terms(numbers)
    known = numbers.results.provenance.drop_duplicates("path").set_index("path")
    rows = []
    for term, after in terms[["term", "after"]].itertuples(index=False):
        path = _GAIN if term == _CRISIS else f"terms.{term}.weight"
        if path not in known.index:
            continue
        one = known.loc[path]
        value, low, high = (_number(one[name]) for name in ("value", "low", "high"))
        if math.isnan(value + low + high) or value <= 0.0:
            continue
        swing = max(abs(_relative(end, value, path)) for end in (low, high)) * abs(float(after))
        rows.append(
            {"path": path, "reason": text.plain(str(term)), "contribution": float(after),
             "swing": swing, **{name: one[name] for name in ("value", "unit", "low", "high",
                                                             "source", "certainty")}}
        )  # fmt: skip
    columns = ["path", "reason", "value", "unit", "low", "high", "source", "certainty",
               "contribution", "swing"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def _relative(end: float, value: float, path: str) -> float:
    """How far the contribution goes, relative to itself, when the value goes to an end."""
    if path == _GAIN:
        return math.log1p(end) / math.log1p(value) - 1.0
    return end / value - 1.0


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return math.nan


def _shown(row: Mapping[Any, Any]) -> dict[str, str]:
    low, high, value = (f"{_number(row[name]):g}" for name in ("low", "high", "value"))
    return {
        "path": str(row["path"]),
        "reason": text.capital(str(row["reason"])),
        "value": value,
        "unit": str(row["unit"]),
        "range": f"{low} to {high}",
        "swing": f"{float(str(row['swing'])):.1f}",
        "source": str(row["source"]),
        "certainty": str(row["certainty"]),
    }
