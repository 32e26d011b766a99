"""Pictures of the lab, whose specifications are ready: as charts, but of their own size."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
import solara

from talentflow_app.charts import Framed, square

__all__ = ["Ready", "fitting", "numbers"]


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
def Ready(  # noqa: N802 - a component
    name: str,
    title: str,
    spec: Mapping[str, Any],
    words: str = "",
) -> None:
    """Show a ready specification as `charts.Chart` does; its numbers are those within it."""
    shown = solara.use_memo(lambda: MappingProxyType(fitting(spec)), [spec])
    within = solara.use_memo(lambda: numbers(spec), [spec])
    Framed(name, title, shown, within, words, scroll=True)
