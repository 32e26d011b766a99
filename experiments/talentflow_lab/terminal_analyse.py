"""What a person sees on the terminal of an analysis."""

from __future__ import annotations

import math

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow_lab.analyse import Analysed
from talentflow_lab.analysis_page import cell
from talentflow_lab.analysis_tables import index_tables, policy_tables

__all__ = ["print_analysis"]

LEAVES = 3
"""Leaves of the tree that are printed, the densest."""


def print_analysis(done: Analysed) -> None:
    """Print the tables of an analysis, each group under its heading, and its notes."""
    console = Console()
    for name, frame in done.tables.items():
        if name == "sensitivity":
            _print_indices(console, frame)
        elif name == "robust":
            _print_policies(console, frame)
        elif name == "discover":
            _print_rules(console, frame)
    for picture in done.part.pictures:
        console.print(f"[dim]picture[/dim] {escape(picture.name)}: {escape(picture.title)}")
    for note in done.part.notes:
        console.print(escape(note), style="dim")


def _print_indices(console: Console, frame: pd.DataFrame) -> None:
    for told, wide in index_tables(frame):
        _print(console, told, wide)


def _print_rules(console: Console, frame: pd.DataFrame) -> None:
    """Print boxes and the densest leaves, a limit a line."""
    for (method, rule), rows in frame.groupby(["method", "rule"], sort=False):
        if method == "cart" and int(str(rule)) > LEAVES:
            continue
        first = rows.iloc[0]
        console.print(
            f"[bold]{method} {rule}[/bold]: density {first['density']:.0%}, "
            f"coverage {first['coverage']:.0%}, mass {first['mass']:.0%} ({first['points']} points)"
        )
        for row in rows[rows["input"] != ""].to_dict("records"):
            ends = [
                f"{word} {cell(row[end])}" + (f" (qp {cell(row[qp])})" if row[qp] >= 0.0 else "")
                for word, end, qp in (("from", "low", "qp_low"), ("to", "high", "qp_high"))
                if not math.isnan(row[end])
            ]
            if row["values"]:
                chance = f" (qp {cell(row['qp_low'])})" if row["qp_low"] >= 0.0 else ""
                ends = [f"{row['values']}{chance}"]
            console.print(f"  {escape(row['input'])}: {escape(' '.join(ends))}")
    console.print()


def _print_policies(console: Console, frame: pd.DataFrame) -> None:
    for told, rows in policy_tables(frame):
        _print(console, told, rows)


def _print(console: Console, title: str, frame: pd.DataFrame) -> None:
    table = Table(box=None, padding=(0, 1))
    for name in frame.columns:
        if name == frame.columns[0]:
            table.add_column(str(name), overflow="fold", min_width=12)
        else:
            table.add_column(str(name).replace("_", "\n"), justify="right", no_wrap=True)
    for row in frame.astype(object).to_numpy().tolist():
        table.add_row(*(escape(cell(value)) for value in row))
    console.print(f"[bold]{escape(title)}[/bold]")
    console.print(table)
    console.print()
