"""The charts of reasons that the report does not have."""

from __future__ import annotations

import altair as alt
import pandas as pd

from talentflow_lab import chart_style as style
from talentflow_lab.chart_parts import finish, interval_tooltip, time_axis

__all__ = ["LINES", "life_chart", "lines_chart"]

LINES = tuple(
    f"var(--line-{n}, {colour})"
    for n, colour in enumerate(
        ("#0d5c75", "#b8481a", "#7a6a12", "#6a4a94", "#3f7f4c", "#6b7075"), start=1
    )
)
"""Colours of lines that stand together."""


def lines_chart(
    rows: pd.DataFrame, periods: pd.DataFrame, description: str, months: int
) -> alt.LayerChart:
    """Draw terms over time with their intervals, and the periods that are compared as shades.

    `rows` has label, date, mean, low and high (logit units), labels in the order of the legend;
    `periods` has name, rank (0 is the one before), start and end; `months` is the run's length.
    """
    order = list(dict.fromkeys(rows["label"]))
    colour = alt.Color(
        "label:N",
        sort=order,
        scale=alt.Scale(domain=order, range=list(LINES[: len(order)])),
        legend=alt.Legend(
            symbolType="stroke",
            symbolOpacity=1,
            symbolSize=300,
            orient="bottom",
            columns=alt.ExprRef("containerSize()[0] < 480 ? 2 : 3"),
        ),
    )
    shade = (
        alt.Chart(periods)
        .mark_rect(opacity=0.3)
        .encode(
            x=alt.X("start:T", title=None),
            x2="end:T",
            fill=alt.when("datum.rank == 0")
            .then(alt.value(style.RULE))
            .otherwise(alt.value(style.BAND)),
            tooltip=alt.Tooltip("name:N", title="Period"),
        )
    )
    zero = alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(color=style.SOFT).encode(y="y:Q")
    base = alt.Chart(rows).encode(
        x=alt.X("date:T", title=None, axis=time_axis(months)), color=colour
    )
    axis = alt.Axis(tickCount=5)
    title = "logit units, above 0 for leaving"
    layers = [
        shade,
        zero,
        base.mark_area(opacity=0.2).encode(y=alt.Y("low:Q", title=title, axis=axis), y2="high:Q"),
        base.mark_line(strokeWidth=2).encode(y=alt.Y("mean:Q", axis=axis)),
        base.mark_point(filled=True, size=60, opacity=0).encode(
            y="mean:Q",
            tooltip=[
                alt.Tooltip("label:N", title="Reason"),
                *interval_tooltip("date:T", "Month", "+.2f", "mean"),
            ],
        ),
    ]
    return finish(layers, description, height=300)


def life_chart(rows: pd.DataFrame, what: str, description: str) -> alt.LayerChart:
    """Draw one person's reasons for and against something; rows have label and contribution."""
    y = alt.Y(
        "label:N",
        sort=list(rows["label"]),
        title=None,
        axis=alt.Axis(labelColor=style.INK, labelLimit=170),
    )
    x = alt.X(
        "contribution:Q",
        title=f"← against {what}, for {what} →",
        axis=alt.Axis(grid=True, tickCount=5, titleAnchor="end"),
    )
    bars = (
        alt.Chart(rows)
        .mark_bar(height=13)
        .encode(
            x=x,
            y=y,
            color=alt.when("datum.contribution >= 0")
            .then(alt.value(style.MODEL))
            .otherwise(alt.value(style.SEEN)),
            tooltip=[
                alt.Tooltip("label:N", title="Reason"),
                alt.Tooltip("contribution:Q", title="Logit units", format="+.2f"),
            ],
        )
    )
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=style.INK).encode(x="x:Q")
    return finish([bars, zero], description, height=24 * max(len(rows), 2))
