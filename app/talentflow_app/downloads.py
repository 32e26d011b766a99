"""Downloads: the numbers and the picture behind whatever a page shows."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
import solara

from talentflow_lab.analysis_pictures import resolved
from talentflow_lab.chart_style import PAPER
from talentflow_lab.vega_draw import to_png

__all__ = ["Menu", "Save", "csv_bytes", "parquet_bytes", "png_bytes"]


def csv_bytes(data: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8."""
    return data.to_csv(index=False).encode("utf-8")


def parquet_bytes(data: pd.DataFrame) -> bytes:
    """Return a table as Parquet."""
    room = io.BytesIO()
    data.to_parquet(room, index=False)
    return room.getvalue()


def png_bytes(chart: Mapping[str, Any], width: int = 720) -> bytes:
    """Return a picture of a specification, with the colours of a light page."""
    spec = resolved(dict(chart))
    spec["background"], spec["padding"] = resolved(PAPER), 14
    spec = _wide(spec, width)
    return to_png(spec)


def _wide(part: Any, width: int) -> Any:  # noqa: ANN401 - any part of a specification
    if isinstance(part, dict):
        return {
            name: width if name == "width" and value == "container" else _wide(value, width)
            for name, value in part.items()
        }
    return [_wide(one, width) for one in part] if isinstance(part, list) else part


@solara.component
def Save(label: str, filename: str, data: Any, *, disabled: bool = False) -> None:  # noqa: ANN401, N802
    """Show a button that saves a file; `data` is bytes, or a function that makes them."""
    with solara.FileDownload(data, filename=filename):
        solara.Button(label, text=True, small=True, disabled=disabled, classes=["tf-save"])


@solara.component
def Menu(  # noqa: N802
    name: str, chart: Mapping[str, Any] | None = None, data: pd.DataFrame | None = None
) -> None:
    """Show the downloads of a chart and its numbers."""
    with solara.Div(classes=["tf-downloads"]):
        if chart is not None:
            Save("PNG", f"{name}.png", lambda: png_bytes(chart))
        if data is not None:
            Save("CSV", f"{name}.csv", lambda: csv_bytes(data))
            Save("Parquet", f"{name}.parquet", lambda: parquet_bytes(data))
