"""The roster from the outside, and what the planner sees of it."""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import Response

from dispatch.crew import Crew
from dispatch.live_day import problem_at
from dispatch.user import Role
from tests.api.test_tickets import iso
from tests.builders import Grid, at, minutes
from tests.desk import CREW, Desk

YARD = {"lat": 30.0, "lon": 120.0}
SICK = {"start": iso(240), "end": iso(1440), "reason": "sick"}


def a_shift(start: float, end: float, **changes: Any) -> dict[str, Any]:
    return {"start": iso(start), "end": iso(end), "start_place": YARD, **changes}


def seen_at(desk: Desk, minute: float) -> dict[str, Crew]:
    with desk.store.read() as work:
        return {crew.id: crew for crew in problem_at(work.running_day.read(at(minute)), at(minute), Grid()).crews}


def change(desk: Desk, method: str, path: str, version: int, **body: Any) -> Response:
    return desk.dispatcher.request(method, path, headers={"If-Match": f'"{version}"'}, **body)


def test_a_crew_comes_with_its_shifts_and_is_planned_with(desk: Desk) -> None:
    lunch = {"earliest": iso(210), "latest": iso(300), "minutes": 30}
    body = {
        "id": "C2",
        "kind": "line",
        "skills": {"line": 2},
        "min_rest_minutes": 480,
        "shifts": [a_shift(600, 900, on_call=True), a_shift(0, 480, breaks=[lunch], max_overtime_minutes=60)],
    }
    made = desk.dispatcher.post("/crews", json=body)
    assert (made.status_code, made.headers["location"], made.headers["etag"]) == (201, "/crews/C2", '"1"')
    day, night = seen_at(desk, 0)["C2"].shifts
    assert (day.number, day.max_overtime, day.breaks[0].duration) == (0, minutes(60), minutes(30))
    assert (night.number, night.on_call) == (1, True)
    assert desk.dispatcher.post("/crews", json=body).status_code == 409


def test_a_crew_is_amended_by_those_who_saw_its_version(desk: Desk) -> None:
    assert desk.dispatcher.patch(f"/crews/{CREW}", json={"kind": "cable"}).status_code == 428
    done = change(desk, "PATCH", f"/crews/{CREW}", 1, json={"kind": "cable", "max_duty_minutes": None})
    assert (done.status_code, done.json()["kind"], done.headers["etag"]) == (200, "cable", '"2"')
    assert change(desk, "PATCH", f"/crews/{CREW}", 1, json={"kind": "tree"}).status_code == 412


def test_a_retired_crew_is_not_planned_with(desk: Desk) -> None:
    assert desk.dispatcher.post(f"/crews/{CREW}/retire").json()["active"] is False
    assert desk.dispatcher.post(f"/crews/{CREW}/retire").json()["version"] == 2
    assert seen_at(desk, 0) == {}
    assert desk.dispatcher.post(f"/crews/{CREW}/shifts", json=a_shift(900, 960)).status_code == 409
    listed = desk.dispatcher.get("/crews", params={"active": False}).json()["items"]
    assert [crew["id"] for crew in listed] == [CREW]


def test_a_shift_in_between_leaves_the_numbers_of_the_others(desk: Desk) -> None:
    path = f"/crews/{CREW}/shifts"
    assert desk.dispatcher.post(path, json=a_shift(1440, 1920)).json()["number"] == 1
    assert desk.dispatcher.post(path, json=a_shift(600, 900, on_call=True)).json()["number"] == 2
    assert [shift["number"] for shift in desk.dispatcher.get(path).json()] == [0, 2, 1]
    assert change(desk, "DELETE", f"{path}/2", 3).status_code == 204
    assert desk.dispatcher.post(path, json=a_shift(600, 900)).json()["number"] == 3
    assert change(desk, "PUT", f"{path}/2", 5, json=a_shift(500, 900)).status_code == 404


def test_shifts_do_not_overlap(desk: Desk) -> None:
    path = f"/crews/{CREW}/shifts"
    overlap = desk.dispatcher.post(path, json=a_shift(470, 900))
    assert overlap.status_code == 409
    assert "has shift 0 from" in overlap.json()["detail"]
    longer = change(desk, "PUT", f"{path}/0", 1, json=a_shift(0, 500, max_overtime_minutes=30))
    assert (longer.status_code, longer.json()["max_overtime_minutes"]) == (200, 30)
    assert seen_at(desk, 0)[CREW].shifts[0].end == at(500)


def test_a_crew_sick_from_noon_works_until_then(desk: Desk) -> None:
    away = desk.client(Role.CREW).post(f"/crews/{CREW}/absences", json=SICK)
    assert away.status_code == 201
    assert seen_at(desk, 0)[CREW].shifts[0].end == at(240)
    assert CREW not in seen_at(desk, 241)
    gone = desk.client(Role.CREW).delete(f"/crews/{CREW}/absences/{away.json()['id']}")
    assert gone.status_code == 204
    assert seen_at(desk, 241)[CREW].shifts[0].end == at(480)


