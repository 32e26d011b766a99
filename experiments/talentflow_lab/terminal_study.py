"""What a person sees on the terminal when a study has ended."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow_lab.results import Results
from talentflow_lab.study import Outcome, Study
from talentflow_lab.study_tables import Tables

__all__ = ["number", "print_differences", "print_spread", "print_study", "signed", "span"]

_NAME, _CELL = 26, 17
"""Least width of the column of names and of the others."""


def print_differences(swept: Tables, study: Study) -> None:
    """Print the level of the first point and the differences of the others, with intervals.

    As many outcomes stand side by side as the terminal is wide for.
    """
    console = Console()
    rows = {(r["point"], r["outcome"]): r for r in swept.differences.to_dict("records")}
    together = max(1, (console.width - _NAME) // (_CELL + 2))
    console.print(f"[bold]{escape(study.title)}[/bold]")
    for start in range(0, len(study.outcomes), together):
        console.print(_table(study, rows, study.outcomes[start : start + together]))
    pairs = int(swept.differences["pairs"].max())
    console.print(
        f"First row: means. Others: mean difference to it over {pairs} pairs of replications with "
        "the same luck, and what 90 % of the pairs lie between.",
        style="dim",
    )


def print_spread(results: Results) -> None:
    """Print the mean of each outcome under each policy, and what 90 % of futures lie between."""
    console = Console()
    runs = results.runs.join(results.points[["policy", "future"]], on="point")
    names = [one.name for one in results.outcomes]
    means = runs.groupby(["policy", "future"])[names].mean().reset_index()
    together = max(1, (console.width - _NAME) // (_CELL + 2))
    console.print(f"[bold]{escape(results.title)}[/bold]")
    for start in range(0, len(names), together):
        outcomes = results.outcomes[start : start + together]
        table = _headed([(one.title, one.unit) for one in outcomes])
        for policy in results.policies:
            found = means[means["policy"] == policy]
            cells = [_spread(found[one.name], one.unit) for one in outcomes]
            table.add_row(escape(policy), *cells)
        console.print(table)
    told = f"Means over {means['future'].nunique()} futures, and what 90 % of them lie between."
    console.print(told, style="dim")


def _headed(heads: Sequence[tuple[str, str]]) -> Table:
    """Return a table of names, with a column for each title and unit."""
    table = Table(box=None, padding=(0, 1))
    table.add_column("", style="bold", min_width=_NAME, overflow="fold")
    for title, unit in heads:
        told = title if unit in title else f"{title}, {unit}"
        table.add_column(escape(told), justify="right", min_width=_CELL)
    return table


def _spread(values: pd.Series[Any], unit: str) -> str:
    if values.dropna().empty:
        return "-"
    low, high = (number(float(values.quantile(q)), unit) for q in (0.05, 0.95))
    return f"{number(float(values.mean()), unit)}\n[dim]{low} to {high}[/dim]"


def print_study(study: Study, points: int) -> None:
    """Print what a study varies, measures and runs, with its first points."""
    console = Console()
    runs = study.replications * len(study.points)
    console.print(f"[bold]{escape(study.title)}[/bold]")
    console.print(
        f"{escape(study.base)}, {study.scenario.months} months from {study.scenario.start:%Y-%m}, "
        f"one simulated person for {study.scenario.scale:g}; design {study.design}: "
        f"{len(study.futures):,} futures x {len(study.policies):,} policies x "
        f"{study.replications} replications = {runs:,} runs"
    )
    for one in study.inputs:
        told = ", ".join(map(str, one.values)) or f"{one.low:g} to {one.high:g}"
        how = " (evenly in its logarithm)" if one.log else ""
        console.print(f"  {one.kind:<12} {escape(one.name)}: {escape(told)}{how}")
    for outcome in study.outcomes:
        goal = f", to {outcome.goal}" if outcome.goal else ""
        console.print(f"  outcome      {escape(outcome.title)} ({outcome.unit}{goal})")
    for point in study.points[:points]:
        values = ", ".join(f"{path}={value}" for path, value in point.changes.items())
        console.print(
            f"  point {point.number:<6} {escape(point.name)}: {escape(values)}", style="dim"
        )


def _table(
    study: Study, rows: Mapping[tuple[str, str], Mapping[Any, Any]], outcomes: Sequence[Outcome]
) -> Table:
    table = _headed([(one.title, one.unit) for one in outcomes])
    first, *others = study.points
    levels = [number(rows[first.name, one.name]["level"], one.unit) for one in outcomes]
    table.add_row(escape(first.name), *levels, end_section=True)
    for point in others:
        cells = [_cell(rows[point.name, one.name], one.unit) for one in outcomes]
        table.add_row(escape(point.name), *cells)
    return table


def _cell(row: Mapping[Any, Any], unit: str) -> str:
    interval = span(row, unit)
    told = signed(row["difference"], unit)
    return f"{told}\n[dim]{interval}[/dim]" if interval and told not in {"0", "-"} else told


def number(value: float, unit: str) -> str:
    """Write a number: shares with two decimals, counts without."""
    return "-" if math.isnan(value) else f"{value:,.{_decimals(unit)}f}"


def signed(value: float, unit: str) -> str:
    """Write a difference with its sign; 0 for exactly none.

    >>> signed(0.0, "persons"), signed(1234.4, "persons"), signed(-0.126, "%"), signed(-0.4, "jobs")
    ('0', '+1,234', '-0.13', '-0.4')
    """
    if math.isnan(value):
        return "-"
    decimals = _decimals(unit) + (abs(value) < 10 and unit != "%")
    return "0" if value == 0.0 else f"{value:+,.{decimals}f}"


def span(row: Mapping[Any, Any], unit: str) -> str:
    """Write the interval of a difference; nothing if there is none."""
    if math.isnan(row["low"]):
        return ""
    return f"{signed(row['low'], unit)} to {signed(row['high'], unit)}"


def _decimals(unit: str) -> int:
    return 2 if unit == "%" else 0
