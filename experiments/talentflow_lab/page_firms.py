"""Firms: how far they have gone from home, where their offices are, and where their staff live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from talentflow.vocabulary import FIRM_STAGES
from talentflow_lab import chart_groups
from talentflow_lab import page_words as text
from talentflow_lab.page_draw import (
    Figure,
    at_date,
    dates_of,
    interval_rows,
    line_figure,
    over_time,
    vega,
)
from talentflow_lab.page_numbers import Numbers, estimate
from talentflow_lab.page_parts import Page, Section

__all__ = ["firms"]

STAGES: Mapping[str, str] = {
    "settled": "at home",
    "explore": "looking abroad",
    "partial": "partly abroad",
    "full": "wholly relocated",
    "closed": "closed",
}
_COUNTRIES = 10
_PLACES = 10


def firms(page: Page) -> Section | None:
    """Show firms as actors, unless all of them stay as they are."""
    results, numbers = page.results, page.numbers
    table = results.firms
    if not (table["stage"] != "settled").any():
        return None
    dates = dates_of(numbers)
    country = results.places.set_index("place")["iso3"]
    table = table.assign(country=table["place"].map(country).fillna(table["place"]))
    home = table["country"].isin(results.origin)
    offices = table[~home & (table["offices"] > 0)]
    figures = [_stages(numbers, table)]
    if len(offices):
        figures.append(_offices(page, offices, dates))
    if (table["hired_abroad"] > 0).any():
        hired = over_time(table, "hired_abroad", numbers)
        figures.append(line_figure(numbers, "hired-abroad", "Others hired at offices", hired))
    staff = [
        line_figure(
            numbers, "staff-home", "Staff at home", over_time(table[home], "staff", numbers)
        ),
        line_figure(
            numbers, "staff-abroad", "Staff abroad", over_time(table[~home], "staff", numbers)
        ),
    ]
    context = {
        "words": _words(numbers, table),
        "figures": figures,
        "staff": staff,
        "dates": [text.month(date) for date in dates],
        "rows": _places(page, offices, table, dates),
    }
    return Section("firms", "What the firms did", "firms.html.j2", context)


def _words(numbers: Numbers, table: pd.DataFrame) -> str:
    end = numbers.months[-1]
    every = at_date(table, "seats", end, numbers)
    parts = []
    for stage in ("partial", "full", "closed"):
        found = at_date(table[table["stage"] == stage], "seats", end, numbers)
        parts.append(
            f"{text.persons(found.mean)} {STAGES[stage]} ({text.interval(found, 'persons')})"
        )
    more = _founded(numbers, table) + _hired(numbers, table)
    return (
        f"Of {text.persons(every.mean)} firms, in {text.month(end)}: {text.listing(parts)}.{more}"
    )


def _founded(numbers: Numbers, table: pd.DataFrame) -> str:
    """Say how many firms were founded; nothing without foundings."""
    if not (table["founded"] > 0).any():
        return ""
    found = estimate(over_time(table, "founded", numbers).sum())
    return (
        f" Founded since the start: {text.persons(found.mean)} ({text.interval(found, 'persons')})."
    )


def _hired(numbers: Numbers, table: pd.DataFrame) -> str:
    """Say how many jobs moved abroad without people; nothing without any."""
    if not (table["hired_abroad"] > 0).any():
        return ""
    found = at_date(table, "hired_abroad", numbers.months[-1], numbers)
    return (
        f" Offices employ {text.persons(found.mean)} other people whom they hired where they are "
        f"({text.interval(found, 'persons')}): jobs that moved without people."
    )


def _stages(numbers: Numbers, table: pd.DataFrame) -> Figure:
    last = numbers.months[-1]
    quarters = [date for date in numbers.months if date.month % 3 == 0 or date == last]
    present = [stage for stage in FIRM_STAGES if (table["stage"] == stage).any()]
    parts = []
    for stage in present:
        wide = over_time(table[table["stage"] == stage], "seats", numbers).loc[quarters]
        parts.append(numbers.summary(wide).assign(name=STAGES[stage]))
    rows, order = pd.concat(parts), [STAGES[stage] for stage in present]
    at_end = ", ".join(f"{p['mean'].iloc[-1]:,.0f} {p['name'].iloc[0]}" for p in parts)
    words = f"Firms by stage of relocation; in {text.month(last)} {at_end}."
    caption = "Every firm counts once, at the end of each quarter; means over replications."
    chart = chart_groups.stacked(rows, order, len(numbers.months), words)
    head = ("Month", "Stage", "Mean", "90 % interval")
    keys = ["date", "name"]
    behind = interval_rows(rows.sort_values("date", kind="stable"), keys, head)
    return Figure("firms", "Firms by stage", words, vega(chart), caption, behind)


def _offices(page: Page, offices: pd.DataFrame, dates: Sequence[pd.Timestamp]) -> Figure:
    numbers = page.numbers
    last = offices[offices["date"] == dates[-1]]
    largest = last.groupby("country")["offices"].sum().nlargest(_COUNTRIES).index
    rows = [
        {"name": page.results.country_name(code), "date": text.month(date), **vars(found)}
        for code in largest
        for date in dates
        for found in [at_date(offices[offices["country"] == code], "offices", date, numbers)]
    ]
    frame = pd.DataFrame(rows, columns=["name", "date", "mean", "low", "high"])
    frame[["low", "high"]] = frame[["low", "high"]].astype(float)
    at_end = frame[frame["date"] == text.month(dates[-1])].head(3)
    words = "Offices abroad by country; most at last: " + ", ".join(
        f"{name} {mean:,.0f}" for name, mean in at_end[["name", "mean"]].itertuples(index=False)
    )
    chart = chart_groups.at_dates(frame, [text.month(date) for date in dates], words)
    caption = (
        "One office a firm. Bars: 90 % of the replications."
        if len(numbers.replications) > 1
        else "One office a firm; one replication."
    )
    head = ("Country", "Month", "Offices", "90 % interval")
    behind = interval_rows(frame, ["name", "date"], head)
    return Figure("offices", "Offices abroad, by country", words, vega(chart), caption, behind)


def _places(
    page: Page, offices: pd.DataFrame, table: pd.DataFrame, dates: Sequence[pd.Timestamp]
) -> list[dict[str, object]]:
    last = offices[offices["date"] == dates[-1]]
    largest = last.groupby("place")["offices"].sum().nlargest(_PLACES).index
    rows: list[dict[str, object]] = []
    for place in largest:
        here, own = offices[offices["place"] == place], table[table["place"] == place]
        found = [at_date(here, "offices", date, page.numbers) for date in dates]
        staff = at_date(own, "staff", dates[-1], page.numbers)
        rows.append(
            {
                "place": text.capital(page.results.place_name(place)),
                "cells": [(text.persons(f.mean), text.bounds(f, "persons")) for f in found],
                "staff": (text.persons(staff.mean), text.bounds(staff, "persons")),
            }
        )
    return rows
