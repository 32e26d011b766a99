"""What a person sees on the terminal of a validation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow_lab.validated import Validated

__all__ = ["print_validated", "short", "tally"]

COLOURS = {"hit": "green", "miss": "red"}


def print_validated(found: Validated) -> None:
    """Print cases and targets as one table, then the scores."""
    console = Console()
    console.print(f"[bold]Validation of {escape(found.title)}[/bold]")
    table = Table(box=None, padding=(0, 1))
    for name in ("what", "use", "observed", "simulated", "90 % interval", ""):
        right = name in {"observed", "simulated", "90 % interval"}
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for case, rows in found.cases.groupby("case", sort=False) if len(found.cases) else ():
        table.add_row(f"[bold]{case}[/bold]")
        for row in rows.to_dict("records"):
            _add(table, f"  {row['quantity']}, {row['unit']}", str(row["use"]), row)
    if len(found.targets):
        shown = found.targets[found.targets["verdict"] != "not compared"]
        table.add_row("[bold]Targets[/bold]")
        for row in shown.to_dict("records"):
            _add(table, f"  {row['what']}, {row['until']}, {row['unit']}", str(row["period"]), row)
    console.print(table)
    _print_scores(console, found.scores)
    console.print(tally(found), style="dim")
    for note in found.notes:
        console.print(f"[red]{escape(note)}[/red]")


def _add(table: Table, what: str, use: str, row: Mapping[Any, Any]) -> None:
    observed = short(row["observed"])
    if observed == "-":
        observed = f"{short(row['low'])} to {short(row['high'])}"
    verdict = str(row["verdict"])
    doubt = "" if row.get("sure", True) or verdict == "untold" else "?"
    colour = COLOURS.get(verdict, "dim")
    span = f"{short(row['interval_low'])} to {short(row['interval_high'])}"
    told = f"[{colour}]{verdict}{doubt}[/{colour}]"
    table.add_row(escape(what), use, observed, short(row["simulated"]), span, told)


def _print_scores(console: Console, scores: pd.DataFrame) -> None:
    if scores.empty:
        return
    table = Table(box=None, padding=(0, 1, 0, 0), title="Scores", title_justify="left")
    for name in (
        "who", "on", "n", "error", "50 %", "90 %", "CRPS", "sets", "TVD", "rank", "ARD",
    ):  # fmt: skip
        words = name in {"who", "on"}
        table.add_column(name, justify="left" if words else "right", no_wrap=True)
    for row in scores.to_numpy().tolist():
        table.add_row(*map(_score, row))
    console.print(table)
    console.print(
        "How many, of n figures: median relative error, share inside the 50 and 90 % intervals, "
        "CRPS over the figure. Where, of sets of destinations: total variation distance (TVD), "
        "rank correlation, averaged relative difference (ARD).",
        style="dim",
    )


def _score(value: str | float) -> str:
    """Write a count as it is, and a score with two digits after the point."""
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def short(value: float) -> str:
    """Write a number with three digits that count.

    >>> short(0.03456), short(1234.5), short(float("nan")), short(-43.5)
    ('0.0346', '1,234', '-', '-43.5')
    """
    if value is None or math.isnan(value):
        return "-"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def tally(found: Validated) -> str:
    """Say how many are hit."""
    told = []
    for name, table in (("quantities of cases", found.cases), ("targets", found.targets)):
        if not len(table):
            continue
        count = table["verdict"].value_counts()
        hit, miss = int(count.get("hit", 0)), int(count.get("miss", 0))
        told.append(f"{hit} of {hit + miss} {name} are hit")
    words = "; ".join(told)
    return (
        f"{words}. A case is hit if the simulated value lies in the range that it states (?: luck "
        "leaves this open); a target if its value lies in the 90 % interval. Baselines know "
        f"figures up to {found.split:%d %B %Y} only."
    )
