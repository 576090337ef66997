"""Travel times over roads, from an OSRM and a Valhalla of the tests' own."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import pytest

from dispatch.place import Place
from dispatch.ticket import AreaClass
from dispatch.travel import Estimate, Osrm, RoadTimes, TravelMatrix, TravelTimes, Valhalla
from dispatch.travel import road as road_module
from tests.builders import spot
from tests.map_server import Answer, Asked, map_server

PLACES = [spot(3 * number, number) for number in range(7)]


def way(lat1: float, lon1: float, lat2: float, lon2: float) -> float | None:
    """Another time there than back, and none from the first place to the last."""
    if (lat1, lon1) == rounded(PLACES[0]) and (lat2, lon2) == rounded(PLACES[-1]):
        return None
    return round(1000 * (abs(lat1 - lat2) + 2 * abs(lon1 - lon2)) + 0.4 + (lon1 > lon2), 3)


def rounded(place: Place) -> tuple[float, float]:
    return round(place.lat, 6), round(place.lon, 6)


def osrm(asked: Asked) -> Answer:
    points = [
        tuple(map(float, pair.split(",")))[::-1] for pair in asked.path.removeprefix("/table/v1/driving/").split(";")
    ]
    sides = [[points[int(one)] for one in asked.query[name].split(";")] for name in ("sources", "destinations")]
    return 200, {"code": "Ok", "durations": [[way(*start, *end) for end in sides[1]] for start in sides[0]]}


def valhalla(asked: Asked) -> Answer:
    sides = [
        [(round(one["lat"], 6), round(one["lon"], 6)) for one in asked.body[name]] for name in ("sources", "targets")
    ]
    return 200, {"sources_to_targets": [[{"time": way(*start, *end)} for end in sides[1]] for start in sides[0]]}


SERVERS = [(Osrm, osrm), (Valhalla, valhalla)]


def asked_of(times: TravelTimes, places: list[Place] = PLACES) -> TravelMatrix:
    return times.matrix(places, [AreaClass.URBAN] * len(places))


@pytest.mark.parametrize(("kind", "answer"), SERVERS)
def test_tiles_make_the_matrix_and_a_null_cell_is_estimated(kind: Any, answer: Any) -> None:
    with map_server(answer) as server:
        matrix = asked_of(RoadTimes(kind(server.url, side=3), Estimate()))
        estimate = asked_of(Estimate())
    # The last place alone has nothing to ask of itself.
    assert len(server.asked) == 8
    for start in PLACES:
        for end in PLACES:
            found = 0 if start == end else way(*rounded(start), *rounded(end))
            expected = estimate.free_flow_seconds(start, end) if found is None else math.ceil(found)
            assert matrix.free_flow_seconds(start, end) == expected


@pytest.mark.parametrize(("kind", "answer"), SERVERS)
def test_what_is_known_is_not_asked_again(kind: Any, answer: Any) -> None:
    with map_server(answer) as server:
        times = RoadTimes(kind(server.url, side=10), Estimate())
        asked_of(times, PLACES[:5])
        again = asked_of(times, PLACES[4::-1])
        assert len(server.asked) == 1
        more = asked_of(times, PLACES[:6])
        assert len(server.asked) == 2
    assert more.free_flow_seconds(PLACES[4], PLACES[1]) == again.free_flow_seconds(PLACES[4], PLACES[1])


def test_more_places_than_are_kept_begin_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road_module, "KEPT_PLACES", 4)
    with map_server(osrm) as server:
        times = RoadTimes(Osrm(server.url), Estimate())
        whole = asked_of(times)
        assert (asked_of(times, PLACES[2:5]).seconds == whole.seconds[2:5, 2:5]).all()


@pytest.mark.parametrize(
    "answer",
    [(500, {}), (200, {"code": "Ok"}), (200, {"durations": [[1]]}), (200, {"durations": "x"}), (200, []), None],
)
def test_a_server_that_fails_or_hangs_leaves_the_estimate_and_is_left_alone(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    with map_server(lambda _: answer) as server:
        times = RoadTimes(Osrm(server.url), Estimate(), patience=0.3)
        for _ in range(2):
            assert (asked_of(times).seconds == asked_of(Estimate()).seconds).all()
        assert len(server.asked) == 1
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "the road server gives no usable answer",
        "42 of 49 drives are estimated",
    ]


def test_what_was_learned_before_a_server_went_away_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([True, False])
    with map_server(lambda asked: osrm(asked) if next(answers) else (502, {})) as server:
        times = RoadTimes(Osrm(server.url, side=4), Estimate())
        seconds = asked_of(times).seconds
    estimate = asked_of(Estimate()).seconds
    assert (seconds[4:, :] == estimate[4:, :]).all()
    assert (seconds[:4, :4] != estimate[:4, :4]).sum() == 12


def test_a_server_that_came_back_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road_module, "AWAY_SECONDS", 0.0)
    answers = iter([False, True])
    with map_server(lambda asked: osrm(asked) if next(answers) else (502, {})) as server:
        times = RoadTimes(Osrm(server.url), Estimate())
        before, after = asked_of(times).seconds, asked_of(times).seconds
    assert np.count_nonzero(before != after) > 30


def test_patience_ends_the_asking_and_the_next_matrix_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def slowly(asked: Asked) -> Answer:
        time.sleep(0.3)
        return osrm(asked)

    with map_server(slowly) as server:
        times = RoadTimes(Osrm(server.url, side=4), Estimate(), patience=0.5)
        asked_of(times)
        assert len(server.asked) < 4
        asked_of(times)
        assert len(server.asked) == 4
    assert "usable" not in caplog.text


def test_no_places_make_no_question() -> None:
    assert asked_of(RoadTimes(Osrm("http://127.0.0.1:9"), Estimate()), []).seconds.shape == (0, 0)
