"""The charts of the desk."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from talentflow.months import date_of
from talentflow_lab import chart_style as style
from talentflow_lab.chart_parts import interval_tooltip, time_axis
from talentflow_lab.verdict import Question, Verdict

__all__ = ["displaced", "displacement_chart", "effect_chart", "effects_of", "group_chart",
           "levels_chart", "levels_of", "money_chart"]  # fmt: skip

SIDES = {"baseline": "without", "policy": "with the policy"}
MOST_PLACES = 8
_AMOUNTS = alt.Axis(grid=True, tickCount=4)


def levels_of(question: Question, verdict: Verdict, outcome: str) -> pd.DataFrame:
    """Return an outcome on both sides: date, side, mean, low, high (90 % of pairs)."""
    rows = verdict.series[verdict.series["outcome"] == outcome]
    start = question.baseline.start
    parts = []
    for side, words in SIDES.items():
        months = rows.groupby("month")[side]
        low, high = (months.quantile(q) for q in (0.05, 0.95))
        part = pd.DataFrame({"mean": months.mean(), "low": low, "high": high}).reset_index()
        parts.append(part.assign(side=words))
    found = pd.concat(parts, ignore_index=True)
    found.insert(0, "date", [pd.Timestamp(date_of(start, int(m))) for m in found["month"]])
    return found.drop(columns="month")


def effects_of(verdict: Verdict, outcome: str) -> pd.DataFrame:
    """Return the effect on an outcome by month: date, mean, low, high (90 % interval)."""
    rows = verdict.effects
    rows = rows[(rows["outcome"] == outcome) & (rows["group"] == "all")]
    found = rows.rename(columns={"effect": "mean"})[["date", "mean", "low", "high"]]
    return found.fillna({"low": found["mean"], "high": found["mean"]}).reset_index(drop=True)


def levels_chart(levels: pd.DataFrame) -> alt.LayerChart:
    """Draw both sides with their bands."""
    order = list(SIDES.values())
    colour = alt.Color(
        "side:N", sort=order, legend=alt.Legend(orient="top", title=None),
        scale=alt.Scale(domain=order, range=[style.SOFT, style.MODEL]),
    )  # fmt: skip
    axis = time_axis(levels["date"].nunique())
    base = alt.Chart(levels).encode(x=alt.X("date:T", title=None, axis=axis), color=colour)
    band = base.mark_area(opacity=0.22).encode(y=alt.Y("low:Q", title="people"), y2="high:Q")
    line = base.mark_line(strokeWidth=2).encode(
        y=alt.Y("mean:Q", axis=alt.Axis(tickCount=4)),
        tooltip=[
            alt.Tooltip("side:N", title="Side"),
            *interval_tooltip("date:T", "Month", ",.0f", "mean"),
        ],
    )
    return _finish([band, line], "people without and with the policy, by month", 240)


def effect_chart(effects: pd.DataFrame) -> alt.LayerChart:
    """Draw the effect with its interval."""
    axis = time_axis(len(effects))
    base = alt.Chart(effects).encode(x=alt.X("date:T", title=None, axis=axis))
    zero = alt.Chart(pd.DataFrame({"y": [0]})).mark_rule(color=style.RULE).encode(y="y:Q")
    band = base.mark_area(color=style.BAND, opacity=0.7).encode(
        y=alt.Y("low:Q", title="people"), y2="high:Q"
    )
    line = base.mark_line(color=style.MODEL, strokeWidth=2).encode(
        y=alt.Y("mean:Q", axis=alt.Axis(tickCount=4)),
        tooltip=interval_tooltip("date:T", "Month", ",.1f", "mean"),
    )
    return _finish([zero, band, line], "additional people, by month", 240)


def displaced(question: Question, verdict: Verdict, territory: str) -> pd.DataFrame:
    """Return where the additional people of a territory would be: name, persons, most first.

    Negative where a place gains beside it.
    """
    places = question.baseline.data.place_rows
    country, _, place = territory.partition(":")
    own = {place} if place else set(places.loc[places["iso3"] == country, "place"])
    ways = verdict.displacement
    came = ways[ways["place_with"].isin(own) & ~ways["place_without"].isin(own)]
    went = ways[~ways["place_with"].isin(own) & ways["place_without"].isin(own)]
    net = came.groupby("place_without")["persons"].sum()
    net = net.sub(went.groupby("place_with")["persons"].sum(), fill_value=0.0)
    net = net[net != 0.0].sort_values(key=np.abs, ascending=False, kind="stable").head(MOST_PLACES)
    names = dict(zip(places["place"], places["name"], strict=True)) | {
        "none": "not in the occupation"
    }
    return (
        pd.DataFrame(
            {"name": [names.get(str(p), str(p)) for p in net.index], "persons": net.to_numpy(float)}
        )
        .sort_values("persons", ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def displacement_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """Draw who misses the people."""
    y = alt.Y(
        "name:N",
        sort=list(rows["name"]),
        title=None,
        axis=alt.Axis(labelColor=style.INK, labelLimit=150),
    )
    x = alt.X("persons:Q", title="people who would be there", axis=_AMOUNTS)
    bars = (
        alt.Chart(rows)
        .mark_bar(color=style.MODEL, height=14)
        .encode(x=x, y=y, tooltip=_tips(("name:N", "Place", ""), ("persons:Q", "People", ",.1f")))
    )
    return _finish(
        [bars], "where additional people would be without the policy", 26 * max(len(rows), 2)
    )


def group_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """Draw effects by group at the horizon; rows have group_value, effect, low, high."""
    y = alt.Y("group_value:N", sort=list(rows["group_value"]), title=None,
              axis=alt.Axis(labelColor=style.INK))  # fmt: skip
    base = alt.Chart(rows).encode(y=y)
    tips = [
        alt.Tooltip("group_value:N", title="Group"),
        alt.Tooltip("effect:Q", title="Additional", format=",.1f"),
    ]
    bars = base.mark_bar(color=style.MODEL, height=12).encode(
        x=alt.X("effect:Q", title="additional people", axis=alt.Axis(grid=True, tickCount=4)),
        tooltip=tips,
    )
    layers: list[alt.Chart] = [bars]
    if rows["low"].notna().any():
        layers.append(base.mark_rule(color=style.INK).encode(x="low:Q", x2="high:Q"))
    return _finish(layers, "additional people by group", 24 * max(len(rows), 2))


def money_chart(rows: pd.DataFrame, budget: float) -> alt.LayerChart:
    """Draw what each lever spends, and the budget as a line; rows have name and spent (EUR)."""
    y = alt.Y(
        "name:N",
        sort=list(rows["name"]),
        title=None,
        axis=alt.Axis(labelColor=style.INK, labelLimit=170),
    )
    axis = alt.Axis(grid=True, tickCount=4, format="~s")
    bars = (
        alt.Chart(rows)
        .mark_bar(color=style.BAND, height=14)
        .encode(
            x=alt.X("spent:Q", title="EUR by the horizon", axis=axis),
            y=y,
            tooltip=_tips(("name:N", "Lever", ""), ("spent:Q", "EUR", ",.0f")),
        )
    )
    layers: list[alt.Chart] = [bars]
    if budget > 0.0:
        line = alt.Chart(pd.DataFrame({"x": [budget]}))
        layers.append(
            line.mark_rule(color=style.SEEN, strokeWidth=2, strokeDash=[5, 3]).encode(x="x:Q")
        )
    return _finish(layers, "spending by lever", 30 * max(len(rows), 1) + 10)


def _tips(*fields: tuple[str, str, str]) -> list[alt.Tooltip]:
    """Return tooltips of (field, title, number format; empty for words)."""
    return [
        alt.Tooltip(f, title=t, format=n) if n else alt.Tooltip(f, title=t) for f, t, n in fields
    ]


def _finish(layers: list[alt.Chart], description: str, height: int) -> alt.LayerChart:
    chart = alt.LayerChart(layer=layers)
    return chart.properties(width="container", height=height, description=description)
