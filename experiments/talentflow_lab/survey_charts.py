"""Charts of a survey: what it finds beside the truth, question by question, as Vega-Lite."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from talentflow_lab import chart_style as style

__all__ = ["WAYS", "beside_truth", "misplaced_bars"]

WAYS = {
    "none": "survey, unweighted",
    "post_stratify": "survey, post-stratified",
    "rake": "survey, raked",
}
"""What the ways of weighting are called."""

TRUTH = "truth in the model"
_COLOURS = {TRUTH: style.INK, WAYS["none"]: style.SEEN, WAYS["post_stratify"]: style.MODEL,
            WAYS["rake"]: "#7a8b2a"}  # fmt: skip
_WIDE, _LINE = 460, 13
MOST = 10
"""Answers shown of a question."""


def beside_truth(rows: pd.DataFrame) -> dict[str, Any]:
    """Draw the shares of answers to one question with the intervals that a survey would state.

    `rows` are those of the table of bias; the answers that matter most are shown.
    """
    size = rows.assign(size=rows[["truth", "found"]].max(axis=1)).groupby("answer")["size"].max()
    shown = list(size[size > 0.0].sort_values(ascending=False, kind="stable").index[:MOST])
    kept = rows[rows["answer"].isin(shown)]
    told = kept.assign(kind=kept["weighting"].map(WAYS), share=kept["found"])
    true = kept[kept["weighting"] == "none"]
    true = true.assign(kind=TRUTH, share=true["truth"], low=true["truth"], high=true["truth"])
    both = pd.concat([true, told])[["answer", "kind", "share", "low", "high"]]
    kinds = [kind for kind in _COLOURS if kind in set(both["kind"])]
    base = alt.Chart(both).encode(
        y=alt.Y("answer:N", sort=shown, title=None, axis=alt.Axis(labelLimit=0, grid=True)),
        yOffset=alt.YOffset("kind:N", sort=kinds),
        color=_scale(kinds),
    )
    x = alt.X("share:Q", title="share of answers", axis=alt.Axis(format=".0%", grid=True))
    layers = [
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q", color=_scale(kinds)),
        base.mark_point(filled=True, size=46, opacity=1.0).encode(x=x),
    ]
    return _spec(alt.LayerChart(layer=layers), _LINE * len(kinds) * len(shown))


def misplaced_bars(rows: pd.DataFrame) -> dict[str, Any]:
    """Draw how many answers are misplaced, by question and way of weighting."""
    named = rows.assign(kind=rows["weighting"].map(WAYS))
    order = named[named["weighting"] == "none"].sort_values("misplaced", ascending=False)
    kinds = [kind for kind in WAYS.values() if kind in set(named["kind"])]
    chart = (
        alt.Chart(named)
        .mark_bar()
        .encode(
            y=alt.Y("question:N", sort=list(order["question"]), title=None,
                    axis=alt.Axis(labelLimit=0)),
            yOffset=alt.YOffset("kind:N", sort=kinds),
            x=alt.X("misplaced:Q", title="share of answers that would have to be others",
                    axis=alt.Axis(format=".0%", grid=True)),
            color=_scale(kinds),
        )
    )  # fmt: skip
    return _spec(chart, _LINE * len(kinds) * named["question"].nunique())


def _scale(kinds: list[str]) -> alt.Color:
    colours = alt.Scale(domain=kinds, range=[_COLOURS[kind] for kind in kinds])
    return alt.Color("kind:N", scale=colours, legend=alt.Legend(columns=2, labelLimit=0))


def _spec(chart: Any, height: int) -> dict[str, Any]:  # noqa: ANN401 - any chart of Altair
    return {**chart.properties(width=_WIDE, height=height).to_dict(), "config": style.config()}
