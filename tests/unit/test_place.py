"""Places lie on the globe."""

from __future__ import annotations

import pytest

from dispatch.place import Place


@pytest.mark.parametrize(("lat", "lon"), [(90, 180), (-90, -180), (30.2, 120.1)])
def test_points_on_the_globe_are_fine(lat: float, lon: float) -> None:
    assert Place(lat, lon) == Place(lat, lon)


def test_a_latitude_beyond_the_pole_hints_at_swapped_coordinates() -> None:
    with pytest.raises(ValueError, match="swapped"):
        Place(120.1, 30.2)


def test_a_longitude_beyond_the_date_line_is_refused() -> None:
    with pytest.raises(ValueError, match="longitude"):
        Place(30.2, 180.1)


@pytest.mark.parametrize(("lat", "lon"), [(float("nan"), 0), (0, float("nan")), (float("inf"), 0)])
def test_what_is_not_a_number_is_no_place(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        Place(lat, lon)
