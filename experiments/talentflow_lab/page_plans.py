"""Plans: how many are settled, consider, plan and prepare to leave, by group and over time."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from talentflow_lab import page_words as text
from talentflow_lab.hedges import UNITS, written
from talentflow_lab.page_draw import dates_of
from talentflow_lab.page_numbers import Estimate, Numbers, estimate
from talentflow_lab.page_parts import Page, Section
from talentflow_lab.page_results import read_table

__all__ = ["plans", "stages_by_group"]

STAGES = ("considering", "planning", "preparing")
COLUMNS = ["replication", "date", "country", "group", "group_value", "stage", "persons"]


def plans(page: Page) -> Section:
    """Show the share of each group at home that considers, plans and prepares to leave."""
    numbers = page.numbers
    before = [numbers.since - pd.DateOffset(months=1)] if numbers.turning else []
    dates = list(dict.fromkeys([*before, numbers.since + pd.DateOffset(months=2),
                                *dates_of(numbers)]))  # fmt: skip
    dates = [date for date in dates if date in numbers.months]
    table = stages_by_group(numbers, dates)
    groups = []
    for group in table["group"].unique():
        rows = table[table["group"] == group]
        groups.append(
            {"title": "Everybody" if group == "all" else f"By {text.plain(str(group))}",
             "rows": _rows(rows, dates)}
        )  # fmt: skip
    context = {"groups": groups, "dates": [text.month(d) for d in dates], "stages": STAGES,
               "unit": UNITS["%"].after}  # fmt: skip
    return Section("plans", "Who means to leave", "plans.html.j2", context)


def stages_by_group(numbers: Numbers, dates: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """Return the share of each group at home in each stage: percent, with 90 % of the runs.

    Columns: group, group_value, date, stage, mean, low, high.
    """
    results = numbers.results
    table = read_table(results.folder, "stages", COLUMNS)
    table = table[table["country"].isin(results.origin) & table["date"].isin(dates)]
    keys = ["group", "group_value", "date", "replication"]
    persons = table.groupby([*keys, "stage"])["persons"].sum().unstack(fill_value=0)
    shares = 100.0 * persons.div(persons.sum(axis=1), axis=0)
    rows = []
    for (group, value, date), part in shares.groupby(level=keys[:3]):
        for stage in STAGES:
            if stage not in part:
                continue
            found = estimate(part[stage])
            rows.append((group, value, date, stage, found.mean, found.low, found.high))
    columns = ["group", "group_value", "date", "stage", "mean", "low", "high"]
    frame = pd.DataFrame(rows, columns=columns)
    order = ["all", *sorted(set(frame["group"]) - {"all"})]
    frame["rank"] = frame["group"].map(order.index)
    return frame.sort_values(["rank", "group_value", "date"], kind="stable").drop(columns="rank")


def _rows(rows: pd.DataFrame, dates: Sequence[pd.Timestamp]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for value in rows["group_value"].unique():
        one = rows[rows["group_value"] == value]
        for stage in STAGES:
            cells = []
            for date in dates:
                cell = one[(one["stage"] == stage) & (one["date"] == date)]
                cells.append(_cell(cell))
            found.append({"name": _named(str(value)) if value != "all"
                          else "Everybody", "stage": stage, "cells": cells})  # fmt: skip
    return found


def _named(value: str) -> str:
    """Write the name of a part of a group: under25 and 25-34 are ages."""
    return text.capital(re.sub(r"(?<=[a-z])(?=\d)", " ", value.replace("_", " ")))


def _cell(rows: pd.DataFrame) -> tuple[str, str]:
    if rows.empty:
        return "–", ""
    row = rows.iloc[0]
    low, high = (None if pd.isna(row[n]) else float(row[n]) for n in ("low", "high"))
    mean, down, up = written(Estimate(float(row["mean"]), low, high), "%")
    return mean, f"{down} to {up}" if down else ""
