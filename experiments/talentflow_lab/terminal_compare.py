"""What a person sees on the terminal when a comparison has ended."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talentflow_lab.compare import Compared
from talentflow_lab.terminal_study import number, signed, span
from talentflow_lab.verdict import Question

__all__ = ["print_compared", "print_ranking"]

MOST_WAYS = 8


def print_compared(compared: Compared, question: Question) -> None:
    """Print effects at the horizon, costs, and who would have been where."""
    console = Console()
    horizon = compared.effects["date"].max()
    console.print(f"[bold]{escape(question.policy.title)}[/bold], to {horizon:%B %Y}")
    console.print(_effects(compared, horizon))
    for line in _net(compared):
        console.print(line)
    if len(compared.costs):
        console.print(_costs(compared))
    console.print(_ways(compared))
    console.print(_precision(compared, question), style="dim")


def _effects(compared: Compared, horizon: object) -> Table:
    table = Table(box=None, padding=(0, 1))
    for head in ("", "without", "with", "difference", "90 % interval"):
        table.add_column(head, justify="left" if not head else "right")
    rows = compared.effects
    rows = rows[(rows["date"] == horizon) & (rows["group"] == "all")]
    for row in rows.to_dict("records"):
        unit = str(row["unit"])
        table.add_row(
            escape(f"{words(str(row['outcome']))}, {unit}"),
            number(row["baseline"], unit),
            number(row["policy"], unit),
            signed(row["effect"], unit),
            span(row, unit) if row["effect"] != 0.0 or row["low"] != row["high"] else "",
        )
    return table


def words(outcome: str) -> str:
    """Say an outcome's name in words."""
    name, _, where = outcome.partition(":")
    said = {
        "stock": "living in",
        "arrivals": "arrivals in",
        "departures": "departures from",
        "person_years": "person-years in",
        "remote_for": "working remotely for",
        "first_moves": "first moves out of home",
        "returns": "returns",
    }[name]
    return f"{said} {where}".strip()


def _net(compared: Compared) -> list[str]:
    """Say "net 412: 520 in, 108 out" for each lever."""
    lines = []
    for row in compared.costs.to_dict("records"):
        if math.isnan(row["additional"]):
            continue
        gained = row["present"] - row["deadweight"] + row["others_gained"]
        lines.append(
            f"{row['lever']} of {row['owner']}: net {row['additional']:,.0f}: {gained:,.0f} in, "
            f"{row['crowded_out']:,.0f} out; {row['recipients']:,.0f} recipients, of whom "
            f"{row['deadweight']:,.0f} would be there anyway"
        )
    return lines


def _costs(compared: Compared) -> Table:
    table = Table(box=None, padding=(0, 1))
    heads = ("", "EUR spent", "additional", "EUR each", "90 % interval", "worth at most")
    for head in heads:
        table.add_column(head, justify="left" if not head else "right")
    for row in compared.costs.to_dict("records"):
        table.add_row(
            escape(f"{row['lever']} of {row['owner']}"),
            number(row["spent"], "EUR"),
            signed(row["additional"], "persons"),
            _money(row["cost_per_additional"]),
            _interval(row),
            _money(row["break_even_cost"]),
        )
    return table


def _money(value: float) -> str:
    return "-" if not math.isfinite(value) else f"{value:,.0f}"


def _interval(row: Mapping[Any, Any]) -> str:
    if math.isnan(row["low"]):
        return "nobody gained" if row["additional"] <= 0.0 else "-"
    high = "without limit" if math.isinf(row["high"]) else f"{row['high']:,.0f}"
    return f"{row['low']:,.0f} to {high}"


def _ways(compared: Compared) -> Table:
    table = Table(box=None, padding=(0, 1), title="Who is elsewhere", title_justify="left")
    for head in ("without the policy", "with it", "persons"):
        table.add_column(head, justify="right" if head == "persons" else "left")
    for row in compared.displacement.head(MOST_WAYS).to_dict("records"):
        persons = f"{row['persons']:,.1f}"
        table.add_row(str(row["place_without"]), str(row["place_with"]), persons)
    return table


def _precision(compared: Compared, question: Question) -> str:
    said = f"{compared.pairs} pairs of runs with the same people and the same luck"
    if math.isfinite(compared.independent) and compared.independent > compared.pairs:
        times = compared.independent / compared.pairs
        said += (
            f"; independent runs would have taken {compared.independent:,.0f} of each for the same "
            f"precision of {words(question.main)} ({times:,.0f} times the variance)"
        )
    return said + "."


def print_ranking(ranking: pd.DataFrame, draws: int) -> None:
    """Print levers, the best first, with how often the order holds."""
    table = Table(box=None, padding=(0, 1))
    heads = (
        "",
        "additional",
        "90 % of draws",
        "EUR each",
        "median rank",
        "above the next",
        "first",
    )
    for head in heads:
        table.add_column(head, justify="left" if not head else "right")
    for row in ranking.to_dict("records"):
        table.add_row(
            escape(f"{row['lever']} of {row['owner']}"),
            signed(row["additional"], "persons"),
            f"{signed(row['low'], 'persons')} to {signed(row['high'], 'persons')}",
            _money(row["cost_per_additional"]),
            f"{row['median_rank']:.0f}",
            "" if math.isnan(row["above_next"]) else f"{100 * row['above_next']:.0f} %",
            f"{100 * row['first']:.0f} %",
        )
    console = Console()
    console.print(table)
    console.print(
        f"{draws} draws of every lever's figures from their ranges, each with new luck that all "
        "levers share. Additional: people at the owner's places at the end.",
        style="dim",
    )
