"""Where things are: a point on the WGS-84 globe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in WGS-84 degrees.

    Raises
    ------
    ValueError
        When a coordinate is outside ±90° (latitude) or ±180° (longitude), or not a number.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not -90.0 <= self.lat <= 90.0:
            raise ValueError(f"latitude {self.lat} is outside -90..90; are the coordinates swapped?")
        if not -180.0 <= self.lon <= 180.0:
            raise ValueError(f"longitude {self.lon} is outside -180..180")
