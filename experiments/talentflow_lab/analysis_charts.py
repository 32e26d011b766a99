"""Charts of an analysis: tornado, heat map, PRIM box and trade-off, as Vega-Lite."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from talentflow_lab import chart_style as style
from talentflow_lab.discover import Discovery
from talentflow_lab.results import Measured

__all__ = ["SHADES", "box_charts", "heat_map", "tornado", "trade_off"]

SHADES = ("#e3eef1", "#b9d6de", "#85b6c4", "#4d92a6", "#1f6f88", "#0b4a60")
"""From the lowest to the highest mean of a heat map."""

POLICIES = (
    style.MODEL, style.SEEN, "#7a8b2a", "#8a63ad", "#c59a1d", "#4d92a6", "#a3476e", style.SOFT,
)  # fmt: skip
_WIDE, _ROW = 420, 26


def tornado(rows: pd.DataFrame, title: str) -> dict[str, Any]:
    """Draw a bar for each input, longest first, with its interval; columns input, value, low, high.

    Values may be negative; a column `inner` draws a second, narrow bar within the first.
    """
    order = list(rows["input"])
    y = alt.Y("input:N", sort=order, title=None, axis=_names(style.INK))
    axis = alt.Axis(grid=True, tickCount=5)
    base = alt.Chart(rows).encode(y=y)
    layers: list[Any] = [
        base.mark_bar(color=style.BAND, height=15).encode(
            x=alt.X("value:Q", title=title, axis=axis)
        )
    ]
    if "inner" in rows:
        layers.append(base.mark_bar(color=style.MODEL, height=7).encode(x="inner:Q"))
    layers += [
        base.mark_rule(color=style.SEEN, strokeWidth=1.5).encode(x="low:Q", x2="high:Q"),
        alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=style.INK).encode(x="x:Q"),
    ]
    return _spec(alt.LayerChart(layer=layers), width=_WIDE, height=_ROW * len(rows))


def heat_map(cells: pd.DataFrame, x: Sequence[str], y: Sequence[str], names: Sequence[str]) -> Any:  # noqa: ANN401 - a specification
    """Draw mean outcomes; columns x, y (labels of bins), mean; `names` of x, y and the colour."""
    scale = alt.Scale(type="quantize", range=list(SHADES))
    legend = alt.Legend(
        title=names[2], orient="top", gradientLength=260, titleLimit=0, format=",.3~g"
    )
    chart = alt.Chart(cells).mark_rect(stroke=style.PAPER, strokeWidth=1)
    chart = chart.encode(
        x=alt.X("x:O", sort=list(x), title=names[0], axis=_names(angle=-35)),
        y=alt.Y("y:O", sort=list(y)[::-1], title=None, axis=_names()),
        color=alt.Color("mean:Q", scale=scale, legend=legend),
    )
    size = {"width": 62 * len(x), "height": 44 * len(y)}
    return _spec(chart.properties(title=_head(names[1])), **size)


def box_charts(found: Discovery, limits: pd.DataFrame) -> list[dict[str, Any]]:
    """Draw up to three pairs of limited inputs: the points, and the box over them.

    `limits` are the rows of one PRIM box. One limited input is drawn against chance height.
    """
    names = [name for name in limits["input"] if name][:3]
    pairs = list(itertools.combinations(names, 2)) or [(name, "") for name in names]
    return [_pair(found, limits.set_index("input"), x, y) for x, y in pairs]


def _pair(found: Discovery, limits: pd.DataFrame, x: str, y: str) -> dict[str, Any]:
    told = np.where(found.interest, "of interest", "not")
    points = pd.DataFrame({"kind": told})
    ends: dict[str, list[tuple[float, float]]] = {}
    axes: dict[str, alt.Axis | None] = {"y": None}
    for n, (channel, name) in enumerate((("x", x), ("y", y))):
        points[channel], ends[channel] = _channel(found, limits, name, n)
        if name:
            axes[channel] = _ranks(found.categories[name]) if name in found.categories else _plain()
    box = pd.DataFrame(
        [(*a, *b) for a, b in itertools.product(ends["x"], ends["y"])],
        columns=["x", "x2", "y", "y2"],
    )
    scale = alt.Scale(zero=False, nice=False, padding=8)
    across = alt.X("x:Q", title=x, scale=scale, axis=axes["x"])
    up = alt.Y("y:Q", title=None, scale=scale, axis=axes["y"])
    shape: dict[str, Any] = {
        "fill": style.MODEL,
        "fillOpacity": 0.13,
        "stroke": style.MODEL,
        "strokeWidth": 2,
    }
    colours = alt.Scale(domain=["of interest", "not"], range=[style.SEEN, style.BAND])
    layers = [
        alt.Chart(box).mark_rect(**shape).encode(x=across, y=up, x2="x2:Q", y2="y2:Q"),
        alt.Chart(points)
        .mark_circle(size=26, opacity=0.8)
        .encode(x=across, y=up, color=alt.Color("kind:N", scale=colours)),
    ]
    chart = alt.LayerChart(layer=layers)
    if y:
        chart = chart.properties(title=_head(y))
    return _spec(chart, width=_WIDE, height=300 if y else 120)


def _channel(
    found: Discovery, limits: pd.DataFrame, name: str, seed: int
) -> tuple[Any, list[tuple[float, float]]]:
    """Return where the points lie along an axis, and from where to where the box goes.

    Categories lie at 0, 1, ..., their points spread a little by chance so that all are seen.
    """
    spread = np.random.default_rng(seed).random(len(found.inputs))
    if not name:
        return spread, [(0.0, 1.0)]
    column = found.inputs[name].astype("float64").to_numpy()
    if name in found.categories:
        kept = str(limits.loc[name, "values"]).split(" | ")
        places = [n for n, one in enumerate(found.categories[name]) if one in kept]
        return column + 0.7 * (spread - 0.5), [(n - 0.42, n + 0.42) for n in places]
    low, high = (float(limits[end][name]) for end in ("low", "high"))
    bounds = (
        float(column.min()) if np.isnan(low) else low,
        float(column.max()) if np.isnan(high) else high,
    )
    return column, [bounds]


def _ranks(values: Sequence[str]) -> alt.Axis:
    """Return an axis with the names of categories at 0, 1, ..."""
    told = f"{json.dumps(list(values))}[datum.value]"
    return alt.Axis(values=list(range(len(values))), labelExpr=told, labelLimit=0, titleLimit=0)


def trade_off(
    points: pd.DataFrame, means: pd.DataFrame, front: pd.DataFrame, axes: Sequence[Measured]
) -> dict[str, Any]:
    """Draw futures as faint dots, policies' means as large ones, and the Pareto front as a line.

    Columns x, y and policy. `means` may be empty: then the front is that of the points.
    """
    policies = list(dict.fromkeys(points["policy"]))
    colours = [POLICIES[n % len(POLICIES)] for n in range(len(policies))]
    legend = alt.Legend(orient="bottom", columns=2, labelLimit=0, symbolOpacity=1.0, symbolSize=90)
    colour = alt.Color("policy:N", scale=alt.Scale(domain=policies, range=colours), legend=legend)
    titles = [f"{one.title}, {one.unit} (to {one.goal})" for one in axes]
    scale = alt.Scale(zero=False)
    x = alt.X("x:Q", title=titles[0], scale=scale, axis=_plain())
    y = alt.Y("y:Q", title=None, scale=scale, axis=_plain())
    faint = 0.28 if len(means) else 0.7
    layers: list[Any] = [
        alt.Chart(points).mark_circle(size=22, opacity=faint).encode(x=x, y=y, color=colour),
        alt.Chart(front)
        .mark_line(color=style.INK, strokeDash=[5, 4], strokeWidth=1.5)
        .encode(x="x:Q", y="y:Q", order="order:Q"),
    ]
    if len(means):
        dots = alt.Chart(means).mark_circle(
            size=190, opacity=1.0, stroke=style.PAPER, strokeWidth=1.5
        )
        layers.append(dots.encode(x="x:Q", y="y:Q", color=colour))
    return _spec(
        alt.LayerChart(layer=layers).properties(title=_head(titles[1])),
        width=_WIDE + 60,
        height=340,
    )


def _names(colour: str = style.SOFT, angle: float = 0.0) -> alt.Axis:
    """Return an axis of names that are never cut off."""
    more: dict[str, Any] = {"labelAngle": angle}
    if angle:
        more["labelAlign"] = "right"
    return alt.Axis(labelColor=colour, labelLimit=0, titleLimit=0, labelOverlap=False, **more)


def _head(name: str) -> alt.TitleParams:
    """Write what goes up where no long name is cut off: over the chart."""
    return alt.TitleParams(f"↑ {name}", anchor="start", color=style.SOFT, fontSize=12)


def _plain() -> alt.Axis:
    return alt.Axis(grid=True, tickCount=5, titleLimit=0)


def _spec(chart: Any, **size: int) -> dict[str, Any]:  # noqa: ANN401 - any chart of Altair
    config = style.config()
    config["title"] = {"fontWeight": "normal", "limit": 0}
    return {**chart.properties(**size).to_dict(), "config": config}
