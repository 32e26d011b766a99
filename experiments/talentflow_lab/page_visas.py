"""Visas: what the programmes of hosts granted, and to how many people who move."""

from __future__ import annotations

import pandas as pd

from talentflow.vocabulary import ORDINARY
from talentflow_lab import chart_groups
from talentflow_lab import page_words as text
from talentflow_lab.page_draw import (
    Figure,
    band_words,
    event_words,
    events_of,
    interval_rows,
    over_time,
    vega,
)
from talentflow_lab.page_numbers import Estimate, estimate
from talentflow_lab.page_parts import Page, Section

__all__ = ["visas"]

_NAMES = ("all visas", "visas to movers")


def visas(page: Page) -> Section | None:
    """Show visas and moves, if a host has a programme that anybody uses."""
    table = page.results.queues
    table = table[table["programme"] != ORDINARY]
    if not table["applied"].any():
        return None
    table = table.assign(
        visas=table["granted"] + table["family_members"] + table["unused"],
        decided=table["granted"] + table["refused"],
    )
    context = {"figure": _figure(page, table), "rows": _programmes(page, table)}
    return Section("visas", "Visas and moves", "visas.html.j2", context)


def _figure(page: Page, table: pd.DataFrame) -> Figure:
    numbers = page.numbers
    parts = [
        numbers.summary(over_time(table, column, numbers)).assign(name=name)
        for name, column in zip(_NAMES, ("visas", "granted"), strict=True)
    ]
    months, events = pd.concat(parts), events_of(numbers)
    top = parts[0].nlargest(1, "mean").iloc[0]
    title = "Visas granted in programmes, each month"
    words = f"{title}: at most {text.persons(top['mean'])} in {text.month(top['date'])}."
    spec = vega(chart_groups.two_lines(months, _NAMES, events, words, large=True))
    behind = interval_rows(
        months.sort_values("date", kind="stable"),
        ["date", "name"],
        ("Month", "Visas", "Number", "90 % interval"),
    )
    caption = band_words(numbers, event_words(events))
    return Figure("visas", title, words, spec, caption, behind)


def _programmes(page: Page, table: pd.DataFrame) -> list[dict[str, str]]:
    """Say of each programme whom its visas went to over the whole run, the largest first."""
    titles = page.results.programmes.drop_duplicates("programme").set_index("programme")["title"]
    rows = []
    sums = table.groupby("programme")["visas"].sum().sort_values(ascending=False)
    for name in sums.index:
        own = table[table["programme"] == name]
        rows.append(
            {
                "name": titles.get(name, text.capital(text.plain(str(name)))),
                "visas": _said(page, own, "visas"),
                "movers": _said(page, own, "granted"),
                "families": _said(page, own, "family_members"),
                "unused": _said(page, own, "unused"),
                "refused": text.percent(100 * own["refused"].sum() / max(own["decided"].sum(), 1)),
            }
        )
    return rows


def _said(page: Page, table: pd.DataFrame, column: str) -> str:
    sums = table.groupby("replication")[column].sum()
    found: Estimate = estimate(sums.reindex(page.numbers.replications, fill_value=0.0))
    return text.persons(found.mean)
