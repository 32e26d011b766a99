"""Pieces that several charts share: a line with its interval, event marks, tooltips."""

from __future__ import annotations

import altair as alt
import pandas as pd

from talentflow_lab import chart_style as style

_FEW_MONTHS = 30
"""Up to so many months the axis of time names months, else years."""


def band(months: pd.DataFrame, number: str) -> list[alt.Chart]:
    """Return the layers of a line over time with its interval and a reading aid."""
    base = alt.Chart(months).encode(x=alt.X("date:T", title=None, axis=time_axis(len(months))))
    near = alt.selection_point(nearest=True, on="pointermove", fields=["date"], empty=False)
    y_axis = alt.Axis(tickCount=4, title=None)
    line = base.mark_line(color=style.MODEL, strokeWidth=2).encode(y=alt.Y("mean:Q", axis=y_axis))
    area = base.mark_area(color=style.BAND, opacity=0.75).encode(
        y=alt.Y("low:Q", axis=y_axis), y2="high:Q"
    )
    reading = (
        base.mark_point(filled=True, size=50, color=style.MODEL)
        .encode(
            y="mean:Q",
            opacity=alt.when(near).then(alt.value(1)).otherwise(alt.value(0)),
            tooltip=interval_tooltip("date:T", "Month", number, "mean"),
        )
        .add_params(near)
    )
    return [area, line, reading]


def time_axis(months: int) -> alt.Axis:
    """Return the axis of time of a run of so many months."""
    years = months > _FEW_MONTHS
    return alt.Axis(
        format="%Y" if years else style.MONTH,
        tickCount="year" if years else 4,
        ticks=True,
        labelFlush=False,
        labelOverlap="parity",
    )


def interval_tooltip(field: str, title: str, number: str, mean: str) -> list[alt.Tooltip]:
    """Return a tooltip of a mean and its 90 % interval; `mean` names the column of the mean."""
    key = (
        alt.Tooltip(field, title=title, format=style.MONTH)
        if field.endswith(":T")
        else alt.Tooltip(field, title=title)
    )
    return [
        key,
        alt.Tooltip(f"{mean}:Q", title="Mean", format=number),
        alt.Tooltip("low:Q", title="90 % from", format=number),
        alt.Tooltip("high:Q", title="to", format=number),
    ]


def event_rules(events: pd.DataFrame) -> list[alt.Chart]:
    """Mark events by a dashed line without a label."""
    rules = alt.Chart(events).mark_rule(color=style.SEEN, strokeDash=[3, 3], strokeWidth=1)
    return [rules.encode(x="date:T")] if len(events) else []


def event_marks(events: pd.DataFrame) -> list[alt.Chart]:
    """Mark events by a dashed line, with their labels in rows above the plot."""
    layers = []
    for row, (_, event) in enumerate(reversed(list(events.iterrows()))):
        base = alt.Chart(pd.DataFrame([event])).encode(x="date:T")
        top = -9 - 17 * row
        late = bool(event["late"])
        layers.append(
            base.mark_rule(color=style.SEEN, strokeDash=[3, 3], strokeWidth=1).encode(
                y=alt.value(top - 6), y2=alt.value("height")
            )
        )
        layers.append(
            base.mark_text(
                align="right" if late else "left",
                dx=-5 if late else 5,
                baseline="middle",
                color=style.SEEN,
                limit=alt.ExprRef("width * 0.5"),
            ).encode(text="title:N", y=alt.value(top))
        )
    return layers


def finish(layers: list[alt.Chart], description: str, height: int = 280) -> alt.LayerChart:
    """Layer a chart as wide as its container; height in pixels."""
    chart = alt.LayerChart(layer=layers)
    return chart.properties(width="container", height=height, description=description)
