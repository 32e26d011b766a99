"""What a person sees on the terminal when a calibration has ended."""

from __future__ import annotations

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow_lab.analysis_page import cell
from talentflow_lab.calibrate import Calibrated
from talentflow_lab.calibration_check import Checked
from talentflow_lab.quick_fit import Quick

__all__ = ["print_calibrated", "print_checked", "print_quick"]


def print_calibrated(found: Calibrated) -> None:
    """Print what the data pin, and what the posterior predicts of every target."""
    console = Console()
    record = found.posterior.record
    head = f"Calibration of {found.plan.base} on {len(found.plan.targets)} targets"
    console.print(f"[bold]{escape(head)}[/bold]")
    console.print(_parameters(found.identified))
    console.print(_predictions(found.predicted))
    within = int(found.predicted["within"].sum())
    console.print(
        f"{within} of {len(found.predicted)} targets lie within the 90 % interval of what the "
        f"posterior predicts. {record['kept']:,} of {record['rows']:,} rows kept, of "
        f"{record['runs_kept']:,} runs; effective number {record['effective']:,.0f}.",
        style="dim",
    )


def print_quick(found: Quick) -> None:
    """Print the best point of a quick fit, and what it misses."""
    console = Console()
    shown = _table("parameter", "value")
    for row in found.parameters.to_dict("records"):
        shown.add_row(escape(row["parameter"]), cell(row["value"]))
    console.print(shown)
    misses = _table("target", "observed", "simulated", "miss, sd")
    for row in found.targets.to_dict("records"):
        numbers = (cell(row["observed"]), cell(row["simulated"]), f"{row['miss']:+.1f}")
        misses.add_row(escape(row["target"]), *numbers)
    console.print(misses)


def print_checked(checked: Checked, pinned: list[str]) -> None:
    """Print how often intervals held the truth of held-out runs."""
    console = Console()
    table = _table("parameter", "coverage of 90 %", "p (ranks uniform)")
    frame = checked.frame().set_index("parameter")
    for name in pinned:
        row = frame.loc[name]
        table.add_row(escape(name), f"{row['coverage_90']:.0%}", f"{row['p_uniform']:.2f}")
    console.print(table)
    rate, _ = checked.coverage(list(checked.names))
    console.print(
        f"{len(checked.ranks)} held-out runs; all parameters together: {rate:.1%} of the 90 % "
        "intervals hold the truth.",
        style="dim",
    )


def _parameters(frame: pd.DataFrame) -> Table:
    table = _table("parameter", "prior", "posterior", "sd / prior sd", "pinned")
    for row in frame.to_dict("records"):
        prior = f"{cell(row['prior_low'])} to {cell(row['prior_high'])}"
        post = f"{cell(row['median'])} ({cell(row['low'])} to {cell(row['high'])})"
        table.add_row(escape(row["parameter"]), prior, post, f"{row['ratio']:.2f}", row["pinned"])
    return table


def _predictions(frame: pd.DataFrame) -> Table:
    table = _table("target", "observed", "prior predicts", "posterior predicts", "within")
    for row in frame.to_dict("records"):
        table.add_row(
            escape(row["target"]),
            f"{cell(row['observed'])} {escape(row['unit'].split(' (')[0])}",
            f"{cell(row['prior_low'])} to {cell(row['prior_high'])}",
            f"{cell(row['median'])} ({cell(row['low'])} to {cell(row['high'])})",
            "yes" if row["within"] else "no",
        )
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right")
    return table
