"""What a person sees on the terminal of an explanation."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow.vocabulary import STAGES
from talentflow_lab import explain_tables as tables
from talentflow_lab.explain import Explained

__all__ = ["points", "print_explained", "table", "words"]

MEANING = (
    "Weight (accounting): change since the first months of what the factor's terms contribute to "
    "the mean wish, logit units; it sums exactly, and says what weighs. Shapley values (causal): "
    "the same people with the same luck, without the factor and with it, averaged over all sets of "
    "the others, points of percent; they sum to the total effect. Without: what goes away if this "
    "factor alone does not act. In brackets 90 % of the replications."
)
_GROUPS = {"under25": "under 25", "none": "no firm", "product": "product firms",
           "outsourcing": "outsourcing firms", "all": "everybody"}  # fmt: skip


def print_explained(found: Explained) -> None:
    """Print stages, the reasons both ways, destinations, and what would have kept whom."""
    console = Console()
    console.print(
        f"[bold]{escape(found.case.title)}[/bold]\nat the end of {found.at:%B %Y}; factors held as "
        f"they were before {found.since:%B %Y}; scale {found.case.scale:g}, "
        f"{found.replications} replications"
    )
    _print(console, "1. Stages of those at home, percent", _stages(found))
    _print(console, "2a. Why they are willing to leave", _willing(found))
    countries = tables.destinations(found)
    names = _countries(found)
    title = "2b. Why there: Shapley values, points of percent of those who left"
    _print(console, title, _where(found, countries, names))
    title = "    Why there: accounting, logit units for the country against the residence"
    _print(console, title, _where_weighs(found, countries, names))
    _print(console, "3. What would have kept whom, in percent of those who left", _keepers(found))
    console.print(MEANING, style="dim")
    idle = found.factors[found.factors["start"].isna()]["title"].tolist()
    if idle:
        console.print(
            f"Cannot change anything by then, so exactly 0: {', '.join(idle)}.", style="dim"
        )


def table(heads: tuple[str, ...]) -> Table:
    """Make a table whose first column is left, the others right."""
    made = Table(box=None, padding=(0, 1))
    for n, head in enumerate(heads):
        made.add_column(head, justify="right" if n else "left", overflow="fold", no_wrap=bool(n))
    return made


def points(value: float) -> str:
    """Write a number of one digit after the point with its sign; a dash for none, 0 for exactly 0.

    >>> points(1.25), points(-0.04), points(0.0), points(float("nan"))
    ('+1.2', '−0.0', '0', '-')
    """
    if math.isnan(value):
        return "-"
    return "0" if value == 0.0 else f"{value:+.1f}".replace("-", "\u2212")


def words(value: str) -> str:
    """Write a part of a group in words."""
    return _GROUPS.get(value, value)


def _print(console: Console, title: str, made: Table) -> None:
    console.print(f"\n[bold]{escape(title)}[/bold]")
    console.print(made)


def _span(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"[dim]{points(low)} to {points(high)}[/dim]"


def _stages(found: Explained) -> Table:
    before = found.since - pd.DateOffset(months=1)
    made = table(("", *(f"{stage}\n{found.at:%Y-%m}" for stage in STAGES),
                  f"settled\n{before:%Y-%m}", "have left\nsince"))  # fmt: skip
    rows = found.stages.set_index(["date", "group", "group_value", "stage"])["mean"]
    gone = found.totals[found.totals["outcome"] == "gone"].set_index(["group", "group_value"])
    for group, value in gone.index:
        shares = [rows.get((found.at, group, value, stage), math.nan) for stage in STAGES]
        early = rows.get((before, group, value, "settled"), math.nan)
        cells = [f"{share:.1f}" for share in (*shares, early, gone.loc[(group, value), "all"])]
        made.add_row(escape(words(value)), *cells)
    return made


def _willing(found: Explained) -> Table:
    heads = ("", "weight\nlogit", "wish\nShapley", "", "wish\nwithout", "left\nShapley", "",
             "left\nwithout")  # fmt: skip
    made = table(heads)
    for row in tables.both_ways(found).to_dict("records"):
        made.add_row(
            escape(str(row["title"])),
            points(row["weight"]),
            *_both(row, "wish"),
            *_both(row, "gone"),
        )
    return made


def _both(row: Mapping[Hashable, Any], outcome: str) -> tuple[str, str, str]:
    low, high = row[f"{outcome}_low"], row[f"{outcome}_high"]
    return points(row[outcome]), _span(low, high), points(row[f"{outcome}_without"])


def _where(found: Explained, countries: list[str], names: Mapping[str, str]) -> Table:
    made = table(("", *(escape(names[one]) for one in countries)))
    rows = tables.by_destination(found, countries)
    rows = rows[rows["factor"] != ""]
    for title, cells in rows.groupby("title", sort=False):
        by_country = {row["destination"]: row for row in cells.to_dict("records")}
        made.add_row(escape(str(title)), *(_cell(by_country[one]) for one in countries))
    share = found.totals.set_index("outcome")
    for told, column in (("share of leavers, %", "all"), ("with no factor, %", "none")):
        numbers = [float(share[column][f"to:{one}"]) for one in countries]
        made.add_row(told, *(f"{number:.1f}" for number in numbers))
    return made


def _cell(row: Mapping[Hashable, Any]) -> str:
    span = _span(row["low"], row["high"]) if row["value"] != 0.0 else ""
    return f"{points(row['value'])}\n{span}" if span else points(row["value"])


def _where_weighs(found: Explained, countries: list[str], names: Mapping[str, str]) -> Table:
    made = table(("", *(escape(names[one]) for one in countries)))
    rows = tables.by_destination(found, countries)
    for title, cells in rows.groupby("title", sort=False):
        weights = cells.set_index("destination")["weight"]
        made.add_row(escape(str(title)), *(points(float(weights[one])) for one in countries))
    return made


def _keepers(found: Explained) -> Table:
    made = table(("", "left,\npersons", "would not have left", "", "lever of the origin", ""))
    frame = tables.keepers(found)
    for (_, value), rows in frame.groupby(["group", "group_value"], sort=False):
        by_kind = {row["kind"]: row for row in rows.to_dict("records")}
        cells = []
        for kind in ("condition", "lever"):
            row = by_kind.get(kind)
            cells += ["-", ""] if row is None else [escape(str(row["title"])), _kept(row)]
        made.add_row(escape(words(str(value))), f"{rows['left'].iloc[0]:,.0f}", *cells)
    return made


def _kept(row: Mapping[Hashable, Any]) -> str:
    span = "" if math.isnan(row["low"]) else f" [dim]{row['low']:.0f} to {row['high']:.0f}[/dim]"
    return f"{row['share']:.0f} %{span}"


def _countries(found: Explained) -> dict[str, str]:
    rows = found.case.data.country_rows
    return dict(zip(rows["iso3"], rows["name"], strict=True))
