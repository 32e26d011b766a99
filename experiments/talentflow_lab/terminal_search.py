"""What a person sees on the terminal of a search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from talentflow_lab.analysis_page import cell
from talentflow_lab.results import Measured
from talentflow_lab.search_tables import Found
from talentflow_lab.terminal_study import number

__all__ = ["Teller", "print_found", "search_progress"]

MOST = 15
"""Policies of the Pareto set that are printed, evenly along it; the tables have all."""


@dataclass(frozen=True)
class Teller:
    """Takes what a search tells, and shows it."""

    bar: Progress
    task: Any

    def months(self, lived: int) -> None:
        """Note the months lived so far of the batch at work."""
        self.bar.update(self.task, lived=lived)

    def trials(self, done: int) -> None:
        """Note the trials done so far."""
        self.bar.update(self.task, completed=done, lived=0)


@contextmanager
def search_progress(trials: int) -> Iterator[Teller]:
    """Show a bar on stderr if that is a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("Searching"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("trials, {task.fields[lived]:,} months of the next batch"),
        TimeElapsedColumn(),
    )
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        yield Teller(bar, bar.add_task("", total=trials, lived=0))


def print_found(found: Found) -> None:
    """Print the Pareto set: a row for each policy, its levers, goals and constraints."""
    console = Console()
    console.print(f"[bold]{escape(found.title)}[/bold]")
    if found.pareto.empty:
        console.print("No policy that was tried keeps all constraints.")
        return
    shown = list(dict.fromkeys((*found.aims.objectives, *found.aims.bounded)))
    table = Table(box=None, padding=(0, 1))
    table.add_column("trial", justify="right", style="bold")
    table.add_column("levers", overflow="fold", min_width=14)
    for one in shown:
        goal = f"\nto {one.goal}" if one.goal else ""
        table.add_column(f"{escape(one.title)}\n{one.unit}{goal}", justify="right")
    if found.aims.price:
        table.add_column("EUR a\nperson", justify="right")
    table.add_column("stays", justify="right")
    every = np.linspace(0, len(found.pareto) - 1, min(MOST, len(found.pareto))).round()
    for row in found.pareto.iloc[every.astype(int).tolist()].to_dict("records"):
        levers = "\n".join(
            f"{one.name.removeprefix('levers.')} = {_value(row[one.name])}" for one in found.inputs
        )
        cells = [_outcome(row, one) for one in shown]
        if found.aims.price:
            cells.append(_span(row, "eur_per_person", "EUR"))
        table.add_row(str(row["trial"]), escape(levers), *cells, f"{row['stays']:.0%}")
    console.print(table)
    more = len(found.pareto) - MOST
    rest = f" {more} are left out here; pareto.csv has all." if more > 0 else ""
    console.print(
        f"Means over {found.pairs} pairs with their 90 % intervals; stays: the share of resamples "
        f"of the pairs in which a policy is still dominated by none.{rest}",
        style="dim",
    )


def _value(value: Any) -> str:  # noqa: ANN401 - any value of a lever
    return cell(value) if isinstance(value, float) else str(value)


def _outcome(row: Mapping[Any, Any], one: Measured) -> str:
    return _span(row, one.name, one.unit)


def _span(row: Mapping[Any, Any], name: str, unit: str) -> str:
    """Write a number with its interval; small ones with the digits that tell them apart."""
    ends = [row[name], row[f"{name}_low"], row[f"{name}_high"]]
    small = all(abs(end) < 100.0 for end in ends if end == end)  # noqa: PLR0124 - nan
    middle, low, high = (cell(end) if small else number(end, unit) for end in ends)
    return f"{middle}\n[dim]{low} to {high}[/dim]" if low != "-" or high != "-" else middle
