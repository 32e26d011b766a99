"""The option --posterior, and how what it adds is shown."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow.scenario import Scenario
from talentflow_lab.forecast import Drawn, drawn
from talentflow_lab.posterior import read_posterior
from talentflow_lab.variance_parts import FEWEST

__all__ = ["plain_rows", "posterior_of", "print_parts"]


def posterior_of(path: Path | None, scenario: Scenario) -> Drawn | None:
    """Read the posterior that is asked for; raise PosteriorError if it does not fit."""
    return None if path is None else drawn(read_posterior(path), scenario)


def plain_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows for JSON, with None where there is no number."""
    plain = table.astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]


def print_parts(table: pd.DataFrame) -> None:
    """Print what intervals are made of; nothing without a posterior."""
    if table.empty:
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("With a draw of the posterior each")
    for head in ("mean", "90 % interval", "parameters", "data (pay)", "chance"):
        shown.add_column(head, justify="right")
    for row in table.to_dict("records"):
        shares = ("parameters", "data", "chance")
        parts = ["-" if pd.isna(row[name]) else f"{100 * row[name]:.0f} %" for name in shares]
        name = " | ".join(str(row[k]) for k in ("point", "outcome") if k in row)
        interval = f"{row['low']:,.0f} to {row['high']:,.0f}"
        shown.add_row(escape(name), f"{row['mean']:,.0f}", interval, *parts)
    console = Console()
    console.print()
    console.print(shown)
    if table["parameters"].isna().all():
        told = f"The parts need {FEWEST} replications; they are known well with 40 or more."
        console.print(told, style="dim")
