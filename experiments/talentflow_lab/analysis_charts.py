"""Pictures of a sweep: tornado, heat map, box and trade-off, as Vega-Lite charts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from talentflow.files import write_text
from talentflow_lab import chart_style as style
from talentflow_lab.discover import Discovered
from talentflow_lab.results import Measured, Results
from talentflow_lab.sensitivity import means_of

__all__ = ["box", "heat", "tornado", "trade_off", "write_chart"]

_ROW, _WIDE = 26, 420
_PLAIN = {"background": "white"}
_HEADS = {
    "S1": "first-order share of variance",
    "ST": "share of variance with all interactions",
    "mu_star": "mean absolute effect over the whole range",
    "delta": "delta: how far knowing it shifts the distribution",
    "spearman": "rank correlation (Spearman)",
}


def write_chart(chart: alt.TopLevelMixin, path: Path) -> list[Path]:
    """Write a chart as SVG and PNG, and return both paths."""
    spec = {**chart.to_dict(), "config": {**style.config(), **_PLAIN}}
    text = style_free(vl_convert.vegalite_to_svg(spec))
    write_text(path.with_suffix(".svg"), text)
    picture = path.with_suffix(".png")
    picture.write_bytes(vl_convert.svg_to_png(text, scale=2))
    return [path.with_suffix(".svg"), picture]


def style_free(svg: str) -> str:
    """Replace the page's style variables by their own colours, for pictures that stand alone."""
    import re  # noqa: PLC0415 - only here

    return re.sub(r"var\(--[\w-]+, (#[0-9a-fA-F]+)\)", r"\1", svg)


def tornado(results: Results, found: pd.DataFrame, one: Measured, policy: str) -> alt.TopLevelMixin:
    """Draw how much each input moves an outcome, the strongest first.

    Without indices the rank correlation is taken.
    """
    mine = found[(found["outcome"] == one.name) & (found["policy"] == policy)]
    index = next((i for i in ("ST", "mu_star", "delta") if (mine["index"] == i).any()), "")
    rows = mine[mine["index"] == index]
    if not index:
        rows, index = _correlations(results, one, policy), "spearman"
    y = alt.Y(
        "input:N",
        sort=alt.EncodingSortField("value", op="max", order="descending"),
        title=None,
        axis=alt.Axis(labelLimit=340, labelColor=style.INK),
    )
    base = alt.Chart(rows).encode(y=y)
    axis = alt.Axis(grid=True, tickCount=5)
    bars = base.mark_bar(color=style.MODEL, height=14).encode(
        x=alt.X("value:Q", title=_HEADS[index], axis=axis)
    )
    spans = base.mark_rule(color=style.SEEN, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    size = {"width": _WIDE, "height": _ROW * max(len(rows), 1)}
    title = f"What moves: {one.title}" + (f" ({policy})" if len(results.policies) > 1 else "")
    return alt.layer(bars, spans).properties(**size, title=title)


def _correlations(results: Results, one: Measured, policy: str) -> pd.DataFrame:
    points = results.points[results.points["policy"] == policy].sort_values("future")
    y = pd.Series(means_of(results, policy, one.name), index=points.index)
    rows: list[dict[str, Any]] = []
    for each in results.inputs:
        x = points[each.name]
        number = x if x.dtype.kind in "fib" else x.astype("category").cat.codes
        value = float(pd.Series(number).corr(y, method="spearman"))
        rows.append({"input": each.name, "value": value, "low": None, "high": None})
    return pd.DataFrame(rows).dropna(subset="value")


def heat(results: Results, one: Measured, a: str, b: str) -> alt.TopLevelMixin:
    """Draw the mean of an outcome over two inputs, in bins."""
    frame = results.runs.groupby("point")[[one.name]].mean().join(results.points[[a, b]])
    plain = frame.set_axis(["outcome", "a", "b"], axis=1).dropna()
    chart = (
        alt.Chart(plain)
        .mark_rect()
        .encode(
            x=alt.X("a:Q", bin=alt.Bin(maxbins=8), title=a),
            y=alt.Y("b:Q", bin=alt.Bin(maxbins=8), title=b),
            color=alt.Color(
                "mean(outcome):Q",
                title=f"{one.title}, {one.unit}",
                scale=alt.Scale(scheme="blues"),
                legend=alt.Legend(orient="right", titleLimit=240),
            ),
        )
    )
    return alt.layer(chart).properties(width=_WIDE, height=320)


def box(found: Discovered) -> alt.TopLevelMixin:
    """Draw the points over the two inputs that the box restricts first, and the box."""
    ranges = found.box[found.box["values"] == ""]
    names = ranges["input"].tolist()[:2]
    others = [n for n in found.cases if n not in {"of_interest", "inside", "policy", *names}]
    a, b = (names + others + names)[:2]
    cases = found.cases[[a, b, "of_interest"]].set_axis(["a", "b", "hit"], axis=1)
    cases["hit"] = cases["hit"].map({True: str(found.condition), False: "not"})
    scale = alt.Scale(domain=[str(found.condition), "not"], range=["#0b6e8f", "#c9ccd1"])
    dots = (
        alt.Chart(cases)
        .mark_circle(size=46, opacity=0.6)
        .encode(
            x=alt.X("a:Q", title=a, scale=alt.Scale(zero=False)),
            y=alt.Y("b:Q", title=b, scale=alt.Scale(zero=False)),
            color=alt.Color("hit:N", scale=scale),
        )
    )
    ends = {row["input"]: (row["low"], row["high"]) for row in ranges.to_dict("records")}
    full = {n: (float(found.cases[n].min()), float(found.cases[n].max())) for n in (a, b)}
    (x, x2), (y, y2) = (ends.get(n, full[n]) for n in (a, b))
    corner = pd.DataFrame([{"x": x, "x2": x2, "y": y, "y2": y2}])
    frame = (
        alt.Chart(corner)
        .mark_rect(fillOpacity=0, stroke="#b3261e", strokeWidth=2)
        .encode(x="x:Q", x2="x2:Q", y="y:Q", y2="y2:Q")
    )
    return alt.layer(dots, frame).properties(width=_WIDE, height=340)


def trade_off(results: Results, a: Measured, b: Measured) -> alt.TopLevelMixin:
    """Draw the policies by their means of two outcomes, with what 80 % of futures lie between."""
    runs = results.runs.join(results.points[["policy", "future"]], on="point")
    means = runs.groupby(["policy", "future"])[[a.name, b.name]].mean()
    by = means.groupby("policy")
    rows = by.mean().set_axis(["a", "b"], axis=1)
    for name, one in (("a", a), ("b", b)):
        rows[f"{name}_low"], rows[f"{name}_high"] = (by[one.name].quantile(q) for q in (0.1, 0.9))
    base = alt.Chart(rows.reset_index())
    near = alt.Scale(zero=False)
    x = alt.X("a:Q", title=f"{a.title}, {a.unit}", scale=near)
    y = alt.Y("b:Q", title=f"{b.title}, {b.unit}", scale=near)
    colour = alt.Color("policy:N", legend=alt.Legend(orient="right", labelLimit=300))
    dots = base.mark_circle(size=90, opacity=1).encode(x=x, y=y, color=colour)
    across = base.mark_rule(opacity=0.6).encode(
        x=alt.X("a_low:Q", scale=near), x2="a_high:Q", y=y, color=colour
    )
    up = base.mark_rule(opacity=0.6).encode(
        x=x, y=alt.Y("b_low:Q", scale=near), y2="b_high:Q", color=colour
    )
    return alt.layer(across, up, dots).properties(width=520, height=340)
