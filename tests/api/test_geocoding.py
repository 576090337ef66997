"""Reports that give an address and no place, with a Nominatim of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from dispatch.user import Role
from tests.desk import FAULT, Desk
from tests.map_server import Answer, Asked, MapServer, map_server

ADDRESS = "Qiyi Road 12"
NAME = "12, Qiyi Road, Zhoukou"
UNPLACED = {name: value for name, value in FAULT.items() if name != "place"} | {"address": ADDRESS}


def known(asked: Asked) -> Answer:
    match = {"lat": "33.626", "lon": "114.641", "display_name": NAME}
    return 200, [match] if asked.query["q"] == ADDRESS else []


@contextmanager
def geocoding(url: str, answer: Any = known, **settings: Any) -> Iterator[tuple[Desk, MapServer]]:
    with map_server(answer) as server:
        desk = Desk(url, geocoder="nominatim", geocoder_url=server.url, geocoder_user_agent="test desk", **settings)
        yield desk, server
        desk.close()


def test_a_ticket_is_where_the_geocoder_finds_its_address_and_says_so(database_url: str) -> None:
    with geocoding(database_url) as (desk, server):
        made = desk.dispatcher.post("/tickets", json=UNPLACED)
        assert made.status_code == 201, made.text
        assert (made.json()["place"], made.json()["geocoded"]) == ({"lat": 33.626, "lon": 114.641}, NAME)
        assert server.asked[0].user_agent == "test desk"
        moved = {"place": {"lat": 33.63, "lon": 114.64}}
        amended = desk.dispatcher.patch("/tickets/T1", json=moved, headers={"If-Match": '"1"'}).json()
        assert (amended["place"], amended["geocoded"]) == (moved["place"], "")


def test_calls_are_placed_one_and_many_and_each_address_is_asked_once(database_url: str) -> None:
    with geocoding(database_url) as (desk, server):
        call = desk.dispatcher.post("/calls", json={"address": ADDRESS}).json()
        assert (call["place"]["lat"], call["geocoded"]) == (33.626, NAME)
        bulk = [{"id": "A", "address": ADDRESS}, {"id": "B", "address": ADDRESS}, {"id": "C", "place": FAULT["place"]}]
        assert desk.dispatcher.post("/calls/bulk", json=bulk).status_code == 200
        assert len(server.asked) == 2
        assert [desk.dispatcher.get(f"/calls/{one}").json()["geocoded"] for one in "ABC"] == [NAME, NAME, ""]


def test_a_place_that_is_said_is_not_looked_up(database_url: str) -> None:
    with geocoding(database_url) as (desk, server):
        assert desk.dispatcher.post("/tickets", json={**FAULT, "address": ADDRESS}).json()["geocoded"] == ""
        assert server.asked == []


def test_without_a_geocoder_a_report_is_told_to_bring_its_place(desk: Desk) -> None:
    answer = desk.dispatcher.post("/tickets", json=UNPLACED)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["path"]) == (422, "$.place")
    assert "no geocoder is configured" in fault["message"]
    assert '"lat"' in fault["allowed"]


def test_each_address_that_is_not_found_is_told_by_its_path(database_url: str) -> None:
    with geocoding(database_url) as (desk, _):
        bulk = [{"address": ADDRESS}, {"address": "Nowhere 1"}, {}]
        answer = desk.dispatcher.post("/calls/bulk", json=bulk)
        assert (answer.status_code, [one["path"] for one in answer.json()["errors"]]) == (
            422,
            ["$[1].address", "$[2].place"],
        )


@pytest.mark.parametrize("answer", [(503, {}), (200, {"error": "no map"}), (200, [{"lat": "x"}]), None])
def test_a_geocoder_that_fails_or_hangs_is_no_fault_of_the_report(database_url: str, answer: Answer) -> None:
    with geocoding(database_url, lambda _: answer, geocoder_patience=0.3) as (desk, _):
        failed = desk.dispatcher.post("/tickets", json=UNPLACED)
        assert failed.status_code == 503, failed.text
        assert "geocoder" in failed.json()["detail"]
        assert ADDRESS not in failed.text
        assert desk.dispatcher.post("/tickets", json=FAULT).status_code == 201


def test_only_those_who_report_have_addresses_looked_up(database_url: str) -> None:
    with geocoding(database_url) as (desk, server):
        assert desk.anonymous.post("/tickets", json=UNPLACED).status_code == 401
        assert desk.client(Role.CREW).post("/tickets", json=UNPLACED).status_code == 403
        assert server.asked == []


def test_no_transaction_is_open_while_the_geocoder_thinks(database_url: str) -> None:
    open_now: list[int] = []
    seen: list[int] = []

    def answer(asked: Asked) -> Answer:
        seen.append(len(open_now))
        return known(asked)

    with geocoding(database_url, answer) as (desk, _):
        event.listen(desk.store.engine, "checkout", lambda *_: open_now.append(1))
        event.listen(desk.store.engine, "checkin", lambda *_: open_now.pop())
        assert desk.dispatcher.post("/tickets", json=UNPLACED).status_code == 201
        assert desk.dispatcher.get("/places", params={"address": ADDRESS}).status_code == 200
    assert seen == [0, 0]


def several(asked: Asked) -> Answer:
    streets = [{"lat": f"33.{n}", "lon": "114.6", "display_name": f"Qiyi Road, {n}"} for n in range(1, 8)]
    return 200, streets[: int(asked.query["limit"])]


def test_candidates_for_an_address_are_offered_the_best_first(database_url: str) -> None:
    with geocoding(database_url, several) as (desk, server):
        found = desk.dispatcher.get("/places", params={"address": ADDRESS}).json()
        assert [one["name"] for one in found] == [f"Qiyi Road, {n}" for n in range(1, 6)]
        assert found[0]["place"] == {"lat": 33.1, "lon": 114.6}
        assert desk.client(Role.AUDITOR).get("/places", params={"address": ADDRESS}).status_code == 403
        assert desk.anonymous.get("/places", params={"address": ADDRESS}).status_code == 401
        assert len(server.asked) == 1


def test_an_address_without_a_match_has_no_candidates(database_url: str) -> None:
    with geocoding(database_url) as (desk, _):
        assert desk.dispatcher.get("/places", params={"address": "Nowhere 1"}).json() == []


def test_without_a_geocoder_there_are_no_candidates(desk: Desk) -> None:
    answer = desk.dispatcher.get("/places", params={"address": ADDRESS})
    assert (answer.status_code, "there is no geocoder" in answer.json()["detail"]) == (404, True)
