"""The page of a validation: pictures and tables in one offline HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from talentflow_lab import chart_style as style
from talentflow_lab.analysis_page import Part, write_parts
from talentflow_lab.analysis_pictures import Picture
from talentflow_lab.cases import CASES
from talentflow_lab.terminal_validate import tally
from talentflow_lab.validated import Validated

__all__ = ["case_chart", "target_chart", "write_validation_page"]

_WIDE, _ROW = 420, 20
_VERDICTS = {"hit": style.MODEL, "miss": style.SEEN, "set": style.SOFT}
_CASE = [
    "quantity", "unit", "use", "observed", "low", "high", "simulated", "interval_low",
    "interval_high", "verdict", "note", "source",
]  # fmt: skip
_TARGET = [
    "what", "until", "period", "unit", "observed", "simulated", "interval_low", "interval_high",
    "verdict", "persistence", "gravity", "elastic_net", "note", "source",
]  # fmt: skip
SHARES = (
    "Shown are multiples of the observed value, so that all fit one axis: the thick grey line is 1."
)


def write_validation_page(found: Validated, folder: Path) -> Path:
    """Write the pictures and index.html into a folder; return the path of the page."""
    parts = []
    if len(found.targets):
        compared = found.targets[found.targets["verdict"] != "not compared"]
        words = (
            "Each figure beside what runs say that the source would have counted, with the errors "
            f"of measurement and of the link. Those after {found.split:%d %B %Y} are the test."
        )
        pictures = tuple(_picture(target_chart(compared), "targets", "Targets, relative"))
        parts.append(Part("Targets", words, pictures, (SHARES,), compared[_TARGET]))
        words = (
            "How many: median relative error, coverage of intervals, CRPS over the figure. Where: "
            "total variation distance, rank correlation, averaged relative difference of sets of "
            "destinations. Each baseline is compared with the model on what it can predict."
        )
        parts.append(Part("Scores", words, (), (), found.scores))
    for name, case in CASES.items():
        rows = found.cases[found.cases["case"] == name] if len(found.cases) else found.cases
        if len(rows):
            pictures = tuple(_picture(case_chart(rows), f"case-{name}", case.title))
            title = f"{name}: {case.title}"
            parts.append(Part(title, _plain(case.about), pictures, (), rows[_CASE]))
    title = f"Validation of {found.title}"
    return write_parts(title, tally(found), parts, _missing(found), folder, "validation", "a model")


def _plain(text: str) -> str:
    """Return the words of a docstring behind its first line, in one line."""
    return " ".join(text.partition("\n")[2].split())


def _missing(found: Validated) -> list[str]:
    told = [*found.notes, *(f"A job failed: {one.message}" for one in found.failures[:5])]
    if len(found.targets):
        count = int((found.targets["verdict"] == "not compared").sum())
        if count:
            told.append(f"{count} figures are not compared: the table targets.csv says why.")
    return told


def _picture(spec: dict[str, Any], name: str, title: str) -> list[Picture]:
    words = "Dots are simulated, bars their 90 % intervals; red is a miss, grey is set by the case."
    return [Picture(name, title, words, spec)] if spec else []


def target_chart(rows: pd.DataFrame) -> dict[str, Any]:
    """Draw each target as a multiple of what was observed; empty if there is none."""
    kept = rows[rows["observed"] > 0.0]
    if kept.empty:
        return {}
    by = kept["observed"]
    table = pd.DataFrame(
        {
            "what": kept["what"] + ", " + kept["until"],
            "value": kept["simulated"] / by,
            "low": (kept["interval_low"] / by).clip(0.05, 20.0),
            "high": (kept["interval_high"] / by).clip(0.05, 20.0),
            "verdict": kept["verdict"],
        }
    )
    table["value"] = table["value"].clip(0.05, 20.0)
    return _dots(table, "simulated / observed", alt.Scale(type="log", domain=[0.05, 20.0]), 1.0)


def case_chart(rows: pd.DataFrame) -> dict[str, Any]:
    """Draw each quantity of a case: -1 to 1 is the range that counts as a hit."""
    middle, half = (rows["low"] + rows["high"]) / 2.0, (rows["high"] - rows["low"]) / 2.0
    table = pd.DataFrame({"what": rows["quantity"], "verdict": rows["verdict"]})
    for name, column in (
        ("value", "simulated"),
        ("low", "interval_low"),
        ("high", "interval_high"),
    ):
        table[name] = ((rows[column] - middle) / half).clip(-5.0, 5.0)
    table = table.dropna(subset="value")
    if table.empty:
        return {}
    axis = "from the middle of the range, in half ranges (-1 to 1 is a hit)"
    return _dots(table, axis, alt.Scale(domain=[-5.0, 5.0]), 0.0)


def _dots(table: pd.DataFrame, title: str, scale: alt.Scale, at: float) -> dict[str, Any]:
    table = table.assign(row=np.arange(len(table)))
    y = alt.Y(
        "what:N", sort=list(table["what"]), title=None,
        axis=alt.Axis(labelColor=style.INK, labelLimit=330),
    )  # fmt: skip
    colour = alt.Color(
        "verdict:N", scale=alt.Scale(domain=list(_VERDICTS), range=list(_VERDICTS.values()))
    )
    base = alt.Chart(table).encode(y=y, color=colour)
    layers = [
        alt.Chart(pd.DataFrame({"x": [at]}))
        .mark_rule(color=style.RULE, strokeWidth=4)
        .encode(x=alt.X("x:Q", scale=scale)),
        base.mark_rule(strokeWidth=2).encode(
            x=alt.X("low:Q", scale=scale, title=title), x2="high:Q"
        ),
        base.mark_point(filled=True, size=60).encode(x=alt.X("value:Q", scale=scale)),
    ]
    chart = alt.LayerChart(layer=layers).properties(width=_WIDE, height=_ROW * len(table))
    return {**chart.to_dict(), "config": style.config()}
