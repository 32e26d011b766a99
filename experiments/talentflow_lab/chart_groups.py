"""Draw charts of several things at once: stacked over time, side by side, and at a few dates."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from talentflow_lab import chart_style as style
from talentflow_lab.chart_parts import event_marks, event_rules, finish, interval_tooltip, time_axis


def stacked(
    quarters: pd.DataFrame, order: Sequence[str], months: int, description: str
) -> alt.LayerChart:
    """Draw what a whole is made of over time, the first of `order` at the bottom.

    `quarters` has date, name, mean, low and high; `months` is the length of the run.
    """
    rank = {name: position for position, name in enumerate(order)}
    rows = quarters.assign(rank=quarters["name"].map(rank))
    scale = alt.Scale(domain=list(order), range=list(style.STEPS[: len(order)]))
    few = f"containerSize()[0] < {110 * len(order)} ? 3 : 0"  # columns; 0 is one row
    area = (
        alt.Chart(rows)
        .mark_area(stroke=style.PAPER, strokeWidth=0.7)
        .encode(
            x=alt.X("date:T", title=None, axis=time_axis(months)),
            y=alt.Y("mean:Q", stack="zero", title=None, axis=alt.Axis(tickCount=4)),
            color=alt.Color(
                "name:N",
                scale=scale,
                sort=list(order),
                legend=alt.Legend(columns=alt.ExprRef(few)),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[alt.Tooltip("name:N", title="Part")],
        )
    )
    return finish([area], description)


def two_lines(
    months: pd.DataFrame,
    names: Sequence[str],
    events: pd.DataFrame,
    description: str,
    *,
    large: bool,
) -> alt.LayerChart:
    """Draw two counts over time with their intervals, and dated events.

    `months` has date, name, mean, low and high; `names` are the two, and `events` as
    `event_marks` takes them; their labels are drawn if the chart is large.
    """
    legend = alt.Legend(symbolType="stroke", symbolOpacity=1, symbolSize=300, orient="bottom")
    colour = alt.Color(
        "name:N",
        scale=alt.Scale(domain=list(names), range=[style.MODEL, style.SOFT]),
        sort=list(names),
        legend=legend,
    )
    dates = time_axis(len(months) // len(names))
    axis = alt.Axis(tickCount=4, title=None)
    base = alt.Chart(months).encode(x=alt.X("date:T", title=None, axis=dates), color=colour)
    layers = [
        base.mark_area(opacity=0.25).encode(y=alt.Y("low:Q", axis=axis), y2="high:Q"),
        base.mark_line(strokeWidth=2).encode(
            y=alt.Y("mean:Q", axis=axis),
            strokeDash=alt.StrokeDash(
                "name:N",
                scale=alt.Scale(domain=list(names), range=[[1, 0], [5, 3]]),
                sort=list(names),
                legend=legend,
            ),
        ),
        base.mark_point(filled=True, size=60, opacity=0).encode(
            y="mean:Q",
            tooltip=[
                alt.Tooltip("name:N", title="Where"),
                *interval_tooltip("date:T", "Month", ",.0f", "mean"),
            ],
        ),
    ]
    marks = event_marks(events) if large else event_rules(events)
    return finish(layers + marks, description, height=260 if large else 170)


def at_dates(rows: pd.DataFrame, dates: Sequence[str], description: str) -> alt.LayerChart:
    """Draw a count for each name at a few dates, with its interval.

    `rows` has name, date (text), mean, low and high; names in drawing order.
    """
    names = list(dict.fromkeys(rows["name"]))
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelColor=style.INK, labelLimit=140))
    fills = (style.PAPER, style.BAND, style.MODEL)[-len(dates) :]
    base = alt.Chart(rows).encode(y=y)
    layers = []
    if rows["low"].notna().any():
        layers.append(
            base.mark_rule(color=style.INK, strokeWidth=1.5).encode(
                x=alt.X("low:Q", title=None), x2="high:Q"
            )
        )
    layers.append(
        base.mark_point(size=90, strokeWidth=2, stroke=style.MODEL, opacity=1).encode(
            x=alt.X("mean:Q", title=None, axis=alt.Axis(grid=True, tickCount=5)),
            fill=alt.Fill(
                "date:N",
                scale=alt.Scale(domain=list(dates), range=list(fills)),
                sort=list(dates),
                legend=alt.Legend(symbolStrokeColor=style.MODEL, symbolType="circle"),
            ),
            tooltip=[
                alt.Tooltip("date:N", title="Month"),
                *interval_tooltip("name:N", "Where", ",.0f", "mean"),
            ],
        )
    )
    return finish(layers, description, height=26 * len(names))
