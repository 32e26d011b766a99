"""Draw the charts of the report page with Altair, one function each.

Every function takes a small frame that is ready to draw and returns a chart one container wide.
The frames come from `page_numbers`; nothing here computes a result.
"""

from __future__ import annotations

import json

import altair as alt
import pandas as pd

from talentflow_lab import chart_style as style
from talentflow_lab.chart_parts import band, event_marks, finish, interval_tooltip


def leavers_by_month(
    months: pd.DataFrame, events: pd.DataFrame, description: str
) -> alt.LayerChart:
    """Draw leavers a month with their interval, and the dates of severe events.

    `months` has date, mean, low, high (persons); `events` has date, title
    and late (its label stands to the left of the line).
    """
    layers = band(months, ",.0f")
    return finish(layers + event_marks(events), description)


def share_left(months: pd.DataFrame, surveys: pd.DataFrame, description: str) -> alt.LayerChart:
    """Draw the share that has left since the turning point beside what surveys found.

    `months` has date, mean, low, high (percent); `surveys` has date, value, low, high,
    label and late (the label stands to the left): low to high is what the published value may
    mean after its self-selection bias.
    """
    layers = band(months, ".1f")
    if len(surveys):
        base = alt.Chart(surveys).encode(x=alt.X("date:T"))
        tooltip = [
            alt.Tooltip("label:N", title="Survey"),
            alt.Tooltip("value:Q", title="Published, %", format=".1f"),
            alt.Tooltip("low:Q", title="Plausible from, %", format=".1f"),
            alt.Tooltip("high:Q", title="to, %", format=".1f"),
        ]
        layers.append(
            base.mark_bar(width=9, color=style.SEEN, opacity=0.3, cornerRadius=4).encode(
                y=alt.Y("low:Q"), y2="high:Q", tooltip=tooltip
            )
        )
        layers.append(
            base.mark_point(
                shape="diamond", size=90, filled=True, opacity=1, color=style.SEEN
            ).encode(y=alt.Y("value:Q"), tooltip=tooltip)
        )
        last = surveys.nlargest(1, "date")
        late = bool(last["late"].iloc[0])
        layers.append(
            alt.Chart(last)
            .mark_text(
                align="right" if late else "left", dx=5 if late else -5, dy=-10, color=style.SEEN
            )
            .encode(x="date:T", y="high:Q", text="label:N")
        )
    return finish(layers, description)


