"""Charts on pages: Altair in the house's look, drawn without a network, with downloads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import altair as alt
import pandas as pd
import solara

from talentflow_app import downloads, vega
from talentflow_lab import chart_style
from talentflow_lab.page_draw import Figure

__all__ = ["Chart", "Drawn", "Framed", "dressed", "square", "with_params"]

PICK = "pick"
"""Name of the selection of a chart whose marks can be clicked."""


def dressed(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return the specification of a chart in the look of all charts."""
    return _in_look(chart.to_dict(validate=False))  # that would take longer than all else


def _in_look(spec: Mapping[str, Any]) -> dict[str, Any]:
    fit = {"type": "fit-x", "contains": "padding"}
    look = {**chart_style.config(), "background": "transparent"}
    found: dict[str, Any] = square(dict(spec))
    return found | {"config": look, "autosize": fit, "padding": 4}


def with_params(spec: Mapping[str, Any], params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a specification whose parameters of these names have these values."""
    known = [
        {**one, "value": params[one["name"]]} if one["name"] in params else one
        for one in spec.get("params", ())
    ]
    return MappingProxyType({**spec, "params": known}) if known else spec


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
    params: Mapping[str, Any] | None = None,
) -> None:
    """Show a chart with its title, what it says, and its downloads.

    `name` names the files and the element (`#chart-NAME`); `data` are the numbers behind it.
    `on_pick` is told the values of the marks that are clicked, if the chart has a point selection
    of the name "pick" with fields. `params` are values of parameters of the chart, which change
    in it without drawing it anew.
    """
    spec = solara.use_memo(lambda: MappingProxyType(dressed(chart)), [id(chart)])
    Framed(name, title, spec, data, note, on_pick, params)


@solara.component
def Drawn(figure: Figure) -> None:  # noqa: N802 - a component
    """Show a figure of the report with its title, what it says, and its downloads."""
    spec = solara.use_memo(lambda: MappingProxyType(_in_look(figure.spec)), [id(figure)])
    head, *rows = figure.rows or ((),)
    data = pd.DataFrame(rows, columns=list(head)) if rows else None
    Framed(figure.slug, figure.title, spec, data, figure.caption)


@solara.component
def Framed(  # noqa: N802 - a component
    name: str,
    title: str,
    spec: Mapping[str, Any],
    data: pd.DataFrame | None = None,
    note: str = "",
    on_pick: Callable[[list[Mapping[str, Any]]], None] | None = None,
    params: Mapping[str, Any] | None = None,
    *,
    scroll: bool = False,
) -> None:
    """Show a specification in a frame; arguments as those of `Chart`.

    With `scroll` a picture that is wider than its room can be moved.
    """
    values = params or {}
    text = solara.use_memo(lambda: json.dumps(dict(spec)), [id(spec)])

    def picked(value: Mapping[str, Any]) -> None:
        if on_pick is not None:
            columns = {field: rows for field, rows in value.items() if isinstance(rows, list)}
            count = max((len(rows) for rows in columns.values()), default=0)
            on_pick([{field: rows[n] for field, rows in columns.items()} for n in range(count)])

    with solara.v.Html(tag="figure", class_="tf-figure", attributes={"id": f"chart-{name}"}):
        with solara.Div(classes=["tf-figure-head"]):
            solara.v.Html(tag="h3", children=[title])
            downloads.Menu(name, with_params(spec, values), data)
        with solara.Div(classes=["tf-scroll"] if scroll else []):
            vega.Picture.element(
                spec=text,
                params=dict(values),
                pick=PICK if on_pick is not None else "",
                told=picked,
            )
        if note:
            solara.v.Html(tag="figcaption", children=[note])
