"""Make the figures of the report page: a chart, its words, and the numbers behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import pandas as pd

from talentflow_lab import chart_frame, chart_map, charts, links
from talentflow_lab import page_words as text
from talentflow_lab.page_compare import Comparison, destination_shares, panel
from talentflow_lab.page_draw import Figure, band_words, event_words, events_of, month_rows, vega
from talentflow_lab.page_numbers import Numbers

_BARS = 10
_STAGES = ("considering", "planning", "preparing")


def map_figure(numbers: Numbers, shares: pd.DataFrame) -> tuple[Figure, pd.DataFrame] | None:
    """Draw the map; also return the destinations that lie outside its frame.

    None when there are no leavers or the home country has no position in the data.
    """
    atlas, home = numbers.results.atlas, numbers.results.origin[0]
    routes = shares.join(atlas, on="destination").reset_index(drop=True)
    routes["name"] = routes["name"].fillna(routes["destination"])
    routes["count"] = [text.persons(count) for count in routes["persons"]]
    if home not in atlas.index or not len(routes):
        return None
    start = {str(key): value for key, value in atlas.loc[home].to_dict().items()}
    frame = chart_frame.frame_around((start["lon"], start["lat"]), routes)
    inside = frame.holds(routes["lon"].to_numpy(float), routes["lat"].to_numpy(float))
    words = _most(routes["name"], routes["share"])
    alt_text = f"Map of moves out of {start['name']}, arcs as wide as the people: {words}."
    chart = chart_map.flow_map(world(), start, routes, frame, alt_text)
    figure = Figure(
        "map",
        f"Moves out of {start['name']}, {_period(numbers)}",
        alt_text,
        vega(chart, padding=0),
        "The width of an arc is the number of people, mean over replications.",
        _share_rows(routes, "name", "Destination"),
    )
    return figure, routes[~inside]


def destinations_figure(numbers: Numbers, compared: list[Comparison]) -> Figure | None:
    """Draw destinations beside the shares that surveys observed, over the last survey's months."""
    seen = destination_shares(compared)
    last = max(seen, key=lambda item: item.end) if seen else None
    start, end = (last.start, last.end) if last else (numbers.since, numbers.months[-1])
    shares = numbers.shares("destination", start, end)
    if not len(shares):
        return None
    named = {item.target.destination for item in seen}
    kept = shares[(shares.index < _BARS) | shares["destination"].isin(named)].copy()
    kept["name"] = [numbers.results.country_name(code) for code in kept["destination"]]
    observed = pd.DataFrame(
        [
            {
                "name": numbers.results.country_name(item.target.destination),
                "value": item.target.value,
                "low": item.target.interval[0],
                "high": item.target.interval[1],
                "survey": f"observed, survey of {text.month(item.end)}",
            }
            for item in sorted(seen, key=lambda item: item.end, reverse=True)
        ],
        columns=["name", "value", "low", "high", "survey"],
    )
    period = f"{text.month(start)} to {text.month(end)}"
    alt_text = (
        f"Shares of the leavers by destination, {period}: {_most(kept['name'], kept['share'])}."
    )
    one = len(numbers.replications) < 2
    caption = "Bars: the model." if one else "Bars: the model, with 90 % intervals."
    caption += (
        " Marks: shares among the leavers who answered a survey, with their sampling error."
        if seen
        else ""
    )
    return Figure(
        "destinations",
        f"Destinations of the leavers, {period}",
        alt_text,
        vega(charts.destinations(kept, observed, alt_text)),
        caption,
        _share_rows(kept, "name", "Destination"),
    )


def leavers_figure(numbers: Numbers) -> Figure:
    """Draw leavers by month with their interval."""
    months, events = numbers.summary(numbers.leavers), events_of(numbers)
    top = months.nlargest(1, "mean").iloc[0]
    alt_text = (
        f"Leavers by month: highest in {text.month(top['date'])} with {text.persons(top['mean'])} "
        f"people, {text.persons(months['mean'].iloc[-1])} in the last month."
    )
    return Figure(
        "leavers",
        f"People who left {numbers.results.home_name}, by month",
        alt_text,
        vega(charts.leavers_by_month(months, events, alt_text)),
        band_words(numbers, event_words(events)),
        month_rows(months, ",.0f"),
    )


