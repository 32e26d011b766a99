"""The map of a run: flows as arcs, people from home as circles, for any month of it.

All months are in one chart, which shows the one that its parameter `month` (a position) names;
so a play sends one number a month to the browser, and the chart is not drawn anew.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from talentflow_app.charts import PICK
from talentflow_app.explore_flows import Flows
from talentflow_app.explore_routes import frame_of, inside, routes_of
from talentflow_lab import chart_style as style
from talentflow_lab.chart_frame import MAP_SIZE, NEAR_KM, PAD, Frame
from talentflow_lab.chart_labels import place_labels
from talentflow_lab.chart_map import WIDEST_ARC, curve
from talentflow_lab.page_figures import world

__all__ = ["WIDE_KM", "flow_chart"]

WIDE_KM = 20_100
"""From anywhere to anywhere."""
CLASSES = ("nobody", "under 1 %", "1 to 5 %", "5 to 20 %", "over 20 %")
"""Classes of shares of the leavers."""
LARGEST = 700.0
"""Area in pixels of the largest circle."""
_RAMP = (style.LAND, *(f"var(--share-{n}, {colour})" for n, colour in enumerate(
    ("#dfeaed", "#bdd7de", "#94bfcc", "#68a1b4"), start=1)), style.SEEN)  # fmt: skip
_NOW = "datum.persons ? datum.persons[month] : 0"
_SHARE = "datum.part ? datum.part[month] : 0"
_RANK = (
    "datum.share <= 0 ? 0 : datum.share < 1 ? 1 : datum.share < 5 ? 2 : datum.share < 20 ? 3 : 4"
)
_EDGE = f"datum.code && datum.code == picked ? '{style.INK}' : '{style.EDGE}'"


def flow_chart(flows: Flows, month: int, picked: str, near_km: float = NEAR_KM) -> alt.LayerChart:
    """Draw the map; it begins with a month (a position) and the code of a picked place.

    Countries and places can be clicked: the selection "pick" tells their `code`.
    """
    routes, home = routes_of(flows), flows.start
    frame = frame_of(home, routes, near_km)
    shown = routes[inside(frame, routes)]
    layers = [
        _land(home, flows.home, routes),
        _arcs(frame, home, shown),
        _people(flows),
        _home(home, flows.home),
        *(
            layer
            for size, least, test in (
                ((680, MAP_SIZE[1]), 1.0, "width >= 660"),
                ((340, MAP_SIZE[1]), 2.5, "width < 660"),
            )
            for layer in _labels(frame, home, shown[shown["share"] >= least], size, test)
        ),
    ]
    half = f"(width/2-{PAD[0]})/{frame.half_x:.5f}", f"(height/2-{PAD[1]})/{frame.half_y:.5f}"
    words = f"Map of where people from {home['name']} went and live, month by month."
    chart: alt.LayerChart = (
        alt.LayerChart(layer=layers)
        .add_params(alt.param(name="month", value=month), alt.param(name="picked", value=picked))
        .project(
            type="azimuthalEqualArea",
            rotate=[-frame.lon, -frame.lat, 0],
            scale=alt.ExprRef(f"min({half[0]}, {half[1]})"),
            translate=alt.ExprRef("[width/2, height/2]"),
        )
        .properties(width="container", height=MAP_SIZE[1], description=words)
    )
    chart["datasets"] = {"world": world()}  # at last, for each step above copies all there is
    return chart


def _now(chart: alt.Chart) -> alt.Chart:
    """Give each datum the numbers of the month that is shown."""
    found: alt.Chart = chart.transform_calculate(now=_NOW, share=_SHARE)
    return found


def _land(home: dict[str, Any], code: str, routes: pd.DataFrame) -> alt.Chart:
    columns = ["code", "name", "iso_numeric", "persons", "part"]
    rows: list[dict[str, Any]] = [
        {name: row[name] for name in columns} for row in routes.to_dict("records")
    ]
    rows.append({"code": code, "name": home["name"], "iso_numeric": home["iso_numeric"]})
    reached = alt.LookupData(
        data=alt.InlineData(values=rows),
        key="iso_numeric",
        fields=["code", "name", "persons", "part"],
    )
    shapes = alt.NamedData("world", format=alt.TopoDataFormat(type="topojson", feature="countries"))
    ranks = list(range(len(_RAMP)))
    legend = alt.Legend(
        title="Share of the leavers",
        labelExpr=f"{list(CLASSES)}[datum.value]",
        orient="bottom",
        direction="horizontal",
        symbolType="square",
        symbolStrokeWidth=0,
        values=ranks[1:-1],
    )
    tip = (
        f"!datum.code ? null : datum.code == '{code}' ? {{'Home': datum.name}} : "
        "{'Country': datum.name, 'People who went there': format(datum.now, ',.0f'), "
        "'% of leavers': format(datum.share, '.1f')}"
    )
    chart: alt.Chart = (
        _now(alt.Chart(shapes).transform_lookup("id", reached))
        .transform_calculate(rank=f"datum.code == '{code}' ? {ranks[-1]} : {_RANK}")
        .mark_geoshape(
            stroke=alt.ExprRef(_EDGE),
            strokeWidth=alt.ExprRef("datum.code && datum.code == picked ? 2 : 0.8"),
            tooltip=alt.ExprRef(tip),
        )
        .encode(
            fill=alt.Fill("rank:O", scale=alt.Scale(domain=ranks, range=list(_RAMP)),
                          legend=legend),
            fillOpacity=alt.when(f"datum.rank == {ranks[-1]}").then(alt.value(0.35))
            .otherwise(alt.value(1.0)),
        )
        .add_params(alt.selection_point(name=PICK, fields=["code"], empty=False))
    )  # fmt: skip
    return chart


def _arcs(frame: Frame, home: dict[str, Any], routes: pd.DataFrame) -> alt.Chart:
    rows = routes.to_dict("records")
    widest = max((row["persons"][-1] for row in rows), default=0.0) or 1.0
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": curve(frame, home, row)},
            **{key: row[key] for key in ("code", "name", "persons", "part")},
        }
        for row in rows
    ]
    data = alt.InlineData(
        values={"type": "FeatureCollection", "features": features},
        format=alt.JsonDataFormat(type="json", property="features"),
    )
    width = f"datum.now * {WIDEST_ARC / widest:.8f} * clamp(width / 800, 0.5, 1)"
    chart: alt.Chart = _now(alt.Chart(data)).mark_geoshape(
        filled=False,
        stroke=style.MODEL,
        strokeOpacity=0.55,
        strokeCap="round",
        strokeWidth=alt.ExprRef(f"datum.now > 0 ? max(0.7, {width}) : 0"),
        tooltip=alt.ExprRef(
            "{'To': datum.name, 'People who went there': format(datum.now, ',.0f')}"
        ),
    )
    return chart


def _people(flows: Flows) -> alt.Chart:
    """Draw the people from home at each place abroad as circles, the largest below."""
    sites = flows.sites.dropna(subset=["lon", "lat"])
    sites = sites[sites["place"].isin(flows.there.columns)]
    last = flows.there.iloc[-1]
    order = sorted(sites.to_dict("records"), key=lambda site: -float(last[site["place"]]))
    rows = [
        {
            **{key: site[key] for key in ("code", "name", "lon", "lat")},
            "persons": flows.there[site["place"]].round(2).to_list(),
        }
        for site in order
    ]
    most = max((max(row["persons"]) for row in rows), default=0.0) or 1.0
    data = alt.InlineData(values=rows, format=alt.JsonDataFormat(type="json"))
    chart: alt.Chart = (
        _now(alt.Chart(data))
        .mark_circle(
            size=alt.ExprRef(f"datum.now > 0 ? max(14, datum.now * {LARGEST / most:.8f}) : 0"),
            color=style.MODEL,
            opacity=0.9,
            stroke=alt.ExprRef(_EDGE.replace(style.EDGE, style.PAPER)),
            strokeWidth=alt.ExprRef("datum.code == picked ? 2.5 : 1"),
            cursor="pointer",
            tooltip=alt.ExprRef(
                "{'Place': datum.name, 'People from home there': format(datum.now, ',.0f')}"
            ),
        )
        .encode(longitude="lon:Q", latitude="lat:Q")
    )
    return chart


def _home(home: dict[str, Any], code: str) -> alt.Chart:
    data = pd.DataFrame([{**home, "code": code}])
    chart: alt.Chart = (
        alt.Chart(data)
        .mark_point(
            size=130, color=style.SEEN, fill=style.PAPER, strokeWidth=3, opacity=1,
            cursor="pointer",
        )
        .encode(longitude="lon:Q", latitude="lat:Q", tooltip=[alt.Tooltip("name:N", title="Home")])
    )  # fmt: skip
    return chart


def _labels(
    frame: Frame, home: dict[str, Any], routes: pd.DataFrame, size: tuple[int, int], test: str
) -> list[alt.Chart]:
    """Write names and numbers where there is room for those of the last month, the longest."""
    spots = place_labels(frame, home, routes, size)
    known = routes.set_index(["lon", "lat"])
    rows: list[dict[str, Any]] = []
    for spot in spots.to_dict("records"):
        at = spot["lon"], spot["lat"]
        if at in known.index:
            row = known.loc[at]
            spot |= {key: row[key] for key in ("code", "name", "persons", "part")}
        rows.append({str(key): value for key, value in spot.items()})
    number = "format(datum.now, datum.now < 1000 ? ',.0f' : ',.3r')"
    words = f"datum.persons ? datum.name + ' ' + {number} : datum.text"
    data = alt.InlineData(values=rows, format=alt.JsonDataFormat(type="json"))
    base = _now(alt.Chart(data)).encode(longitude="lon:Q", latitude="lat:Q")
    look: dict[str, Any] = {
        "text": alt.ExprRef(words),
        "dx": alt.ExprRef("datum.dx"),
        "dy": alt.ExprRef("datum.dy"),
        "align": alt.ExprRef("datum.align"),
        "baseline": "middle",
        "fontSize": 13,
        "fontWeight": 600,
        "opacity": alt.ExprRef(f"({test}) && (!datum.persons || datum.now >= 0.5) ? 1 : 0"),
    }
    # The halo is a layer of its own: a stroke would cover the letters that it surrounds.
    halo: dict[str, Any] = {
        "stroke": style.PAPER,
        "strokeWidth": 3,
        "strokeJoin": "round",
        "fill": style.PAPER,
    }
    return [base.mark_text(**look, **halo), base.mark_text(**look, fill=style.INK)]
