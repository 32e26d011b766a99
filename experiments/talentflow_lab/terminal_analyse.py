"""What a person sees on the terminal of an analysis."""

from __future__ import annotations

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow_lab.analyse import Analysed
from talentflow_lab.analysis_page import cell

__all__ = ["print_analysis"]


def print_analysis(done: Analysed) -> None:
    """Print the tables of an analysis, each group under its heading, and its notes."""
    console = Console()
    for name, frame in done.tables.items():
        if name == "sensitivity":
            _print_indices(console, frame)
        elif name == "robust":
            _print_groups(console, frame, ["scenario", "outcome", "unit", "goal"])
        elif name == "discover":
            _print_groups(console, frame, ["method"])
    for picture in done.part.pictures:
        console.print(f"[dim]picture[/dim] {escape(picture.name)}: {escape(picture.title)}")
    for note in done.part.notes:
        console.print(escape(note), style="dim")


def _print_indices(console: Console, frame: pd.DataFrame) -> None:
    keys = ["scenario", "policy", "outcome", "method"]
    for key, rows in frame.groupby(keys, sort=False):
        names = [
            " x ".join(filter(None, pair))
            for pair in zip(rows["input"], rows["other"], strict=True)
        ]
        told = rows.assign(input=names)
        if told["low"].notna().any():
            spans = [
                f"{cell(value)} ({cell(low)} to {cell(high)})" if low == low else cell(value)  # noqa: PLR0124 - nan
                for value, low, high in told[["value", "low", "high"]].to_numpy().tolist()
            ]
        else:
            spans = [cell(value) for value in told["value"].tolist()]
        wide = told.assign(told=spans).pivot_table(
            index="input", columns="index", values="told", aggfunc="first", sort=False
        )
        wide = wide.fillna("").reset_index()
        _print(console, ", ".join(map(str, key)), wide)


def _print_groups(console: Console, frame: pd.DataFrame, keys: list[str]) -> None:
    for key, rows in frame.groupby(keys, sort=False):
        _print(console, ", ".join(filter(None, map(str, key))), rows.drop(columns=keys))


def _print(console: Console, title: str, frame: pd.DataFrame) -> None:
    table = Table(box=None, padding=(0, 1), title=escape(title), title_justify="left")
    for name, column in frame.items():
        words = column.map(lambda value: isinstance(value, str)).all() and name != "value"
        first = name == frame.columns[0]
        table.add_column(str(name), overflow="fold", justify="left" if words or first else "right")
    for row in frame.astype(object).to_numpy().tolist():
        table.add_row(*(escape(cell(value)) for value in row))
    console.print(table)
    console.print()
