"""Pictures of the lab, whose specifications are ready: as charts, but of their own size."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
import solara

from talentflow_app import downloads, vega
from talentflow_app.charts import square

__all__ = ["Drawn", "fitting", "numbers"]


def numbers(spec: Mapping[str, Any]) -> pd.DataFrame:
    """Return the largest table within a specification, which is what its marks are drawn from."""
    tables = [pd.DataFrame(rows) for rows in spec.get("datasets", {}).values()]
    return max(tables, key=len, default=pd.DataFrame())


def fitting(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a specification for a page: clear ground, nothing whose name clashes with another."""
    plain: dict[str, Any] = square(dict(spec))
    plain["config"] = {**plain.get("config", {}), "background": "transparent"}
    return plain | {"background": "transparent", "padding": 4}


@solara.component
def Drawn(  # noqa: N802 - a component
    name: str,
    title: str,
    spec: Mapping[str, Any],
    words: str = "",
    data: pd.DataFrame | None = None,
) -> None:
    """Show a ready specification with its title, what it says, and its downloads.

    `name` names the files and the element (`#chart-NAME`); `data` are the numbers behind it,
    those within the specification if none are given. Wide pictures scroll.
    """
    shown = solara.use_memo(lambda: fitting(spec), [spec])
    within = solara.use_memo(lambda: numbers(spec), [spec])
    with solara.v.Html(tag="figure", class_="tf-figure", attributes={"id": f"chart-{name}"}):
        with solara.Div(classes=["tf-figure-head"]):
            solara.v.Html(tag="h3", children=[title])
            downloads.Menu(name, shown, within if data is None else data)
        with solara.Div(classes=["tf-scroll"]):
            options = {"renderer": "svg", "actions": False}
            vega.Picture.element(drawing=MappingProxyType(shown), embed_options=options)
        if words:
            solara.v.Html(tag="figcaption", children=[words])