def destinations(shares: pd.DataFrame, observed: pd.DataFrame, description: str) -> alt.LayerChart:
    """Draw each destination's share of the leavers beside the observed shares.

    `shares` has name, share, low, high (percent); `observed` has name, value, low, high and
    survey.
    """
    order = list(shares["name"])
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelColor=style.INK, labelLimit=140))
    base = alt.Chart(shares).encode(y=y)
    layers: list[alt.Chart] = [
        base.mark_bar(color=style.MODEL, height=14, cornerRadiusEnd=2).encode(
            x=alt.X("share:Q", title="% of leavers", axis=alt.Axis(grid=True, tickCount=5)),
            tooltip=interval_tooltip("name:N", "Destination", ".1f", "share"),
        ),
    ]
    if shares["low"].notna().any():
        layers.append(
            base.mark_rule(color=style.INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
        )
    if len(observed):
        surveys = list(dict.fromkeys(observed["survey"]))
        shape = alt.Scale(domain=surveys, range=["diamond", "circle", "square", "cross"])
        legend = alt.Legend(columns=1, labelLimit=300)
        layers.append(
            alt.Chart(observed)
            .mark_rule(color=style.SEEN, strokeWidth=1.5)
            .encode(y=y, x="low:Q", x2="high:Q")
        )
        layers.append(
            alt.Chart(observed)
            .mark_point(size=90, strokeWidth=2, color=style.SEEN, fill=style.PAPER, opacity=1)
            .encode(
                y=y,
                x="value:Q",
                shape=alt.Shape("survey:N", scale=shape, sort=surveys, legend=legend),
                tooltip=[
                    alt.Tooltip("survey:N", title="Observed"),
                    alt.Tooltip("name:N", title="Destination"),
                    alt.Tooltip("value:Q", title="% of leavers", format=".1f"),
                ],
            )
        )
    return finish(layers, description, height=26 * len(shares))


def amounts(rows: pd.DataFrame, title: str, description: str) -> alt.LayerChart:
    """Draw one bar a row with its interval; `rows` has name, mean, low, high in drawing order."""
    y = alt.Y(
        "name:N",
        sort=list(rows["name"]),
        title=None,
        axis=alt.Axis(labelColor=style.INK, labelLimit=160),
    )
    base = alt.Chart(rows).encode(y=y)
    bars = base.mark_bar(color=style.MODEL, height=14, cornerRadiusEnd=2).encode(
        x=alt.X("mean:Q", title=title, axis=alt.Axis(grid=True, tickCount=5)),
        tooltip=interval_tooltip("name:N", "From", ".1f", "mean"),
    )
    layers = [bars]
    if rows["low"].notna().any():
        layers.append(
            base.mark_rule(color=style.INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
        )
    return finish(layers, description, height=26 * len(rows))


def stage(months: pd.DataFrame, description: str) -> alt.LayerChart:
    """Draw the share of people at home in one stage over time (date, mean, low, high; percent)."""
    return finish(band(months, ".1f"), description, height=150)


def line(months: pd.DataFrame, description: str) -> alt.LayerChart:
    """Draw a count over time with its interval (date, mean, low, high)."""
    return finish(band(months, ",.0f"), description, height=170)


def wish_reasons(
    terms: pd.DataFrame, labels: tuple[str, str], description: str, what: str = "leaving"
) -> alt.LayerChart:
    """Draw what speaks for and against leaving, or what else, before and after the turning point.

    `terms` has label, before and after (logit units) in drawing order; before may be missing.
    """
    order = list(terms["label"])
    y = alt.Y(
        "label:N", sort=order, title=None, axis=alt.Axis(labelColor=style.INK, labelLimit=175)
    )
    base = alt.Chart(terms).encode(y=y)
    long = terms.melt("label", ["before", "after"], "period", "value").dropna(subset="value")
    long["period"] = long["period"].map({"before": labels[0], "after": labels[1]})
    shown = list(dict.fromkeys(long["period"]))
    fills = {labels[0]: style.PAPER, labels[1]: style.MODEL}
    title = f"← against {what}, for {what} →"
    axis = alt.Axis(grid=True, tickCount=5, titleAnchor="end")
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=style.INK).encode(x="x:Q")
    link = base.mark_rule(color=style.BAND, strokeWidth=5, strokeCap="round").encode(
        x=alt.X("before:Q", title=title, axis=axis), x2="after:Q"
    )
    dots = (
        alt.Chart(long)
        .mark_point(size=90, strokeWidth=2, stroke=style.MODEL, opacity=1)
        .encode(
            y=y,
            x="value:Q",
            fill=alt.Fill(
                "period:N",
                scale=alt.Scale(domain=shown, range=[fills[p] for p in shown]),
                legend=alt.Legend(
                    symbolStrokeColor=style.MODEL, symbolType="circle", columns=1, labelLimit=320
                ),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Reason"),
                alt.Tooltip("period:N", title="Period"),
                alt.Tooltip("value:Q", title="Logit units", format="+.2f"),
            ],
        )
    )
    return finish([link, zero, dots], description, height=27 * len(terms))


def destination_reasons(
    cells: pd.DataFrame, description: str, what: str = "Destination"
) -> alt.LayerChart:
    """Draw what speaks for and against each destination, or what else, as a coloured table.

    `cells` has name and code (destination), label (term), value (logit units) and step (0 to 6).
    """
    codes = dict(zip(cells["name"], cells["code"], strict=True))
    # A column too narrow for the name of its country shows the code.
    narrow = f"width / {len(codes)} < 6.6 * length(datum.label)"
    x = alt.X(
        "name:N",
        sort=list(dict.fromkeys(cells["name"])),
        title=None,
        axis=alt.Axis(
            orient="top",
            labelExpr=f"{narrow} ? {json.dumps(codes)}[datum.label] : datum.label",
            labelAngle=0,
            labelColor=style.INK,
            labelLimit=130,
        ),
    )
    y = alt.Y(
        "label:N",
        sort=list(dict.fromkeys(cells["label"])),
        title=None,
        axis=alt.Axis(labelColor=style.INK, labelLimit=175),
    )
    base = alt.Chart(cells).encode(x=x, y=y)
    scale = alt.Scale(domain=list(range(7)), range=list(style.DIVERGING))
    box = base.mark_rect(stroke=style.PAPER, strokeWidth=2, cornerRadius=3).encode(
        color=alt.Color("step:O", scale=scale, legend=None),
        tooltip=[
            alt.Tooltip("name:N", title=what),
            alt.Tooltip("label:N", title="Reason"),
            alt.Tooltip("value:Q", title="Logit units", format="+.2f"),
        ],
    )
    text = base.mark_text(fontSize=12).encode(text=alt.Text("value:Q", format="+.1f"))
    return finish([box, text], description, height=30 * cells["label"].nunique())
