"""Write the page of a study: the differences as bars, and as a table, in one offline HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from talentflow.files import write_text
from talentflow_lab import chart_style as style
from talentflow_lab.report import template, template_text
from talentflow_lab.results import Measured
from talentflow_lab.study import Outcome, Study
from talentflow_lab.study_tables import Tables
from talentflow_lab.terminal_study import number, signed, span
from talentflow_lab.vega_draw import to_svg

__all__ = ["bars", "write_study_page"]

_ROW = 17
"""Pixels of one point in a chart."""


def write_study_page(swept: Tables, study: Study) -> Path:
    """Write index.html into the folder of a study and return its path."""
    path = swept.folder / "index.html"
    write_text(path, render_study(swept, study))
    return path


def render_study(swept: Tables, study: Study) -> str:
    """Return the page as one HTML text without scripts that loads nothing from elsewhere."""
    frame = swept.differences
    return template("study.html.j2").render(
        title=study.title,
        description=study.description,
        first=study.points[0].name,
        pairs=int(frame["pairs"].max()),
        scenario=study.base,
        months=study.scenario.months,
        scale=f"{study.scenario.scale:g}",
        failed=swept.failed,
        outcomes=[one.title for one in study.outcomes],
        points=[(point.name, _changes(point.changes)) for point in study.points],
        rows=_rows(frame, study),
        charts=[(one.title, Markup(_bars(frame, one))) for one in study.outcomes],  # noqa: S704
        style=Markup(template_text("page.css")),  # noqa: S704 - our own file
    )


def _changes(changes: Any) -> list[str]:  # noqa: ANN401 - a mapping of any values
    return [f"{path} = {str(value).lower()}" for path, value in changes.items()]


def _rows(frame: pd.DataFrame, study: Study) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return point and cells: level of the first, difference and interval of the others."""
    known = {(r["point"], r["outcome"]): r for r in frame.to_dict("records")}
    rows = []
    for position, point in enumerate(study.points):
        cells = []
        for one in study.outcomes:
            row = known[point.name, one.name]
            if position == 0:
                cells.append((number(row["level"], one.unit), one.unit))
            else:
                told = signed(row["difference"], one.unit)
                cells.append((told, "" if told in {"0", "-"} else span(row, one.unit)))
        rows.append((point.name, cells))
    return rows


def _bars(frame: pd.DataFrame, outcome: Outcome) -> str:
    spec = bars(frame, outcome.measured)
    return to_svg(spec) if spec else ""


def bars(frame: pd.DataFrame, outcome: Measured) -> dict[str, Any]:
    """Draw the differences of one outcome: a bar a point, with its interval.

    Empty if no point has a difference.
    """
    rows = frame[(frame["outcome"] == outcome.name)].iloc[1:].dropna(subset="difference")
    if rows.empty:
        return {}
    y = alt.Y(
        "point:N",
        sort=list(rows["point"]),
        title=None,
        axis=alt.Axis(labelColor=style.INK, labelLimit=190),
    )
    axis = alt.Axis(grid=True, tickCount=4)
    base = alt.Chart(rows).encode(y=y)
    x = alt.X("difference:Q", title=f"difference, {outcome.unit}", axis=axis)
    layers = [
        base.mark_bar(color=style.MODEL, height=_ROW - 7).encode(x=x),
        alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=style.INK).encode(x="x:Q"),
    ]
    if rows["low"].notna().any():
        layers.append(
            base.mark_rule(color=style.SEEN, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
        )
    chart = alt.LayerChart(layer=layers).properties(width=280, height=_ROW * len(rows))
    return {**chart.to_dict(), "config": style.config()}
