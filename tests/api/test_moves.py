"""Moves by hand are shown before they are made, judged by the rules and kept by locks; plans have three formats."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from dispatch.user import Role
from tests.builders import spot, ticket
from tests.desk import Desk
from tests.planned_desk import current, draft, lists_of, prepare_plans, publish, published, sentences


@pytest.fixture(autouse=True)
def _plans(desk: Desk) -> None:
    barred = ticket("T3", place=spot(0, 10), forbidden_crews=frozenset({"C1"}))
    prepare_plans(desk, ticket("T1"), ticket("T2", place=spot(-10), address="=Qiyi Road, 12"), barred)


def effect(desk: Desk, **move: Any) -> dict[str, Any]:
    answer = desk.dispatcher.get("/plans/current/move-effect", params=move)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_moves_effect_is_shown_and_nothing_is_changed(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    shown = effect(desk, ticket_id="T2", crew_id="C2")
    assert (shown["lawful"], shown["violations"]) == (True, [])
    assert shown["balance"]["customer_minutes"] == 800
    (clock,) = shown["clocks"]
    assert "on site 08:10 instead of 09:30" in clock["sentence"]
    assert {route["crew_id"] for route in shown["routes"]} == {"C1", "C2"}
    assert current(desk) == {"C1": ["T1", "T2"]}
    assert desk.dispatcher.get("/locks").json() == []


def test_a_rule_that_a_move_breaks_is_said_in_a_sentence_and_the_move_is_not_made(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2", "C2": "T3"})
    shown = effect(desk, ticket_id="T3", crew_id="C1")
    assert not shown["lawful"]
    assert shown["violations"][0]["sentence"] == "crew C1 is not to work on ticket T3"
    answer = desk.dispatcher.post("/plans/current/moves", json={"ticket_id": "T3", "crew_id": "C1"})
    assert (answer.status_code, sentences(answer)) == (409, ["crew C1 is not to work on ticket T3"])
    assert len(desk.dispatcher.get("/plans").json()["items"]) == 1


def test_a_move_makes_a_draft_and_a_lock_and_survives_a_plan_made_meanwhile(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    made_meanwhile = draft(desk, {"C1": "T2 T1", "C2": "T3"})
    moved = desk.dispatcher.post("/plans/current/moves", json={"ticket_id": "T2", "crew_id": "C2"})
    assert (moved.status_code, moved.json()["status"]) == (201, "draft")
    (lock,) = desk.dispatcher.get("/locks").json()
    assert (lock["ticket_id"], lock["crew_id"], lock["made_by"]) == ("T2", "C2", "U-dispatcher")
    assert desk.dispatcher.post(f"/plans/{moved.json()['number']}/publish").status_code == 200
    assert publish(desk, made_meanwhile).status_code == 409
    number = desk.dispatcher.post(f"/plans/{made_meanwhile.number}/rebase").json()["number"]
    assert desk.dispatcher.post(f"/plans/{number}/publish").status_code == 200
    assert current(desk) == {"C1": ["T1"], "C2": ["T2", "T3"]}


def test_a_place_in_line_is_counted_from_one(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    moved = desk.dispatcher.post("/plans/current/moves", json={"ticket_id": "T2", "crew_id": "C1", "position": 1})
    plan = desk.dispatcher.get(moved.headers["location"]).json()
    assert lists_of(plan) == {"C1": ["T2", "T1"]}


def test_a_fixed_start_is_kept(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    body = {"ticket_id": "T2", "crew_id": "C2", "start": "2026-03-02T10:00:00Z", "fix_start": True}
    moved = desk.dispatcher.post("/plans/current/moves", json=body)
    stops = desk.dispatcher.get(moved.headers["location"]).json()["routes"][1]["stops"]
    assert [stop["start"] for stop in stops] == ["2026-03-02T10:00:00Z"]
    assert desk.dispatcher.get("/locks").json()[0]["start"]["end"] == "2026-03-02T10:15:00Z"


def test_a_visit_taken_off_all_lists_is_unassigned(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    moved = desk.dispatcher.post("/plans/current/moves", json={"ticket_id": "T2"})
    plan = desk.dispatcher.get(moved.headers["location"]).json()
    assert {
        "ticket_id": "T2",
        "reason": "LOCKING_CONSTRAINT",
        "sentence": "It was taken off the list by hand.",
        "code": "left_out.by_hand",
        "facts": {},
    } in plan["unassigned"]


def test_a_move_of_nothing_or_to_nobody_says_both(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    answer = desk.dispatcher.get("/plans/current/move-effect", params={"ticket_id": "T9", "crew_id": "C9"})
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == ["$.ticket_id", "$.crew_id"]


def test_locks_are_put_replaced_and_taken_away(desk: Desk) -> None:
    span = {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T10:00:00Z"}
    for body in ({"crew_id": "C1"}, {"start": span}, {"crew_id": "C2", "start": span}):
        assert desk.dispatcher.put("/locks/T1/0", json=body).status_code == 200
        (lock,) = desk.dispatcher.get("/locks").json()
        assert {name: lock[name] for name in body} == body
    assert desk.dispatcher.delete("/locks/T1/0").status_code == 204
    assert desk.dispatcher.delete("/locks/T1/0").status_code == 204
    assert desk.dispatcher.get("/locks").json() == []


def test_a_lock_is_of_something_that_is_there(desk: Desk) -> None:
    for path, body in (("T9/0", {"crew_id": "C1"}), ("T1/3", {"crew_id": "C1"}), ("T1/0", {"crew_id": "C9"})):
        assert desk.dispatcher.put(f"/locks/{path}", json=body).status_code == 404
    assert desk.dispatcher.put("/locks/T1/0", json={}).status_code == 422


@pytest.mark.parametrize("role", [Role.CREW, Role.PLANNER, Role.AUDITOR, Role.INTEGRATION, Role.ADMIN])
def test_only_dispatchers_and_supervisors_move_and_lock(desk: Desk, role: Role) -> None:
    published(desk, {"C1": "T1"})
    client = desk.client(role)
    assert client.post("/plans/current/moves", json={"ticket_id": "T1"}).status_code == 403
    assert client.put("/locks/T1/0", json={"crew_id": "C1"}).status_code == 403
    assert client.delete("/locks/T1/0").status_code == 403
    seen = client.get("/plans/current/move-effect", params={"ticket_id": "T1"}).status_code
    assert seen == (200 if role is Role.PLANNER else 403)


def test_the_three_formats_say_the_same(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2", "C2": "T3"})
    names = ("crew_id", "order", "ticket_id", "arrival")
    plan = desk.dispatcher.get("/plans/current").json()
    wanted = [
        (
            route["crew_id"],
            stop["order"],
            stop["ticket_id"],
            stop["arrival"],
            stop["place"]["lon"],
            stop["place"]["lat"],
        )
        for route in plan["routes"]
        for stop in route["stops"]
    ]
    geo = desk.dispatcher.get("/plans/current", headers={"Accept": "application/geo+json"})
    assert geo.headers["content-type"] == "application/geo+json"
    points = [one for one in geo.json()["features"] if one["geometry"]["type"] == "Point"]
    assert [(*(one["properties"][name] for name in names), *one["geometry"]["coordinates"]) for one in points] == wanted
    table = desk.dispatcher.get("/plans/current", params={"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [
        (
            row["crew"],
            int(row["order"]),
            row["ticket"],
            row["arrival"].replace("+00:00", "Z"),
            float(row["lon"]),
            float(row["lat"]),
        )
        for row in rows
    ] == wanted
    # No spreadsheet runs an address.
    assert rows[1]["address"] == "'=Qiyi Road, 12"


def test_who_has_the_plan_already_is_told_so(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    first = desk.dispatcher.get("/plans/current")
    again = desk.dispatcher.get("/plans/current", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    published(desk, {"C1": "T1 T2"})
    assert desk.dispatcher.get("/plans/current", headers={"If-None-Match": first.headers["etag"]}).status_code == 200
