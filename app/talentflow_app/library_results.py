"""Chosen runs, side by side: numbers, lines, differences, and what differs in their scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd
import solara
import solara.lab

from talentflow.errors import TalentflowError
from talentflow_app import library_charts, library_differences
from talentflow_app.charts import Chart
from talentflow_app.controls import Problem
from talentflow_app.library_numbers import SERIES, Read, Window, key_numbers, read, window
from talentflow_app.library_runs import LibraryError, Run
from talentflow_app.library_tables import Differences, KeyNumbers, Scenarios

__all__ = ["Compared", "Results", "gather"]


@dataclass(frozen=True, eq=False)
class Picture:
    """A chart with its numbers."""

    name: str
    title: str
    chart: alt.LayerChart
    rows: pd.DataFrame


@dataclass(frozen=True, eq=False)  # one is like no other, so that it is drawn once
class Compared:
    """All that the page shows of chosen runs."""

    runs: tuple[Run, ...]
    over: Window
    measured: pd.DataFrame
    differences: pd.DataFrame
    levels: tuple[Picture, ...]
    gaps: tuple[Picture, ...]
    scenarios: pd.DataFrame
    problem: str
    """Why scenarios could not be compared; empty if they could."""


def gather(runs: Sequence[Run]) -> Compared:
    """Read and compare runs; raise TalentflowError for what is wrong with them."""
    try:
        chosen = [read(run) for run in runs]
    except (OSError, KeyError, ValueError) as trouble:  # deleted meanwhile, or another's tables
        raise LibraryError(f"a run cannot be read: {trouble}") from None
    over = window(chosen)
    measured = key_numbers(chosen, over)
    try:
        scenarios, problem = library_differences.scenario_rows(runs), ""
    except TalentflowError as mistake:
        scenarios, problem = pd.DataFrame(columns=["path"]), str(mistake)
    gaps = [_gap(chosen, series) for series in SERIES] if len(runs) > 1 else []
    return Compared(
        tuple(runs), over, measured, library_differences.differences(chosen, over, measured),
        tuple(_level(chosen, series) for series in SERIES), tuple(gaps), scenarios, problem,
    )  # fmt: skip


def _level(chosen: Sequence[Read], series: str) -> Picture:
    rows = library_charts.levels(chosen, series)
    keys = [one.run.key for one in chosen]
    chart = library_charts.levels_chart(rows, keys, SERIES[series], zero=series != "home")
    return Picture(f"runs-{series}", SERIES[series], chart, rows)


def _gap(chosen: Sequence[Read], series: str) -> Picture:
    rows = library_differences.monthly(chosen, series)
    keys = [one.run.key for one in chosen]
    chart = library_charts.difference_chart(rows, keys, SERIES[series])
    return Picture(
        f"difference-{series}", f"{SERIES[series]}: difference to {keys[0]}", chart, rows
    )


@solara.component
def Results(runs: Sequence[Run]) -> None:  # noqa: N802 - a component
    """Read the runs without blocking the page, then show them."""
    found: solara.Reactive[Compared | str | None] = solara.use_reactive(None)

    def work() -> None:
        try:
            found.set(gather(runs))
        except TalentflowError as mistake:
            found.set(str(mistake))

    stamps = [(run.key, run.fingerprint, run.written) for run in runs]
    task = solara.lab.use_task(work, dependencies=[stamps], raise_error=True)
    if task.pending:
        solara.v.ProgressLinear(indeterminate=True, height=2)
    shown = found.value
    if isinstance(shown, str):
        Problem(f"These runs cannot be compared.\n{shown}")
    elif shown is not None:
        Shown(shown)


@solara.component
def Shown(compared: Compared) -> None:  # noqa: N802 - a component
    """Show what was found."""
    over = compared.over
    begins = f", the turning point of {compared.runs[0].key} ({over.event})" if over.event else ""
    text = f"Counted from {over.since:%B %Y}{begins} to {over.end:%B %Y}, the last month that all "
    text += "chosen runs have."
    with solara.v.Html(tag="section", attributes={"aria-label": "Comparison"}):
        with solara.Div(classes=["tf-two"]):
            with solara.Div():
                solara.v.Html(tag="h2", children=["Key numbers"])
                solara.v.Html(tag="p", class_="tf-soft", children=[text])
                KeyNumbers(compared.runs, compared.measured)
            if compared.gaps:
                with solara.Div():
                    solara.v.Html(tag="h2", children=[f"Differences to {compared.runs[0].key}"])
                    Differences(compared.runs, compared.differences)
        with solara.Div(classes=["tf-grid"]):
            for one in (*compared.levels, *compared.gaps):
                note = "Line: mean of the replications; band: the middle 90 % of them."
                if one in compared.gaps:
                    note = "Line: mean difference; band: its 90 % confidence interval."
                Chart(one.name, one.title, one.chart, one.rows, note)
        if compared.gaps:
            solara.v.Html(tag="h2", children=["What differs in the scenarios"])
            Scenarios(compared.runs, compared.scenarios, compared.problem)