def share_figure(numbers: Numbers, compared: list[Comparison]) -> Figure:
    """Draw the cumulated share of leavers beside the surveys, with the range of their bias."""
    months = numbers.summary(numbers.left_share_by_month())
    seen = panel(compared)
    bias = links.parameters()["links.panel_share_abroad.over_representation"][1]
    least, most = bias.low, bias.high
    middle = months["date"].iloc[len(months) // 2]
    surveys = pd.DataFrame(
        [
            {
                "date": item.end,
                "value": item.target.value,
                "low": _of_everybody(item.target.interval[0], most),
                "high": _of_everybody(item.target.interval[1], least),
                "late": item.end > middle,
                "label": f"survey of {text.month(item.end)}: {text.percent(item.target.value)}",
            }
            for item in seen
        ],
        columns=["date", "value", "low", "high", "late", "label"],
    )
    last = months.iloc[-1]
    alt_text = f"Left since {text.month(numbers.since)}: {text.percent(last['mean'])} by "
    alt_text += f"{text.month(last['date'])}."
    for item in seen:
        alt_text += (
            f" A survey of {text.month(item.end)} published {text.percent(item.target.value)}."
        )
    extra = (
        "Diamonds: what surveys of a self-selected panel published; bars: what that may mean for "
        f"everybody, if those abroad answered with {least:.0f} to {most:.0f} times the odds."
        if seen
        else "No observed value covers these months."
    )
    return Figure(
        "share",
        f"Share that left since {text.month(numbers.since)}, % of those at home before",
        alt_text,
        vega(charts.share_left(months, surveys, alt_text)),
        band_words(numbers, extra),
        month_rows(months, ".1f"),
    )


def _of_everybody(percent: float, odds: float) -> float:
    """Return the share of everybody behind a panel in which it has so many times the odds."""
    share = percent / 100.0
    return 100.0 * share / (share + odds * (1.0 - share))


def stage_figures(numbers: Numbers, names: Sequence[str] = _STAGES) -> list[Figure]:
    """Draw one small chart for each stage of the decision that people at home are in."""
    shares = numbers.stage_shares() if len(numbers.results.stages) else pd.DataFrame()
    figures = []
    for name in names:
        months = shares[shares["stage"] == name] if len(shares) else shares
        if not len(months):
            continue
        top = months.nlargest(1, "mean").iloc[0]
        alt_text = (
            f"{text.capital(name)}: {text.percent(months['mean'].iloc[0])} at first, at most "
            f"{text.percent(top['mean'])} in {text.month(top['date'])}."
        )
        spec = vega(charts.stage(months.drop(columns="stage"), alt_text))
        title = f"{text.capital(name)}, % of those at home"
        rows = month_rows(months, ".1f")
        figures.append(Figure(f"stage-{name}", title, alt_text, spec, alt_text, rows))
    return figures


def world() -> dict[str, Any]:
    """Return the countries of the world as TopoJSON, with ISO numeric codes as ids."""
    path = files("talentflow_lab") / "assets" / "countries-110m.json"
    atlas: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    atlas["objects"] = {"countries": atlas["objects"]["countries"]}
    return atlas


def _most(names: pd.Series[str], shares: pd.Series[float]) -> str:
    pairs = zip(names.head(5), shares.head(5), strict=True)
    return text.listing([f"{name} {text.percent(share)}" for name, share in pairs])


def _period(numbers: Numbers) -> str:
    return f"{text.month(numbers.since)} to {text.month(numbers.months[-1])}"


def _share_rows(shares: pd.DataFrame, column: str, head: str) -> tuple[tuple[str, ...], ...]:
    rows = [
        (str(row[column]), f"{row['persons']:,.0f}", f"{row['share']:.1f}", _from_to(row))
        for row in shares.to_dict("records")
    ]
    return ((head, "People", "% of leavers", "90 % interval"), *rows)


def _from_to(row: dict[Any, Any]) -> str:
    return "" if pd.isna(row["low"]) else f"{row['low']:.1f} to {row['high']:.1f}"
