"""Charts on pages: Altair in the house's look, drawn without a network, with downloads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import solara

from talentflow_app import downloads
from talentflow_lab import chart_style

__all__ = ["Chart", "dressed", "square", "widget"]

PICK = "pick"
"""Name of the selection of a chart whose marks can be clicked."""


@cache
def widget() -> type[alt.JupyterChart]:
    """Return the widget that draws charts without a network."""
    alt.JupyterChart.enable_offline()
    return alt.JupyterChart


def dressed(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return the specification of a chart in the look of all charts."""
    spec: dict[str, Any] = square(chart.to_dict())
    fit = {"type": "fit-x", "contains": "padding"}
    look = {**chart_style.config(), "background": "transparent"}
    return spec | {"config": look, "autosize": fit, "padding": 4}


def square(part: Any) -> Any:  # noqa: ANN401 - any part of a specification
    """Leave round corners out: they are clip paths, whose names clash between charts of a page."""
    if isinstance(part, dict):
        kept = {name: one for name, one in part.items() if not name.startswith("cornerRadius")}
        return {name: one if name == "datasets" else square(one) for name, one in kept.items()}
    return [square(one) for one in part] if isinstance(part, list) else part


@solara.component
def Chart(  # noqa: N802 - a component
    name: str,
    title: str,
    chart: alt.TopLevelMixin,
    data: pd.DataFrame | None = None,
    note: str = "",
    on_pick: Callable[[list[Mapping[str, Any]]], None] | None = None,
) -> None:
    """Show a chart with its title, what it says, and its downloads.

    `name` names the files and the element (`#chart-NAME`); `data` are the numbers behind it.
    `on_pick` is told the values of the marks that are clicked, if the chart has a point selection
    of the name "pick" with fields.
    """
    spec = solara.use_memo(lambda: dressed(chart), [id(chart)])

    def picked(selections: Mapping[str, Any]) -> None:
        if on_pick is not None:
            value = selections.get(PICK, {}).get("value") or {}
            columns = {field: rows for field, rows in value.items() if isinstance(rows, list)}
            count = max((len(rows) for rows in columns.values()), default=0)
            on_pick([{field: rows[n] for field, rows in columns.items()} for n in range(count)])

    with solara.v.Html(tag="figure", class_="tf-figure", attributes={"id": f"chart-{name}"}):
        with solara.Div(classes=["tf-figure-head"]):
            solara.v.Html(tag="h3", children=[title])
            downloads.Menu(name, spec, data)
        listens: dict[str, Any] = {PICK: {"value": {}, "store": []}} if on_pick is not None else {}
        widget().element(
            chart=None,
            spec=spec,
            embed_options={"renderer": "svg", "actions": False},
            _vl_selections=listens,
            on__vl_selections=picked,
        )
        if note:
            solara.v.Html(tag="figcaption", children=[note])
