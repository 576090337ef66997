"""What is near in place and time, found on a grid: nearly linear in the number of points.

Distances are those of a plane laid around the middle latitude of all points; over one utility's area they are right to
a few per cent, which is far better than the places of calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice, product
from math import cos, hypot, radians, sqrt

from dispatch.place import Place

METRES_A_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""

Spot = tuple[Place, datetime]
_Point = tuple[float, float, float]
"""Metres east, metres north, seconds."""
_Cell = tuple[int, int, int]


def links_nearby(
    spots: Sequence[Spot], chosen: Sequence[int], metres: float, gap: timedelta
) -> Iterator[tuple[int, int]]:
    """Pairs of chosen spots no further apart than `metres` and `gap`: enough of them to connect all that are.

    Spots of one cell are always near each other, so a crowd in one place costs no more than its number.
    """
    points = _points(spots)
    side, span = metres / sqrt(2), gap.total_seconds()
    cells = _cells(points, chosen, side, span)
    for own in cells.values():
        yield from ((own[0], other) for other in own[1:])
    for cell, own in cells.items():
        for other in _around(cell, 2):
            if other > cell and other in cells:
                near = (pair for pair in product(own, cells[other]) if _near(points, pair, metres, span))
                near = (pair for pair in product(own, cells[other]) if _near(points, pair, metres, span))
                yield from islice(near, 1)


def nearest_within(
    spots: Sequence[Spot], chosen: Sequence[int], others: Sequence[int], metres: float, gap: timedelta
) -> Iterator[tuple[int, int, float]]:
    """For each chosen spot with any of `others` near: it, the nearest of them (the first of equals), and the metres."""
    points, span = _points(spots), gap.total_seconds()
    cells = _cells(points, others, metres, span)
    for number in chosen:
        around = (one for cell in _around(_cell(points[number], metres, span), 1) for one in cells.get(cell, ()))
        near = [(_metres(points, number, one), one) for one in around if _near(points, (number, one), metres, span)]
        if near:
            distance, nearest = min(near)
            yield number, nearest, distance


def _points(spots: Sequence[Spot]) -> list[_Point]:
    if not spots:
        return []
    lats = [place.lat for place, _ in spots]
    east = METRES_A_DEGREE * cos(radians((min(lats) + max(lats)) / 2))
    return [(place.lon * east, place.lat * METRES_A_DEGREE, at.timestamp()) for place, at in spots]


def _cell(point: _Point, side: float, span: float) -> _Cell:
    return int(point[0] // side), int(point[1] // side), int(point[2] // span)


def _cells(points: Sequence[_Point], chosen: Sequence[int], side: float, span: float) -> dict[_Cell, list[int]]:
    found: defaultdict[_Cell, list[int]] = defaultdict(list)
    for number in chosen:
        found[_cell(points[number], side, span)].append(number)
    return found


def _around(cell: _Cell, reach: int) -> Iterator[_Cell]:
    sideways = range(-reach, reach + 1)
    for east, north, later in product(sideways, sideways, (-1, 0, 1)):
        yield cell[0] + east, cell[1] + north, cell[2] + later


def _metres(points: Sequence[_Point], first: int, second: int) -> float:
    return hypot(points[first][0] - points[second][0], points[first][1] - points[second][1])


def _near(points: Sequence[_Point], pair: tuple[int, int], metres: float, span: float) -> bool:
    first, second = pair
    return abs(points[first][2] - points[second][2]) <= span and _metres(points, first, second) <= metres
