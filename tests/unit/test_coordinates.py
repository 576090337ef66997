"""The coordinates of Chinese maps against published pairs, and back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.coordinates import CoordinateSystem, from_wgs84, in_china, to_wgs84
from dispatch.place import Place

GCJ02, BD09, WGS84 = CoordinateSystem.GCJ02, CoordinateSystem.BD09, CoordinateSystem.WGS84
TIANANMEN = Place(39.915, 116.404)
inland = st.builds(Place, st.floats(20, 50), st.floats(75, 133))


def test_the_gcj02_shift_of_a_published_pair() -> None:
    found = from_wgs84(TIANANMEN, GCJ02)
    assert (found.lat, found.lon) == pytest.approx((39.91640428150164, 116.41024449916938), abs=1e-12)


def test_the_baidu_shift_of_a_published_pair() -> None:
    # The pair is GCJ-02 to BD-09, so it starts where GCJ-02 is `TIANANMEN`.
    found = from_wgs84(to_wgs84(TIANANMEN, GCJ02), BD09)
    assert (found.lat, found.lon) == pytest.approx((39.92133699351021, 116.41036949371029), abs=2e-9)


def test_the_inverse_is_near_the_published_approximation_and_exact_itself() -> None:
    found = to_wgs84(TIANANMEN, GCJ02)
    assert (found.lat, found.lon) == pytest.approx((39.91359571849836, 116.39775550083061), abs=2e-5)
    again = from_wgs84(found, GCJ02)
    assert (again.lat, again.lon) == pytest.approx((TIANANMEN.lat, TIANANMEN.lon), abs=2e-9)


@pytest.mark.parametrize("system", [GCJ02, BD09])
@given(place=inland)
def test_there_and_back_is_within_a_metre(system: CoordinateSystem, place: Place) -> None:
    back = to_wgs84(from_wgs84(place, system), system)
    assert abs(back.lat - place.lat) < 1e-7
    assert abs(back.lon - place.lon) < 1e-7


@given(st.builds(Place, st.floats(-90, 90), st.floats(-180, 70)))
def test_outside_china_gcj02_is_wgs84(place: Place) -> None:
    assert not in_china(place)
    assert from_wgs84(place, GCJ02) == to_wgs84(place, GCJ02) == place


def test_wgs84_stays_as_it_is() -> None:
    assert from_wgs84(TIANANMEN, WGS84) == to_wgs84(TIANANMEN, WGS84) == TIANANMEN
