"""Who comes back after a thaw: returns within one, three and five years of the change."""

from __future__ import annotations

import pandas as pd

from talentflow_lab import page_words as text
from talentflow_lab.page_numbers import estimate
from talentflow_lab.page_parts import Page, Section
from talentflow_lab.page_results import Results

__all__ = ["change", "returned", "returns"]

YEARS = (1, 3, 5)


def returns(page: Page) -> Section | None:
    """Show who came back, if the scenario lets politics change and goes on for a year after."""
    results = page.results
    date = change(results)
    if date is None:
        return None
    years = [n for n in YEARS if date + pd.DateOffset(years=n) <= results.months[-1]]
    if not years:
        return None
    abroad = _abroad(results, date)
    rows = [
        {
            "year": f"{n} year" if n == 1 else f"{n} years",
            "back": text.persons(back.mean),
            "range": text.interval(back, "persons"),
            "share": text.percent(share.mean),
            "share_range": text.interval(share, "%"),
        }
        for n in years
        for back in [estimate(returned(results, date, n))]
        for share in [estimate(100.0 * returned(results, date, n) / abroad)]
    ]
    context = {
        "rows": rows,
        "date": text.month(date),
        "abroad": text.persons(float(abroad.mean())),
        "home": results.home_name,
    }
    return Section("returns", "Who came back", "returns.html.j2", context)


def change(results: Results) -> pd.Timestamp | None:
    """Return the month in which politics change, if the scenario says that they do."""
    values = results.provenance.set_index("path")["value"]
    if str(values.get("shocks.thaw.enabled")) != "True":
        return None
    month = int(float(str(values["shocks.thaw.start"])))
    return results.months[month] if month < len(results.months) else None


def returned(results: Results, date: pd.Timestamp, years: int) -> pd.Series:
    """Count returns home within so many years of a month, by replication, real people."""
    flows = results.flows
    in_time = (flows["date"] >= date) & (flows["date"] < date + pd.DateOffset(years=years))
    back = flows[in_time & (flows["kind"] == "return")]
    sums = back.groupby("replication")["persons"].sum()
    return sums.reindex(results.replications, fill_value=0.0)


def _abroad(results: Results, date: pd.Timestamp) -> pd.Series:
    """Count the origins' citizens abroad at the end of the month before, by replication."""
    stocks = results.stocks
    before = stocks["date"] == date - pd.DateOffset(months=1)
    away = stocks[before & (stocks["country"].astype(str) != stocks["citizenship"].astype(str))]
    return away.groupby("replication")["persons"].sum().reindex(results.replications)
