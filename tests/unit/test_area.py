"""Which polygon holds a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.area import Area, area_class_of
from dispatch.place import Place
from dispatch.ticket import AreaClass

HORSESHOE = tuple(Place(lat, lon) for lat, lon in ((0, 0), (0, 3), (3, 3), (3, 2), (1, 2), (1, 1), (3, 1), (3, 0)))
TOWN = Area(AreaClass.URBAN, HORSESHOE, "town")


@pytest.mark.parametrize(("lat", "lon", "inside"), [(0.5, 1.5, True), (2, 0.5, True), (2, 1.5, False), (4, 0.5, False)])
def test_a_horseshoe_holds_its_arms_and_not_its_mouth(lat: float, lon: float, inside: bool) -> None:
    assert TOWN.holds(Place(lat, lon)) is inside


@given(st.floats(-1, 4), st.floats(-1, 4), st.integers(0, 7))
def test_neither_the_first_corner_nor_the_direction_matters(lat: float, lon: float, first: int) -> None:
    place, turned = Place(lat, lon), HORSESHOE[first:] + HORSESHOE[:first]
    assert Area(AreaClass.URBAN, turned[::-1]).holds(place) is TOWN.holds(place)


@given(st.floats(0, 1), st.floats(0, 2))
def test_two_areas_that_share_an_edge_hold_each_place_once(lat: float, lon: float) -> None:
    west = Area(AreaClass.URBAN, (Place(-1, -1), Place(-1, 1), Place(2, 1), Place(2, -1)))
    east = Area(AreaClass.RURAL, (Place(-1, 1), Place(-1, 3), Place(2, 3), Place(2, 1)))
    assert west.holds(Place(lat, lon)) != east.holds(Place(lat, lon))


def test_the_first_area_that_holds_it_gives_the_class_and_else_the_other() -> None:
    wide = Area(AreaClass.REMOTE, tuple(Place(lat, lon) for lat, lon in ((-9, -9), (-9, 9), (9, 9), (9, -9))))
    assert area_class_of(Place(0.5, 1.5), (TOWN, wide)) is AreaClass.URBAN
    assert area_class_of(Place(2, 1.5), (TOWN, wide)) is AreaClass.REMOTE
    assert area_class_of(Place(20, 20), (TOWN, wide), AreaClass.RURAL) is AreaClass.RURAL


def test_a_polygon_needs_three_corners() -> None:
    with pytest.raises(ValueError, match="area town has 2 corners"):
        Area(AreaClass.URBAN, HORSESHOE[:2], "town")
