"""Choose the part of the world that a map of flows shows, and project it.

The projection is the equal-area azimuthal one (Lambert), centred on the frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

NEAR_KM = 2_600
FRAMING = 2.0
"""Share of the flow (percent) from which a near destination must lie inside the frame."""

MAP_SIZE = (900, 500)
"""Width and height in pixels of the map on a wide page."""

EARTH_KM = 6_371
PAD = (70, 50)
"""Pixels between the outermost destination and the edge, across and up."""

_MIN_HALF = 0.14
"""Half the least width of the frame in radians: about 900 km."""


@dataclass(frozen=True)
class Frame:
    """The part of the world that the map shows: a centre (degrees) and half extents (radians)."""

    lon: float
    lat: float
    half_x: float
    half_y: float

    def project(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Map degrees to the plane of the equal-area azimuthal projection (radians, y north)."""
        lam, phi = np.radians(lon - self.lon), np.radians(lat)
        phi0 = np.radians(self.lat)
        cosine = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(lam)
        k = np.sqrt(2 / np.maximum(1 + cosine, 1e-9))
        x = k * np.cos(phi) * np.sin(lam)
        y = k * (np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(lam))
        return x, y

    def unproject(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Map the plane back to degrees."""
        rho = np.maximum(np.hypot(x, y), 1e-12)
        c = 2 * np.arcsin(np.minimum(rho / 2, 1))
        phi0 = np.radians(self.lat)
        phi = np.arcsin(np.cos(c) * np.sin(phi0) + y * np.sin(c) * np.cos(phi0) / rho)
        across = x * np.sin(c)
        along = rho * np.cos(phi0) * np.cos(c) - y * np.sin(phi0) * np.sin(c)
        return self.lon + np.degrees(np.arctan2(across, along)), np.degrees(phi)

    def holds(self, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        """Tell which points a wide map shows."""
        x, y = self.project(lon, lat)
        scale, (width, height) = self.scale(*MAP_SIZE), MAP_SIZE
        return (abs(x) * scale < width / 2 - 10) & (abs(y) * scale < height / 2 - 10)

    def scale(self, width: float, height: float) -> float:
        """Return pixels per radian for a map of the given size."""
        return min((width / 2 - PAD[0]) / self.half_x, (height / 2 - PAD[1]) / self.half_y)


def frame_around(
    home: tuple[float, float], routes: pd.DataFrame, near_km: float = NEAR_KM
) -> Frame:
    """Choose the frame: the home country and the near destinations that matter.

    `home` is longitude and latitude in degrees; `routes` has lon, lat and share (percent); those
    farther than `near_km` do not count.
    """
    here = Frame(*home, 1.0, 1.0)
    lon, lat = routes["lon"].to_numpy(float), routes["lat"].to_numpy(float)
    near = np.hypot(*here.project(lon, lat)) * EARTH_KM <= near_km
    shown = near & (routes["share"].to_numpy(float) >= FRAMING)
    lon, lat = np.append(lon[shown], home[0]), np.append(lat[shown], home[1])
    x, y = here.project(lon, lat)
    middle = np.array([[x.min() + x.max()], [y.min() + y.max()]]) / 2
    centre = np.concatenate(here.unproject(*middle))
    frame = Frame(float(centre[0]), float(centre[1]), _MIN_HALF, _MIN_HALF)
    x, y = frame.project(lon, lat)
    return replace(
        frame,
        half_x=max(float(abs(x).max()), _MIN_HALF),
        half_y=max(float(abs(y).max()), _MIN_HALF),
    )
