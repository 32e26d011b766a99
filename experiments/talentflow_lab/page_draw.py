"""What all figures of the report page share: their form, their words and the events they mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from talentflow_lab import chart_style, charts
from talentflow_lab import page_words as text
from talentflow_lab.page_numbers import Estimate, Numbers, estimate


@dataclass(frozen=True)
class Figure:
    """A chart as a Vega-Lite specification, with its title, caption and table of numbers.

    `alt` says in words what the chart shows; `rows` holds the numbers as text, header first.
    """

    slug: str
    title: str
    alt: str
    spec: dict[str, Any]
    caption: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def vega(chart: alt.LayerChart, padding: int = 4) -> dict[str, Any]:
    """Return a chart as a Vega-Lite specification in the page's look; padding in pixels."""
    spec: dict[str, Any] = chart.to_dict()
    spec.pop("$schema", None)
    fit = {"type": "fit", "contains": "padding"}
    return {**spec, "config": chart_style.config(), "autosize": fit, "padding": padding}


def over_time(rows: pd.DataFrame, value: str, numbers: Numbers) -> pd.DataFrame:
    """Sum a column of numbers by month and replication; what has no row is 0."""
    table = rows.pivot_table(
        index="date", columns="replication", values=value, aggfunc="sum", fill_value=0.0
    )
    months = numbers.at_home.index if (rows["date"] < numbers.months[0]).any() else numbers.months
    return table.reindex(index=months, columns=numbers.replications, fill_value=0.0)


def at_date(rows: pd.DataFrame, value: str, date: pd.Timestamp, numbers: Numbers) -> Estimate:
    """Sum a column of numbers in one month within each replication."""
    sums = rows[rows["date"] == date].groupby("replication")[value].sum()
    return estimate(sums.reindex(numbers.replications, fill_value=0.0))


def dates_of(numbers: Numbers) -> list[pd.Timestamp]:
    """Choose up to three months to look at: the Decembers from the turning point on, and the end.

    Of these the first, the middle and the last.
    """
    last = numbers.months[-1]
    ends = [date for date in numbers.months if date.month == 12 and date >= numbers.since]
    ends = list(dict.fromkeys([*ends, last]))
    return list(dict.fromkeys([ends[0], ends[(len(ends) - 1) // 2], last]))


def line_figure(numbers: Numbers, slug: str, title: str, wide: pd.DataFrame) -> Figure:
    """Draw one line over time with its interval; `wide` is months by replications."""
    months = numbers.summary(wide)
    top = months.nlargest(1, "mean").iloc[0]
    words = (
        f"{title}: {text.persons(months['mean'].iloc[0])} at first, at most "
        f"{text.persons(top['mean'])} in {text.month(top['date'])}, "
        f"{text.persons(months['mean'].iloc[-1])} at last."
    )
    spec = vega(charts.line(months, words))
    return Figure(slug, title, words, spec, band_words(numbers), month_rows(months, ",.0f"))


def events_of(numbers: Numbers) -> pd.DataFrame:
    """List severe events within the run, at least five months apart."""
    first, last = numbers.months[0], numbers.months[-1]
    kept: list[dict[str, Any]] = []
    for row in numbers.severe_events().to_dict("records"):
        if not kept or row["month"] >= kept[-1]["date"] + pd.DateOffset(months=5):
            late = (row["month"] - first) > 0.5 * (last - first)
            day = str(pd.Timestamp(row["date"]).strftime("%d %B %Y")).lstrip("0")
            title = str(row["title"])
            kept.append({"date": row["month"], "day": day, "title": title, "late": late})
    return pd.DataFrame(kept, columns=["date", "day", "title", "late"])


def event_words(events: pd.DataFrame) -> str:
    """Say which events the dashed lines mark."""
    if not len(events):
        return ""
    pairs = zip(events["title"], events["day"], strict=True)
    return f"Dashed: {'; '.join(f'{title} ({day})' for title, day in pairs)}."


def band_words(numbers: Numbers, extra: str = "") -> str:
    """Say what line and band are."""
    count = len(numbers.replications)
    if count < 2:
        return f"Line: the only replication. {extra}".strip()
    return f"Line: mean of {count} replications; band: 90 % of them. {extra}".strip()


def month_rows(months: pd.DataFrame, number: str) -> tuple[tuple[str, ...], ...]:
    """Return the numbers behind a line: date, mean, low, high, header first."""
    rows = [
        (f"{row['date']:%Y-%m}", *(format(row[c], number) for c in ("mean", "low", "high")))
        for row in months.to_dict("records")
    ]
    return (("Month", "Mean", "90 % from", "to"), *rows)


def interval_rows(
    rows: pd.DataFrame, keys: Sequence[str], head: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    """Return the numbers behind a chart of several things: keys, mean and interval as text."""
    named = [
        (
            *(f"{row[k]:%Y-%m}" if isinstance(row[k], pd.Timestamp) else str(row[k]) for k in keys),
            f"{row['mean']:,.0f}",
            "" if pd.isna(row["low"]) else f"{row['low']:,.0f} to {row['high']:,.0f}",
        )
        for row in rows.to_dict("records")
    ]
    return (head, *named)