def test_an_absence_taken_back_while_it_lasts_ends_now(desk: Desk) -> None:
    away = desk.dispatcher.post(f"/crews/{CREW}/absences", json=SICK).json()["id"]
    desk.clock.advance(minutes(300))
    desk.dispatcher.delete(f"/crews/{CREW}/absences/{away}")
    with desk.store.read() as work:
        assert work.members.absence(away).absence.span.end == at(300)


def test_without_its_cable_jointer_a_crew_has_no_cable_skill(desk: Desk) -> None:
    held = [{"skill": "line", "level": 2}, {"skill": "cable", "expires_at": iso(10_000)}]
    desk.dispatcher.post(f"/crews/{CREW}/members", json={"name": "A", "certificates": held[:1]})
    jointer = desk.dispatcher.post(f"/crews/{CREW}/members", json={"name": "B", "certificates": held[1:]}).json()["id"]
    assert [str(skill) for skill in seen_at(desk, 0)[CREW].skills] == ["cable", "line:2"]
    desk.dispatcher.post(f"/crews/{CREW}/absences", json={**SICK, "start": iso(-5), "member_id": jointer})
    assert [str(skill) for skill in seen_at(desk, 0)[CREW].skills] == ["line:2"]
    expired = {"name": "A", "certificates": [{"skill": "line", "level": 2, "expires_at": iso(-1)}]}
    other = next(one["id"] for one in desk.dispatcher.get(f"/crews/{CREW}/members").json() if one["name"] == "A")
    assert change(desk, "PUT", f"/crews/{CREW}/members/{other}", 3, json=expired).status_code == 200
    assert seen_at(desk, 0)[CREW].skills == ()


def test_vehicles_bring_gear_and_parts(desk: Desk) -> None:
    body = {"crew_id": CREW, "equipment": ["bucket"], "parts": {"fuse": 12}}
    assert desk.dispatcher.put("/vehicles/V1", json=body).status_code == 200
    assert seen_at(desk, 0)[CREW].equipment == frozenset({"bucket"})
    desk.dispatcher.put("/vehicles/V1", json={**body, "crew_id": None})
    assert seen_at(desk, 0)[CREW].parts == ()
    assert desk.dispatcher.put("/vehicles/V1", json={**body, "crew_id": "nobody"}).status_code == 404
    assert [one["id"] for one in desk.dispatcher.get("/vehicles").json()["items"]] == ["V1"]


def test_a_crew_is_where_it_was_last_whatever_order_its_positions_come_in(desk: Desk) -> None:
    crew = desk.client(Role.CREW)
    assert crew.get(f"/crews/{CREW}/position").status_code == 404
    desk.clock.advance(minutes(60))
    for minute, lon in ((50, 120.05), (40, 120.04)):
        said = {"place": {"lat": 30.0, "lon": lon}, "at": iso(minute), "free_from": iso(70)}
        assert crew.put(f"/crews/{CREW}/position", json=said).json()["at"] == iso(50)
    seen = seen_at(desk, 60)[CREW]
    assert (seen.position and seen.position.lon, seen.free_from) == (120.05, at(70))


def test_a_position_from_the_future_is_refused(desk: Desk) -> None:
    said = {"place": YARD, "at": iso(30)}
    answer = desk.client(Role.CREW).put(f"/crews/{CREW}/position", json=said)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "$.at")


def test_where_people_are_is_not_in_the_event_log(desk: Desk) -> None:
    desk.client(Role.CREW).put(f"/crews/{CREW}/position", json={"place": YARD, "at": iso(0)})
    with desk.store.read() as work:
        assert work.events.about(f"crew/{CREW}") == ()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/shifts"),
        ("GET", "/members"),
        ("GET", "/absences"),
        ("GET", "/position"),
        ("POST", "/absences"),
        ("PUT", "/position"),
    ],
)
def test_a_crew_has_to_do_with_itself_alone(desk: Desk, method: str, path: str) -> None:
    desk.dispatcher.post("/crews", json={"id": "C2"})
    body = {"/absences": SICK, "/position": {"place": YARD, "at": iso(0)}}.get(path)
    answer = desk.client(Role.CREW).request(method, f"/crews/C2{path}", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no crew C2")


@pytest.mark.parametrize("role", [Role.CREW, Role.PLANNER, Role.AUDITOR])
def test_the_roster_is_kept_by_the_desk(desk: Desk, role: Role) -> None:
    client = desk.client(role)
    asked = [client.post("/crews", json={}), client.post(f"/crews/{CREW}/shifts", json=a_shift(900, 960))]
    assert [answer.status_code for answer in asked] == [403, 403]


def test_a_crew_with_too_few_members_does_not_go_out(desk: Desk) -> None:
    change(desk, "PATCH", f"/crews/{CREW}", 1, json={"kind": "line"})
    desk.dispatcher.post(f"/crews/{CREW}/members", json={"name": "A"})
    assert CREW in seen_at(desk, 0)
    assert desk.dispatcher.put("/crew-kinds/line", json={"least_members": 2}).json() == {"least_members": 2}
    assert CREW not in seen_at(desk, 0)
