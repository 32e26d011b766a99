"""The chart of options: what each adds, with its interval, against a line at zero."""

from __future__ import annotations

import altair as alt
import pandas as pd

from talentflow_lab import chart_style as style
from talentflow_lab.chart_parts import finish

__all__ = ["effects"]

TOLD, UNTOLD = "told from zero", "not told from zero"


def effects(rows: pd.DataFrame, description: str) -> alt.LayerChart:
    """Draw one line an option: columns title, additional, low, high, told (bool).

    What is told from zero is a filled mark, the rest a hollow one: colour is not needed.
    """
    shown = rows.assign(kind=[TOLD if told else UNTOLD for told in rows["told"]])
    base = alt.Chart(shown).encode(
        y=alt.Y(
            "title:N", sort=list(shown["title"]), title=None,
            axis=alt.Axis(labelColor=style.INK, labelLimit=230),
        )
    )  # fmt: skip
    axis = alt.Axis(
        grid=True, tickCount=5, format="+,.0f", labelExpr="datum.value == 0 ? '0' : datum.label"
    )
    kinds = alt.Scale(domain=[TOLD, UNTOLD], range=[style.MODEL, style.PAPER])
    layers: list[alt.Chart] = [
        alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=style.INK).encode(x="x:Q"),
        base.transform_filter("isValid(datum.low)").mark_rule(
            color=style.MODEL, strokeWidth=2
        ).encode(x="low:Q", x2="high:Q"),
        base.mark_point(size=70, stroke=style.MODEL, strokeWidth=2, opacity=1, filled=True).encode(
            x=alt.X("additional:Q", title=None, axis=axis),
            fill=alt.Fill("kind:N", scale=kinds, legend=None),
            tooltip=[
                alt.Tooltip("title:N", title="Option"),
                alt.Tooltip("additional:Q", title="Mean", format="+,.1f"),
                alt.Tooltip("low:Q", title="90 % from", format="+,.1f"),
                alt.Tooltip("high:Q", title="to", format="+,.1f"),
            ],
        ),
    ]  # fmt: skip
    return finish(layers, description, height=26 * len(shown))
