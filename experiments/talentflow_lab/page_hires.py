"""Hires: who fills the jobs of the places that a scenario names, and from where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from talentflow_lab import charts
from talentflow_lab import page_words as text
from talentflow_lab.page_draw import Figure, vega
from talentflow_lab.page_numbers import Estimate, estimate
from talentflow_lab.page_parts import Page, Section
from talentflow_lab.page_results import Results

__all__ = ["hires", "jobs_of", "named_places", "sources"]

_KNOWN = "feedback.vacancies.known."
_NEW = "feedback.new_employer.jobs."
_LISTED = 8
"""The most countries that are listed one by one."""
_OTHERS = "natives_and_others"


def hires(page: Page) -> Section | None:
    """Show who fills the jobs of the places whose vacancies or new employer the scenario names."""
    results = page.results
    places = named_places(results)
    if not places:
        return None
    context = {
        "places": [_place(results, place) for place in places],
        "since": text.month(results.months[0]),
        "end": text.month(results.months[-1]),
        "one": len(results.replications) < 2,
    }
    return Section("hires", "Who fills the jobs", "hires.html.j2", context)


def named_places(results: Results) -> list[str]:
    """List the places about whose jobs the scenario says something, in order of their codes."""
    paths = results.provenance["path"]
    found = (
        path.removeprefix(start)
        for start in (_KNOWN, _NEW)
        for path in paths[paths.str.startswith(start)]
    )
    return sorted(set(found) & set(results.hires["place"]))


def jobs_of(results: Results, place: str, **columns: str) -> pd.Series:
    """Count the jobs of a place filled by some, by replication; all of them where none are named.

    `columns` are values that columns of the table `hires` must have.
    """
    rows = results.hires[results.hires["place"] == place]
    for name, value in columns.items():
        rows = rows[rows[name] == value]
    sums = rows.groupby("replication")["persons"].sum()
    return sums.reindex(results.replications, fill_value=0.0)


def sources(results: Results, place: str) -> pd.DataFrame:
    """List the professionals who filled jobs of a place by where they lived, most first.

    Columns: name, mean, low, high (persons); a country of a few may be one of "other countries".
    """
    here = results.hires[results.hires["place"] == place]
    moved = here[here["source"].isin(["abroad", "same_country"])]
    own = moved["source"] == "same_country"
    country = "the rest of " + moved["origin"].map(results.country_name)
    moved = moved.assign(name=moved["origin"].map(results.country_name).where(~own, country))
    order = moved.groupby("name")["persons"].sum().sort_values(ascending=False, kind="stable")
    kept = set(order.index[: _LISTED if len(order) > _LISTED + 1 else len(order)])
    moved = moved.assign(name=moved["name"].where(moved["name"].isin(kept), "other countries"))
    rows = []
    for name in [*order.index[order.index.isin(kept)], "other countries"]:
        group = moved[moved["name"] == name]
        if len(group):
            sums = group.groupby("replication")["persons"].sum()
            found = estimate(sums.reindex(results.replications, fill_value=0.0))
            rows.append({"name": name, "mean": found.mean, "low": found.low, "high": found.high})
    return pd.DataFrame(rows, columns=["name", "mean", "low", "high"])


def _place(results: Results, place: str) -> dict[str, Any]:
    """Gather what the template tells about a place."""
    jobs = results.jobs[results.jobs["place"] == place]
    opened = estimate(jobs.groupby("replication")["openings"].sum())
    last = estimate(
        jobs[jobs["date"] == results.months[-1]].groupby("replication")["vacancies"].sum()
    )
    values = results.provenance.set_index("path")["value"]
    new = float(str(values.get(f"{_NEW}{place}", 0.0)))
    table = sources(results, place)
    return {
        "name": results.place_name(place),
        "opened": text.persons(opened.mean),
        "open": text.persons(last.mean),
        "open_range": text.interval(last, "persons") if last.low is not None else "",
        "new": text.persons(new) if new else "",
        "rows": list(_rows(results, place)),
        "figure": _figure(results, place, table) if len(table) else None,
    }


def _rows(results: Results, place: str) -> Iterator[dict[str, str]]:
    """Write one row a group of people: what they filled of all jobs and of the new employer's."""
    groups = {
        "natives and others": {"source": _OTHERS},
        "newcomers to the occupation": {"source": "newcomers"},
        "professionals from another country": {"source": "abroad"},
        "professionals from elsewhere in the country": {"source": "same_country"},
        "foreigners who finished their study there": {"source": "studied_there"},
        "all": {},
    }
    for name, which in groups.items():
        every = jobs_of(results, place, **which)
        new = jobs_of(results, place, employer="new", **which)
        if every.any():
            yield {
                "who": name,
                "all": _count(estimate(every)),
                "all_range": _range(estimate(every)),
                "new": _count(estimate(new)),
                "new_range": _range(estimate(new)),
            }


def _count(found: Estimate) -> str:
    """Write a number of people who may be fewer than one."""
    return _few(found.mean)


def _few(value: float) -> str:
    return text.persons(value) if value >= 10 else f"{value:.1f}"


def _range(found: Estimate) -> str:
    if found.low is None or found.high is None:
        return text.interval(found, "persons")
    return f"90{text.NARROW}% interval {_few(found.low)} to {_few(found.high)}"


def _figure(results: Results, place: str, table: pd.DataFrame) -> Figure:
    name = results.place_name(place)
    top = table.iloc[0]
    alt_text = (
        f"Professionals who filled jobs of {name} by where they lived before: most from "
        f"{top['name']}, {top['mean']:.1f} people."
    )
    caption = "" if table["low"].isna().all() else "Lines: 90 % intervals over replications."
    numbers = tuple(
        (
            str(row["name"]),
            f"{row['mean']:.1f}",
            "" if pd.isna(row["low"]) else f"{row['low']:.1f} to {row['high']:.1f}",
        )
        for row in table.to_dict("records")
    )
    return Figure(
        f"hires-{place}",
        f"Professionals who filled jobs of {name}, by where they lived before",
        alt_text,
        vega(charts.amounts(table, "people", alt_text)),
        caption,
        (("From", "People", "90 % interval"), *numbers),
    )
