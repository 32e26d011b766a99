"""The tables of compared runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import solara

from talentflow_app import words
from talentflow_app.controls import Problem
from talentflow_app.downloads import Menu
from talentflow_app.library_charts import COLOURS
from talentflow_app.library_differences import no_pairs
from talentflow_app.library_runs import Run

__all__ = ["Differences", "KeyNumbers", "Scenarios", "written"]

MOST_ROWS = 60
"""Of differing values on the page; the download holds all."""


def written(value: float, unit: str, *, signed: bool = False) -> str:
    """Write a number of a measure.

    >>> written(12345.6, "people"), written(-2.0, "%", signed=True)
    ('12,346', '−2.0 points')
    """
    if unit != "%":
        return words.signed(value) if signed else words.few(value)
    return f"{words.signed(value)} points" if signed else f"{words.few(value)} %"


@solara.component
def KeyNumbers(runs: Sequence[Run], measured: pd.DataFrame) -> None:  # noqa: N802 - a component
    """Show a row for each measure, a column for each run."""
    with _Table([run.key for run in runs], "Key numbers", range(len(runs))):
        for measure, rows in measured.groupby("measure", sort=False):
            with solara.v.Html(tag="tr", attributes={"data-measure": str(measure)}):
                solara.v.Html(tag="th", children=[str(rows["name"].iloc[0])], attributes=_ROW)
                for row in rows.to_dict("records"):
                    _cell(row["mean"], row["low"], row["high"], str(row["unit"]), signed=False)
    note = "Means over replications; intervals hold the middle 90 % of the replications "
    note += f"({', '.join(f'{run.key}: {run.done}' for run in runs)})."
    solara.v.Html(tag="p", class_="tf-soft", children=[note])
    Menu("key-numbers", None, measured)


@solara.component
def Differences(runs: Sequence[Run], rows: pd.DataFrame) -> None:  # noqa: N802 - a component
    """Show how the others differ from the first, and how the intervals were made."""
    first, *others = runs
    for run in others:
        mine = rows[rows["run"] == run.key]
        solara.v.Html(tag="p", class_="tf-method", attributes={"data-run": run.key},
                      children=[_method(run, first, mine)])  # fmt: skip
    heads = [f"{run.key} less {first.key}" for run in others]
    with _Table(heads, "Differences", range(1, len(runs))):
        for measure, same in rows.groupby("measure", sort=False):
            with solara.v.Html(tag="tr", attributes={"data-measure": str(measure)}):
                solara.v.Html(tag="th", children=[str(same["name"].iloc[0])], attributes=_ROW)
                for row in same.to_dict("records"):
                    _cell(row["difference"], row["low"], row["high"], str(row["unit"]), signed=True)
    note = "Bold: the 90 % confidence interval of the mean difference does not hold 0."
    solara.v.Html(tag="p", class_="tf-soft", children=[note])
    Menu("differences", None, rows)


@solara.component
def Scenarios(runs: Sequence[Run], rows: pd.DataFrame, problem: str) -> None:  # noqa: N802
    """Show the values that differ."""
    if problem:
        Problem(f"The scenarios cannot be compared.\n{problem}")
        return
    if not len(rows):
        solara.v.Html(tag="p", children=["Nothing: they have the same values and tables."])
        return
    with _Table([run.key for run in runs], "What differs", range(len(runs))):
        for row in rows.head(MOST_ROWS).itertuples(index=False):
            with solara.v.Html(tag="tr"):
                solara.v.Html(tag="th", class_="tf-path", children=[row[0]], attributes=_ROW)
                for text in row[1:]:
                    solara.v.Html(tag="td", children=[text or words.MISSING])
    if len(rows) > MOST_ROWS:
        text = f"{MOST_ROWS} of {len(rows):,} values that differ; the download holds all."
        solara.v.Html(tag="p", class_="tf-soft", children=[text])
    Menu("scenario-differences", None, rows)


_ROW = {"scope": "row"}


def _Table(heads: Sequence[str], label: str, colours: range) -> solara.Element[Any]:  # noqa: N802
    """Open a table with a column for each head, and return its body."""
    with solara.v.Html(tag="div", class_="tf-scroll"), solara.v.Html(
        tag="table", class_="tf-table", attributes={"aria-label": label}
    ):  # fmt: skip
        with solara.v.Html(tag="thead"), solara.v.Html(tag="tr"):
            solara.v.Html(tag="th")
            for head, colour in zip(heads, colours, strict=True):
                with solara.v.Html(tag="th", attributes={"scope": "col"}):
                    style = f"background: {COLOURS[colour]}"
                    solara.v.Html(tag="span", class_="tf-swatch", attributes={"style": style})
                    solara.v.Html(tag="span", children=[head])
        return solara.v.Html(tag="tbody")


def _cell(value: float, low: float, high: float, unit: str, *, signed: bool) -> None:
    clear = signed and (low > 0.0 or high < 0.0)
    with solara.v.Html(tag="td", class_="tf-clear" if clear else ""):
        text = written(value, unit, signed=signed)
        solara.v.Html(tag="span", class_="tf-value", children=[text])
        told = words.interval(low, high, lambda one: written(one, unit, signed=signed))
        solara.v.Html(tag="span", class_="tf-interval", children=[told])


def _method(run: Run, first: Run, rows: pd.DataFrame) -> str:
    count = int(rows["replications"].iloc[0]) if len(rows) else 0
    if len(rows) and rows["method"].iloc[0] == "pairs":
        text = f"{run.key}: {count} pairs of replications with the same luck (same seed, months, "
        return text + "scale and replications); intervals of the mean difference, Student's t."
    why = no_pairs(first, run) or "no replication in common"
    text = f"{run.key}: independent of {first.key} ({why}); intervals of Welch, "
    return text + f"{run.done} against {first.done} replications."
