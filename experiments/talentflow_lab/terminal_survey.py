"""What a person sees on the terminal when a survey is done."""

from __future__ import annotations

import math

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow_lab.survey_page import READ, notes
from talentflow_lab.survey_run import Surveyed

__all__ = ["print_surveyed"]

WIDE = 112
"""Letters that a table needs, also where nobody watches."""
WEIGHTED = {"post_stratify": "post-stratified", "rake": "raked"}
"""Heads of the columns of biases that are left after weighting."""
MOST, LEAST = 4, 0.02
"""Answers shown of a question, and the share from which one is."""


def print_surveyed(done: Surveyed) -> None:
    """Print the answers that are furthest off, by question, with their truth."""
    console = Console()
    console.width = max(console.width, WIDE)
    console.print(f"[bold]{escape(done.questionnaire.says.title)}[/bold]")
    for (scenario, month), rows in done.bias.groupby(["scenario", "month"], sort=False):
        console.print(_table(f"{scenario}, {month:%B %Y}", rows))
    for note in notes(done):
        console.print(note, soft_wrap=True)
    console.print(READ, style="dim", soft_wrap=True)


def _table(title: str, rows: pd.DataFrame) -> Table:
    ways = [way for way in WEIGHTED if way in set(rows["weighting"])]
    table = Table(title=escape(title), title_justify="left", box=None)
    table.add_column("question", no_wrap=True)
    table.add_column("answer", no_wrap=True)
    for head in ["truth", "survey", "bias", "95 %", "answers", *(WEIGHTED[way] for way in ways)]:
        table.add_column(head, justify="right", no_wrap=True)
    by_way = rows.set_index(["question", "answer", "weighting"])["bias"]
    for question, its in rows[rows["weighting"] == "none"].groupby("question", sort=False):
        large = its[its[["truth", "found"]].max(axis=1) >= LEAST]
        first = large.reindex(large["bias"].abs().sort_values(ascending=False).index)[:MOST]
        for n, row in enumerate(first.to_dict("records")):
            weighted = [_points(by_way[question, row["answer"], way]) for way in ways]
            table.add_row(
                str(question) if n == 0 else "", escape(str(row["answer"])),
                _percent(row["truth"]), _percent(row["found"]), _points(row["bias"]),
                f"{_points(row['bias_low'])} to {_points(row['bias_high'])}",
                f"{row['answers']:,.0f}", *weighted,
            )  # fmt: skip
    return table


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:.1f} %"


def _points(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:+.1f}"
