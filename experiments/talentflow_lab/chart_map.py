"""Draw the map of flows: arcs from the home country, as wide as the people who took them.

The map shows the near destinations only, so that close neighbours can be told apart; those
outside its frame belong in a list beside it.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from talentflow_lab import chart_style as style
from talentflow_lab.chart_frame import MAP_SIZE, PAD, Frame
from talentflow_lab.chart_labels import place_labels

WIDEST_ARC = 20.0
"""Pixels of the widest arc on a wide map."""


def flow_map(
    world: dict[str, Any],
    home: dict[str, Any],
    routes: pd.DataFrame,
    frame: Frame,
    description: str,
) -> alt.LayerChart:
    """Draw countries, arcs, destinations and their labels.

    `world` is a TopoJSON atlas whose countries have ISO numeric ids; `home` has lon, lat, name
    and iso_numeric; `routes` has name, lon, lat, iso_numeric, persons, count (persons
    in words) and share, largest first.
    """
    inside = routes[frame.holds(routes["lon"].to_numpy(float), routes["lat"].to_numpy(float))]
    layers = [
        _land(world, home, routes),
        _arcs(frame, home, inside),
        alt.Chart(inside)
        .mark_circle(size=34, color=style.MODEL, opacity=1, stroke=style.PAPER, strokeWidth=1)
        .encode(longitude="lon:Q", latitude="lat:Q", tooltip=_tooltip()),
        alt.Chart(pd.DataFrame([home]))
        .mark_point(size=130, color=style.SEEN, fill=style.PAPER, strokeWidth=3, opacity=1)
        .encode(longitude="lon:Q", latitude="lat:Q", tooltip=[alt.Tooltip("name:N", title="From")]),
        *[
            _label_layer(
                place_labels(frame, home, inside[inside["share"] >= least], (width, height)), test
            )
            for width, height, least, test in [
                (*MAP_SIZE, 1.0, "width >= 600"),
                (340, MAP_SIZE[1], 2.5, "width < 600"),
            ]
        ],
    ]
    scale = f"min((width/2-{PAD[0]})/{frame.half_x:.5f}, (height/2-{PAD[1]})/{frame.half_y:.5f})"
    return (
        alt.LayerChart(layer=layers)
        .project(
            type="azimuthalEqualArea",
            rotate=[-frame.lon, -frame.lat, 0],
            scale=alt.ExprRef(scale),
            translate=alt.ExprRef("[width/2, height/2]"),
        )
        .properties(width="container", height=MAP_SIZE[1], description=description)
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title="Destination"),
        alt.Tooltip("persons:Q", title="People", format=",.0f"),
        alt.Tooltip("share:Q", title="% of leavers", format=".1f"),
    ]


def _land(world: dict[str, Any], home: dict[str, Any], routes: pd.DataFrame) -> alt.Chart:
    ids = [str(i) for i in routes["iso_numeric"]]
    kind = (
        f"datum.id == '{home['iso_numeric']}' ? 'home' : indexof({ids}, datum.id) >= 0 ? 'in' : ''"
    )
    colours = alt.Scale(
        domain=["home", "in", ""], range=[style.SEEN, style.LAND_REACHED, style.LAND]
    )
    data = alt.InlineData(
        values=world, format=alt.TopoDataFormat(type="topojson", feature="countries")
    )
    chart: alt.Chart = (
        alt.Chart(data)
        .transform_calculate(kind=kind)
        .mark_geoshape(stroke=style.EDGE, strokeWidth=0.8, clip=True)
        .encode(
            fill=alt.Fill("kind:N", scale=colours, legend=None),
            fillOpacity=alt.when("datum.kind == 'home'")
            .then(alt.value(0.35))
            .otherwise(alt.value(1)),
        )
    )
    return chart


def _arcs(frame: Frame, home: dict[str, Any], routes: pd.DataFrame) -> alt.Chart:
    widest = float(routes["persons"].max()) if len(routes) else 1.0
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": curve(frame, home, row)},
            "width": round(WIDEST_ARC * row["persons"] / widest, 2),
            **{key: row[key] for key in ("name", "persons", "share")},
        }
        for row in routes.to_dict("records")
    ]
    data = alt.InlineData(
        values={"type": "FeatureCollection", "features": features},
        format=alt.JsonDataFormat(type="json", property="features"),
    )
    chart: alt.Chart = (
        alt.Chart(data)
        .mark_geoshape(
            filled=False,
            stroke=style.MODEL,
            strokeOpacity=0.62,
            strokeCap="round",
            strokeWidth=alt.ExprRef("max(0.7, datum.width * clamp(width / 800, 0.5, 1))"),
            clip=True,
        )
        .encode(tooltip=_tooltip())
    )
    return chart


def curve(frame: Frame, home: dict[str, Any], row: dict[Any, Any]) -> list[list[float]]:
    """Bend the way from home to a destination a little, as a line of degrees."""
    x, y = frame.project(
        np.array([home["lon"], row["lon"]], float), np.array([home["lat"], row["lat"]], float)
    )
    dx, dy = x[1] - x[0], y[1] - y[0]
    side = 1.0 if dx >= 0 else -1.0
    middle = ((x[0] + x[1]) / 2 - side * dy * 0.18, (y[0] + y[1]) / 2 + side * dx * 0.18)
    t = np.linspace(0, 1, 25)
    bend_x = (1 - t) ** 2 * x[0] + 2 * t * (1 - t) * middle[0] + t**2 * x[1]
    bend_y = (1 - t) ** 2 * y[0] + 2 * t * (1 - t) * middle[1] + t**2 * y[1]
    lon, lat = frame.unproject(bend_x, bend_y)
    line: list[list[float]] = np.round(np.column_stack([lon, lat]), 3).tolist()
    return line


def _label_layer(labels: pd.DataFrame, test: str) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(labels)
        .mark_text(
            dx=alt.ExprRef("datum.dx"),
            dy=alt.ExprRef("datum.dy"),
            align=alt.ExprRef("datum.align"),
            baseline="middle",
            fontSize=13,
            fontWeight=600,
            stroke=style.PAPER,
            strokeWidth=3,
            strokeJoin="round",
            fill=style.INK,
            opacity=alt.ExprRef(f"{test} ? 1 : 0"),
        )
        .encode(longitude="lon:Q", latitude="lat:Q", text="text:N")
    )
    return chart
