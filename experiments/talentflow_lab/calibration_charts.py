"""Charts of a calibration: prior against posterior, correlations, predictions against targets."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from talentflow_lab import chart_style as style

__all__ = ["correlations", "intervals", "predictions"]

_ROW, _WIDE = 22, 420
_FARTHEST = 4.0
"""Predictions are drawn up to so many times the observation."""


def intervals(rows: pd.DataFrame) -> dict[str, Any]:
    """Draw each prior as a pale bar of equal length, and the posterior's 90 % interval within it.

    Columns parameter, low, median, high: places within the prior (0 to 1).
    """
    y = alt.Y("parameter:N", sort=list(rows["parameter"]), title=None, axis=_names())
    wide = rows.assign(start=0.0, end=1.0)
    axis = alt.Axis(grid=False, values=[0, 0.5, 1], labelExpr=_ENDS)
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("start:Q", scale=scale, axis=axis, title="within the prior")
    layers = [
        alt.Chart(wide).mark_bar(color=style.LAND, height=11).encode(
            y=y, x=x, x2="end:Q"
        ),
        alt.Chart(rows).mark_bar(color=style.BAND, height=11).encode(
            y=y, x=alt.X("low:Q"), x2="high:Q"
        ),
        alt.Chart(rows).mark_tick(color=style.MODEL, thickness=2.5, size=13).encode(
            y=y, x=alt.X("median:Q")
        ),
    ]  # fmt: skip
    return _spec(alt.LayerChart(layer=layers), width=_WIDE, height=_ROW * len(rows))


_ENDS = "datum.value == 0 ? 'lowest' : datum.value == 1 ? 'highest' : 'middle'"


def correlations(draws: pd.DataFrame) -> dict[str, Any]:
    """Draw the rank correlations of the posterior's parameters, below the diagonal."""
    names = [str(name) for name in draws.columns]
    found = draws.corr(method="spearman").to_numpy(np.float64)
    below = [(n, m) for n in range(len(names)) for m in range(n + 1, len(names))]
    cells = [{"x": names[n], "y": names[m], "correlation": found[n, m]} for n, m in below]
    scale = alt.Scale(domain=[-1, 1], type="quantize", range=list(style.DIVERGING))
    legend = alt.Legend(title="rank correlation", orient="top", gradientLength=260)
    chart = alt.Chart(pd.DataFrame(cells)).mark_rect(stroke=style.PAPER).encode(
        x=alt.X("x:N", sort=names, title=None, axis=_names(angle=-40)),
        y=alt.Y("y:N", sort=names, title=None, axis=_names()),
        color=alt.Color("correlation:Q", scale=scale, legend=legend),
    )  # fmt: skip
    size = 30 * len(names)
    return _spec(chart, width=size, height=size)


def predictions(rows: pd.DataFrame) -> dict[str, Any]:
    """Draw what prior and posterior predict of each target, as multiples of the observation.

    Columns target, observed (nowhere 0) and low, median, high of prior, posterior and observation,
    as `talentflow_lab.predictive` returns them.
    """
    parts = ["observed_low", "observed_high", "prior_low", "prior_high", "low", "median", "high"]
    scaled = rows[["target"]].assign(
        **{part: np.clip(rows[part] / rows["observed"], 0, _FARTHEST) for part in parts}
    )
    y = alt.Y("target:N", sort=list(rows["target"]), title=None, axis=_names())
    axis = alt.Axis(grid=True, tickCount=5, format=".1~f")
    scale = alt.Scale(domain=[0, _FARTHEST])
    x = alt.X("prior_low:Q", scale=scale, axis=axis, title="times the observation")
    base = alt.Chart(scaled).encode(y=y)
    layers = [
        base.mark_bar(color=style.LAND, height=13).encode(x=x, x2="prior_high:Q"),
        base.mark_bar(color=style.BAND, height=8).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.mark_tick(color=style.MODEL, thickness=2.5, size=13).encode(x=alt.X("median:Q")),
        base.mark_rule(color=style.SEEN, strokeWidth=2).encode(
            x=alt.X("observed_low:Q"), x2="observed_high:Q"
        ),
    ]
    return _spec(alt.LayerChart(layer=layers), width=_WIDE, height=_ROW * len(rows))


def _names(angle: float = 0.0) -> alt.Axis:
    more: dict[str, Any] = {"labelAngle": angle}
    if angle:
        more["labelAlign"] = "right"
    return alt.Axis(labelColor=style.INK, labelLimit=0, labelOverlap=False, **more)


def _spec(chart: Any, **size: int) -> dict[str, Any]:  # noqa: ANN401 - any chart of Altair
    return {**chart.properties(**size).to_dict(), "config": style.config()}
