"""Travel estimates: whole matrices equal to geopy's distances pair by pair."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from geopy.distance import geodesic, great_circle

from dispatch.place import Place
from dispatch.problem import travel_for
from dispatch.ticket import AreaClass
from dispatch.travel import Estimate, TravelMatrix
from tests.builders import crew, shift, spot, ticket

LATITUDES = (-80.0, -45.0, -10.0, -0.01, 0.0, 0.01, 22.5, 30.2, 51.5, 69.0, 85.0)


def around(lat: float, rng: Random) -> list[Place]:
    """Places from some metres to a thousand kilometres apart, around one at longitude 180 and 120."""
    found = [Place(lat, 120.0), Place(lat, 179.999), Place(lat, -179.999)]
    for spread in (1e-5, 1e-3, 0.05, 0.5, 4.0):
        found += [Place(lat + rng.uniform(-spread, spread), 120 + rng.uniform(-spread, spread)) for _ in range(3)]
    return found


@pytest.mark.parametrize("lat", LATITUDES)
@pytest.mark.parametrize(("distance", "reference"), [("geodesic", geodesic), ("great_circle", great_circle)])
def test_distances_equal_geopys(lat: float, distance: str, reference: type[geodesic]) -> None:
    places = around(lat, Random(lat))
    kilometres = Estimate(distance=distance).kilometres(places)  # type: ignore[arg-type]
    tolerance = 1e-3 if distance == "geodesic" else 1e-6
    for i, one in enumerate(places):
        for j, other in enumerate(places[i + 1 : i + 6], i + 1):
            true = reference((one.lat, one.lon), (other.lat, other.lon)).km
            assert kilometres[i, j] == pytest.approx(true, rel=tolerance, abs=1e-6)
    assert np.allclose(kilometres, kilometres.T, rtol=1e-9, atol=1e-9)
    assert not kilometres.diagonal().any()


def test_seconds_are_detour_and_speed_rounded_up() -> None:
    places = [Place(0, 0), Place(0, 1)]
    estimate = Estimate(1.3, dict.fromkeys(AreaClass, 40.0), distance="great_circle", earth_radius_km=6371.0)
    matrix = estimate.matrix(places, [AreaClass.URBAN] * 2)
    assert matrix.free_flow_seconds(*places) == math.ceil(6371.0 * math.radians(1) * 1.3 / 40 * 3600)


def test_a_drive_between_two_classes_goes_half_its_way_at_each_speed() -> None:
    places = [Place(0, 0), Place(0, 1), Place(0, 2)]
    speeds = {AreaClass.URBAN: 30.0, AreaClass.RURAL: 60.0, AreaClass.REMOTE: 45.0}
    estimate = Estimate(1.0, speeds, distance="great_circle", earth_radius_km=6371.0)
    matrix = estimate.matrix(places, [AreaClass.URBAN, AreaClass.RURAL, AreaClass.RURAL])
    kilometres = 6371.0 * math.radians(1)
    assert matrix.free_flow_seconds(places[0], places[1]) == math.ceil(
        kilometres / 2 / 30 * 3600 + kilometres / 2 / 60 * 3600
    )
    assert matrix.free_flow_seconds(places[1], places[2]) == math.ceil(kilometres / 60 * 3600)


def test_a_place_listed_twice_stands_once_with_its_first_class() -> None:
    places = [Place(0, 0), Place(0, 1), Place(0, 0)]
    matrix = Estimate().matrix(places, [AreaClass.URBAN, AreaClass.URBAN, AreaClass.REMOTE])
    assert matrix.places == (Place(0, 0), Place(0, 1))
    assert matrix.seconds[0, 1] == Estimate().matrix(places[:2], [AreaClass.URBAN] * 2).seconds[0, 1]


def test_no_places_have_an_empty_matrix() -> None:
    assert travel_for(Estimate(), [], []).seconds.shape == (0, 0)


def test_a_matrix_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must be \(2, 2\)"):
        TravelMatrix((Place(0, 0), Place(0, 1)), np.zeros((2, 3), np.int32))


def test_the_one_matrix_holds_tickets_yards_positions_and_depots_in_the_class_of_the_nearest_ticket() -> None:
    asked: dict[Place, AreaClass] = {}

    class Recorder:
        def matrix(self, places: list[Place], area_classes: list[AreaClass]) -> TravelMatrix:
            asked.update(zip(places, area_classes, strict=True))
            return TravelMatrix(tuple(places), np.zeros((len(places), len(places)), np.int32))

    tickets = [ticket("T1", place=spot(0)), ticket("T2", place=spot(100), area_class=AreaClass.REMOTE)]
    away = shift(start_place=spot(10), end_place=spot(80))
    travel_for(Recorder(), tickets, [crew(shifts=(away,), position=spot(90), depot=spot(20))])  # type: ignore[arg-type]
    urban, remote = AreaClass.URBAN, AreaClass.REMOTE
    assert asked == {
        spot(0): urban,
        spot(100): remote,
        spot(10): urban,
        spot(80): remote,
        spot(90): remote,
        spot(20): urban,
    }
