"""Places given in the coordinates of Chinese maps, brought to WGS-84.

Maps published in China shift every point: GCJ-02 by a few hundred metres, BD-09 (Baidu) once more on top. The product
works in WGS-84; an input declares its system and is converted at the door. The formulas of both shifts are the ones in
public use (GCJ-02 on the Krasovsky ellipsoid); the inverses are found by iteration, well below a metre.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt

from dispatch.place import Place

SEMI_MAJOR_AXIS = 6_378_245.0
"""Of the Krasovsky 1940 ellipsoid, metres."""
ECCENTRICITY_SQUARED = 0.00669342162296594323
CHINA_BOX = (0.8293, 55.8271, 72.004, 137.8347)
"""South, north, west, east: inside GCJ-02 shifts, outside it is WGS-84."""
LONGEST_SHIFT = 0.05
"""No place is shifted further than this, in degrees."""
BAIDU_ANGLE = radians(3000.0)
"""Baidu's own shift swings with 3000 times the coordinate in degrees."""
ROUNDS = 12
"""Of the inverse: each makes the rest some thousand times smaller, and 1e-9 degrees are 0.1 mm."""
CLOSE_ENOUGH = 1e-9


class CoordinateSystem(StrEnum):
    """The systems a place may be given in."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


def to_wgs84(place: Place, system: CoordinateSystem) -> Place:
    """The place, given in `system`, in WGS-84."""
    if system is CoordinateSystem.BD09:
        return _gcj02_to_wgs84(_undone(_baidu_shift, place))
    return _gcj02_to_wgs84(place) if system is CoordinateSystem.GCJ02 else place


def from_wgs84(place: Place, system: CoordinateSystem) -> Place:
    """The WGS-84 place in `system`, as a Chinese map wants it."""
    if system is CoordinateSystem.WGS84:
        return place
    shifted = _gcj02_shift(place) if in_china(place) else place
    return _baidu_shift(shifted) if system is CoordinateSystem.BD09 else shifted


def in_china(place: Place, margin: float = 0.0) -> bool:
    """Whether the place is inside the box in which GCJ-02 shifts, or at most `margin` degrees outside."""
    south, north, west, east = CHINA_BOX
    return south - margin <= place.lat <= north + margin and west - margin <= place.lon <= east + margin


def _gcj02_to_wgs84(place: Place) -> Place:
    if not in_china(place, LONGEST_SHIFT):
        return place
    found = _undone(_gcj02_shift, place)
    return found if in_china(found) else place


def _undone(shift: Callable[[Place], Place], place: Place) -> Place:
    """The place that `shift` brings to `place`: a fixed point, as shifts differ little between near places."""
    found = place
    for _ in range(ROUNDS):
        there = shift(found)
        if abs(there.lat - place.lat) + abs(there.lon - place.lon) < CLOSE_ENOUGH:
            break
        found = Place(found.lat - there.lat + place.lat, found.lon - there.lon + place.lon)
    return found


def _gcj02_shift(place: Place) -> Place:
    east, north = place.lon - 105.0, place.lat - 35.0
    lat, lon = radians(place.lat), pi / 180
    flattening = 1 - ECCENTRICITY_SQUARED * sin(lat) ** 2
    meridian = SEMI_MAJOR_AXIS * (1 - ECCENTRICITY_SQUARED) / flattening**1.5
    parallel = SEMI_MAJOR_AXIS / sqrt(flattening) * cos(lat)
    return Place(
        place.lat + _north_metres(east, north) / (meridian * lon),
        place.lon + _east_metres(east, north) / (parallel * lon),
    )


def _north_metres(east: float, north: float) -> float:
    metres = -100 + 2 * east + 3 * north + 0.2 * north**2 + 0.1 * east * north + 0.2 * sqrt(abs(east))
    metres += (20 * sin(6 * pi * east) + 20 * sin(2 * pi * east)) * 2 / 3
    metres += (20 * sin(pi * north) + 40 * sin(pi * north / 3)) * 2 / 3
    return metres + (160 * sin(pi * north / 12) + 320 * sin(pi * north / 30)) * 2 / 3


def _east_metres(east: float, north: float) -> float:
    metres = 300 + east + 2 * north + 0.1 * east**2 + 0.1 * east * north + 0.1 * sqrt(abs(east))
    metres += (20 * sin(6 * pi * east) + 20 * sin(2 * pi * east)) * 2 / 3
    metres += (20 * sin(pi * east) + 40 * sin(pi * east / 3)) * 2 / 3
    return metres + (150 * sin(pi * east / 12) + 300 * sin(pi * east / 30)) * 2 / 3


def _baidu_shift(place: Place) -> Place:
    radius = hypot(place.lon, place.lat) + 2e-5 * sin(BAIDU_ANGLE * place.lat)
    angle = atan2(place.lat, place.lon) + 3e-6 * cos(BAIDU_ANGLE * place.lon)
    return Place(radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065)
