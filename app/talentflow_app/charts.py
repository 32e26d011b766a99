"""Charts on pages: Altair in the house's look, drawn without a network, with downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import solara

from talentflow_app import downloads
from talentflow_lab import chart_style

__all__ = ["Chart", "dressed"]

LIMIT_ROWS = 50_000


@cache
def _widget() -> type[alt.JupyterChart]:
    alt.JupyterChart.enable_offline()
    return alt.JupyterChart


def dressed(chart: alt.TopLevelMixin) -> Any:  # noqa: ANN401 - any kind of chart
    """Return a chart in the look of all charts, as wide as its container."""
    fit = {"type": "fit-x", "contains": "padding"}
    return chart.properties(padding=4, autosize=fit).configure(**{**chart_style.config(), "background": "transparent"})


@solara.component
def Chart(  # noqa: N802 - a component
    name: str,
    title: str,
    chart: alt.TopLevelMixin,
    data: pd.DataFrame | None = None,
    note: str = "",
    on_view: Callable[[Any], None] | None = None,
) -> None:
    """Show a chart with its title, what it says, and its downloads.

    `name` names the files and the element (`#chart-NAME`); `data` are the numbers behind it.
    """
    whole = solara.use_memo(lambda: dressed(chart), [id(chart)])
    with solara.v.Html(tag="figure", class_="tf-figure", attributes={"id": f"chart-{name}"}):
        with solara.Div(classes=["tf-figure-head"]):
            solara.v.Html(tag="h3", children=[title])
            downloads.Menu(name, whole, data)
        options = {"renderer": "svg", "actions": False}
        _widget().element(chart=whole, embed_options=options)
        if note:
            solara.v.Html(tag="figcaption", children=[note])
