"""Travel times estimated from the geodesic distance: the default when no road network is at hand.

geopy's distances (``geopy.distance.geodesic``, Karney's algorithm, and ``great_circle``) are the
reference; over whole matrices they are computed here in numpy, because geopy takes one pair at a
time (about 9 µs for a great circle, 150 µs for a geodesic: minutes for a storm). The geodesic uses the
Andoyer-Lambert correction of the great circle (Lambert 1942), within 0.1 % of geopy at any distance crews drive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from geopy.distance import EARTH_RADIUS, ELLIPSOIDS
from numpy.typing import NDArray

from dispatch.place import Place
from dispatch.ticket import AreaClass
from dispatch.travel.matrix import TravelMatrix
from dispatch.travel.traffic import Traffic

Floats = NDArray[np.float64]
_Point = tuple[Floats, Floats]
_Distance = Callable[[_Point, _Point], Floats]

DEFAULT_SPEEDS_KMH: Mapping[AreaClass, float] = {
    AreaClass.URBAN: 32.0,
    AreaClass.RURAL: 55.0,
    AreaClass.REMOTE: 50.0,
}


@dataclass(frozen=True)
class Estimate:
    """Distance as the crow flies x detour factor at a speed by area class.

    Parameters
    ----------
    detour_factor
        Road kilometres for each kilometre as the crow flies.
    speeds_kmh
        Free-flow speed by area class; a drive between two classes goes half its way at each speed.
    distance
        "geodesic" on the WGS-84 ellipsoid, or "great_circle" on a sphere of `earth_radius_km`.
    """

    detour_factor: float = 1.35
    speeds_kmh: Mapping[AreaClass, float] = field(default_factory=lambda: dict(DEFAULT_SPEEDS_KMH))
    traffic: Traffic = Traffic()
    distance: Literal["geodesic", "great_circle"] = "geodesic"
    earth_radius_km: float = EARTH_RADIUS

    def matrix(self, places: Sequence[Place], area_classes: Sequence[AreaClass]) -> TravelMatrix:
        """Whole seconds, rounded up; a place listed twice keeps its first area class."""
        classes = dict(zip(reversed(places), reversed(area_classes), strict=True))
        unique = tuple(dict.fromkeys(places))
        pace = np.array([3600.0 / self.speeds_kmh[classes[place]] for place in unique])
        seconds = self.kilometres(unique)
        # In place, row by row: a storm's matrix has ten million cells.
        for row in range(len(unique)):
            seconds[row] *= self.detour_factor * (pace[row] + pace) / 2.0
        np.ceil(seconds, out=seconds)
        return TravelMatrix(unique, seconds.astype(np.int32), self.traffic)

    def kilometres(self, places: Sequence[Place]) -> Floats:
        """(n, n) kilometres as the crow flies between `places`; the diagonal is 0."""
        lat = np.radians([place.lat for place in places])
        lon = np.radians([place.lon for place in places])
        if self.distance == "great_circle":
            return _by_rows(lat, lon, lambda a, b: self.earth_radius_km * _central_angle(a, b))
        return _by_rows(lat, lon, _lambert)


def _by_rows(lat: Floats, lon: Floats, distance: _Distance) -> Floats:
    result = np.empty((len(lat), len(lat)))
    for row in range(len(lat)):
        result[row] = distance((lat[row], lon[row]), (lat, lon))
        result[row, row] = 0.0
    return result


def _central_angle(a: _Point, b: _Point) -> Floats:
    (lat1, lon1), (lat2, lon2) = a, b
    haversine = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    angle: Floats = 2 * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return angle


def _lambert(a: _Point, b: _Point) -> Floats:
    """Geodesic kilometres by Lambert's formula on reduced latitudes (W. D. Lambert 1942)."""
    (lat1, lon1), (lat2, lon2) = a, b
    major, _, flattening = ELLIPSOIDS["WGS-84"]
    reduced1 = np.arctan((1 - flattening) * np.tan(lat1))
    reduced2 = np.arctan((1 - flattening) * np.tan(lat2))
    angle = _central_angle((reduced1, lon1), (reduced2, lon2))
    mean = (reduced1 + reduced2) / 2
    half = (reduced2 - reduced1) / 2
    cos_half_angle = np.maximum(np.cos(angle / 2), 1e-12)
    sin_half_angle = np.maximum(np.sin(angle / 2), 1e-12)
    x = (angle - np.sin(angle)) * (np.sin(mean) * np.cos(half) / cos_half_angle) ** 2
    y = (angle + np.sin(angle)) * (np.cos(mean) * np.sin(half) / sin_half_angle) ** 2
    distance: Floats = major * (angle - flattening / 2 * (x + y))
    return distance
