"""Place the labels of a map so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from talentflow_lab.chart_frame import Frame

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels from the middle of the map."""

_LETTER = 7.4
"""Mean width of a letter in pixels."""


def place_labels(
    frame: Frame, home: dict[str, Any], routes: pd.DataFrame, size: tuple[float, float]
) -> pd.DataFrame:
    """Place labels greedily, the largest flow first; leave out what would overlap."""
    rows = [{**home, "text": home["name"]}] + [
        {**row, "text": f"{row['name']} {row['count']}"} for row in routes.to_dict("records")
    ]
    width = size[0]
    scale = frame.scale(*size)
    taken: list[tuple[float, float, float, float]] = []
    placed = []
    xs, ys = frame.project(
        np.array([r["lon"] for r in rows], float), np.array([r["lat"] for r in rows], float)
    )
    dots = [
        (x * scale - 5, -y * scale - 5, x * scale + 5, -y * scale + 5)
        for x, y in zip(xs, ys, strict=True)
    ]
    for row, dot in zip(rows, dots, strict=True):
        wide, west = _LETTER * len(row["text"]), dot[0] < dots[0][0]
        others = [*taken, *(other for other in dots if other != dot)]
        # A label may cover a dot when there is no other room, but never another label.
        spot = _free_spot(dot, wide, others, width, west=west)
        spot = spot or _free_spot(dot, wide, [*taken, dots[0]], width, west=west)
        if spot is None:
            continue
        box, dx, dy, align = spot
        taken.append(box)
        placed.append(
            {
                "lon": row["lon"],
                "lat": row["lat"],
                "text": row["text"],
                "dx": dx,
                "dy": dy,
                "align": align,
            }
        )
    columns = ["lon", "lat", "text", "dx", "dy", "align"]
    return pd.DataFrame(placed, columns=columns)


def _free_spot(
    dot: Box, text_width: float, taken: Sequence[Box], width: float, *, west: bool
) -> tuple[Box, float, float, str] | None:
    x, y = (dot[0] + dot[2]) / 2, (dot[1] + dot[3]) / 2
    # Away from home first, so that a label does not lie on its own arc.
    first, second = ((-10, "right"), (10, "left")) if west else ((10, "left"), (-10, "right"))
    spots = [(dx, dy, align) for dy in (0, 14, -14, 26, -26) for dx, align in (first, second)]
    for dx, dy, align in [*spots, (0, -17, "center"), (0, 17, "center")]:
        left = x + dx - {"left": 0.0, "center": text_width / 2, "right": text_width}[align]
        box = (left, y + dy - 8, left + text_width, y + dy + 8)
        if abs(box[0]) > width / 2 - 4 or abs(box[2]) > width / 2 - 4:
            continue
        if not any(_overlap(box, other) for other in taken):
            return box, float(dx), float(dy), align
    return None


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
