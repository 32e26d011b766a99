"""The routes that the map of a run shows, and the part of the world around them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow_app.explore_flows import Flows, shares
from talentflow_lab import page_words as text
from talentflow_lab.chart_frame import NEAR_KM, Frame, frame_around

__all__ = ["beyond", "frame_of", "inside", "routes_of"]


def beyond(flows: Flows, near_km: float = NEAR_KM) -> dict[str, str]:
    """Return the names by code of countries that people went to and the map does not show."""
    routes = routes_of(flows)
    outside = routes[~inside(frame_of(flows.start, routes, near_km), routes)]
    return dict(zip(outside["code"], outside["name"], strict=True))


def routes_of(flows: Flows) -> pd.DataFrame:
    """Return the countries that people went to, most first, those without a position left out.

    Columns: code, name, iso_numeric, lon, lat; persons and part (each a list by month: people
    who have gone there, and their percentage of all leavers); share (part at the end) and count
    (people at the end, in words).
    """
    part = shares(flows.gone)
    codes = [code for code in flows.gone.columns if code in flows.atlas.index]
    routes = flows.atlas.loc[codes, ["name", "iso_numeric", "lon", "lat"]]
    routes = routes.rename_axis("code").reset_index()
    routes["persons"] = [flows.gone[code].round(2).to_list() for code in codes]
    routes["part"] = [part[code].round(2).to_list() for code in codes]
    routes["share"] = [float(part[code].iloc[-1]) for code in codes]
    routes["count"] = [text.persons(float(flows.gone[code].iloc[-1])) for code in codes]
    return routes


def frame_of(home: dict[str, Any], routes: pd.DataFrame, near_km: float) -> Frame:
    """Choose the part of the world that shows home and the routes that are near enough."""
    return frame_around((float(home["lon"]), float(home["lat"])), routes, near_km)


def inside(frame: Frame, routes: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which routes end in a part of the world."""
    return frame.holds(routes["lon"].to_numpy(float), routes["lat"].to_numpy(float))
