"""The charts of compared runs: a line and a band for each."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from talentflow_app.library_numbers import Read, months_of
from talentflow_lab import chart_style as style
from talentflow_lab.chart_parts import interval_tooltip, time_axis

__all__ = ["COLOURS", "DASHES", "difference_chart", "levels", "levels_chart"]

COLOURS = (style.MODEL, style.SEEN, "var(--run-3, #7d6608)", "var(--run-4, #6b4a94)")
"""Of the first run, the second, ..."""
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3))
"""The same, so that lines are told apart without colours."""


def levels(chosen: Sequence[Read], series: str) -> pd.DataFrame:
    """Return a series of each run: run, date, mean, low, high (the middle 90 %)."""
    parts = []
    for one in chosen:
        summary = one.numbers.summary(months_of(one.numbers, series))
        parts.append(summary.assign(run=one.run.key))
    return pd.concat(parts, ignore_index=True)[["run", "date", "mean", "low", "high"]]


def levels_chart(
    rows: pd.DataFrame, runs: Sequence[str], title: str, *, zero: bool = True
) -> alt.LayerChart:
    """Draw a line with a band for each run; `runs` are all that are chosen, in order.

    `zero` says whether the scale begins at 0.
    """
    return _finish(_lines(rows, runs, runs, ",.0f", zero=zero), f"{title}, a line for each run")


def difference_chart(rows: pd.DataFrame, runs: Sequence[str], title: str) -> alt.LayerChart:
    """Draw how the others differ from the first; colours are those of the levels."""
    zero = alt.Chart(pd.DataFrame({"y": [0.0]}))
    rule = zero.mark_rule(color=COLOURS[0], strokeWidth=1.5).encode(y="y:Q")
    layers = [rule, *_lines(rows, runs, runs[1:], "+,.0f")]
    return _finish(layers, f"{title}, less that of {runs[0]}")


def _lines(
    rows: pd.DataFrame, runs: Sequence[str], shown: Sequence[str], number: str, *, zero: bool = True
) -> list[alt.Chart]:
    order = [key for key in runs if key in shown]
    places = [list(runs).index(key) for key in order]
    legend = alt.Legend(
        title=None, orient="top", columns=2, labelLimit=220, symbolType="stroke", symbolSize=500,
        symbolOpacity=1, symbolFillColor="transparent",
    )  # fmt: skip
    colour = alt.Color(
        "run:N", sort=order, legend=legend,
        scale=alt.Scale(domain=order, range=[COLOURS[n] for n in places]),
    )  # fmt: skip
    dash = alt.StrokeDash(
        "run:N", sort=order, legend=legend,
        scale=alt.Scale(domain=order, range=[list(DASHES[n]) for n in places]),
    )  # fmt: skip
    axis = time_axis(rows["date"].nunique())
    y_axis = alt.Axis(tickCount=4, title="people")
    base = alt.Chart(rows).encode(x=alt.X("date:T", title=None, axis=axis), color=colour)
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y("low:Q", axis=y_axis, scale=alt.Scale(zero=zero)), y2="high:Q"
    )
    tips = [
        alt.Tooltip("run:N", title="Run"),
        *interval_tooltip("date:T", "Month", number, "mean"),
    ]
    line = base.mark_line(strokeWidth=2).encode(y=alt.Y("mean:Q"), strokeDash=dash, tooltip=tips)
    return [band, line]


def _finish(layers: list[alt.Chart], description: str) -> alt.LayerChart:
    chart = alt.LayerChart(layer=layers)
    return chart.properties(width="container", height=240, description=description)
