"""The audit trail from the outside, and what the service forgets by itself."""

from __future__ import annotations

import csv
import io
import json

import pytest

from api.rounds import Rounds
from api.tokens import digest
from dispatch.user import Role
from tests.api.test_progress import publish, said, send, status
from tests.api.test_tickets import iso, report
from tests.builders import minutes
from tests.desk import FAULT, PASSWORD, Desk
from tests.intake import call, take


def test_what_happened_comes_in_pages_the_latest_first(desk: Desk) -> None:
    report(desk)
    desk.dispatcher.patch("/tickets/T1", json={"customers": 20}, headers={"If-Match": '"1"'})
    auditor = desk.client(Role.AUDITOR)
    first = auditor.get("/audit", params={"limit": 1}).json()
    rest = auditor.get("/audit", params={"limit": 1, "cursor": first["next"]}).json()
    amended, reported = first["items"][0], rest["items"][0]
    assert (amended["kind"], amended["actor"], amended["at"]) == ("ticket.amended", "U-dispatcher", iso(0))
    assert (amended["before"]["work"]["customers"], amended["after"]["work"]["customers"]) == (10, 20)
    assert (reported["kind"], reported["before"]) == ("ticket.reported", None)


def test_the_trail_is_filtered(desk: Desk) -> None:
    report(desk, id="T1")
    desk.clock.advance(minutes(10))
    report(desk, id="T2")
    desk.dispatcher.post("/tickets/T1/cancel")

    def found(**wanted: str) -> list[str]:
        lines = desk.client(Role.AUDITOR).get("/audit", params=wanted).json()["items"]
        return [f"{line['kind']} {line['subject']}" for line in lines]

    assert found(subject="ticket/T1") == ["ticket.cancelled ticket/T1", "ticket.reported ticket/T1"]
    assert found(kind="ticket.", since=iso(5)) == ["ticket.cancelled ticket/T1", "ticket.reported ticket/T2"]
    assert found(kind="ticket.", until=iso(5)) == ["ticket.reported ticket/T1"]
    assert found(actor="U-nobody") == []
    assert found(subject="ticket/T_") == []


def test_the_whole_trail_is_a_table(desk: Desk) -> None:
    report(desk, address='解放路 12, "B"')
    answer = desk.client(Role.SUPERVISOR).get("/audit/export", params={"subject": "ticket/"})
    assert answer.headers["content-type"].startswith("text/csv")
    (line,) = csv.DictReader(io.StringIO(answer.text))
    assert (line["kind"], line["before"]) == ("ticket.reported", "")
    assert json.loads(line["after"])["work"]["address"] == '解放路 12, "B"'


def test_the_trail_names_no_customers(desk: Desk) -> None:
    report(desk, contact_name="Wang", contact_phone="0394 555")
    take(desk, call("c1", contact_name="Wang", contact_phone="0394 555"))
    trail = desk.client(Role.AUDITOR).get("/audit").text
    assert "ticket.reported" in trail
    assert "incident.opened" in trail
    assert "Wang" not in trail
    assert "0394 555" not in trail


@pytest.mark.parametrize("role", [Role.CREW, Role.DISPATCHER, Role.PLANNER, Role.INTEGRATION])
def test_the_trail_is_for_auditors(desk: Desk, role: Role) -> None:
    assert [desk.client(role).get(path).status_code for path in ("/audit", "/audit/export")] == [403, 403]


def test_answers_and_sign_ins_that_are_over_are_forgotten(desk: Desk) -> None:
    body, key = {**FAULT, "id": None}, {"Idempotency-Key": "k1"}
    first = desk.dispatcher.post("/tickets", json=body, headers=key).json()
    signed = desk.anonymous.post("/token", data={"username": "dispatcher", "password": PASSWORD}).json()
    Rounds(desk.app.state.service).make()
    assert desk.dispatcher.post("/tickets", json=body, headers=key).json() == first
    desk.clock.advance(desk.settings.refresh_token_life + minutes(1))
    Rounds(desk.app.state.service).make()
    assert desk.dispatcher.post("/tickets", json=body, headers=key).json()["id"] != first["id"]
    with desk.store.read() as work:
        assert work.tokens.use_refresh_token(digest(signed["refresh_token"]), desk.clock.now) is None


def test_reports_from_the_future_count_by_themselves(desk: Desk) -> None:
    publish(desk, "T1")
    send(desk, said("restored", 30))
    desk.clock.advance(minutes(31))
    Rounds(desk.app.state.service).make()
    assert status(desk) == "restored"


def test_an_admin_revokes_a_token_that_has_leaked(desk: Desk) -> None:
    admin = desk.client(Role.ADMIN)
    (token,) = admin.get("/users/U-planner/api-tokens").json()
    assert desk.client(Role.PLANNER).delete("/api-tokens/K-dispatcher").status_code == 404
    assert admin.delete(f"/api-tokens/{token['id']}").status_code == 204
    assert desk.client(Role.PLANNER).get("/me").status_code == 401


@pytest.mark.parametrize(("system", "moved"), [("wgs84", 0.0), ("gcj02", 0.002), ("bd09", 0.006)])
def test_places_of_chinese_maps_are_brought_to_wgs84(desk: Desk, system: str, moved: float) -> None:
    place = report(desk, place={"lat": 33.626, "lon": 114.641, "system": system})["place"]
    assert set(place) == {"lat", "lon"}
    shift = abs(place["lat"] - 33.626) + abs(place["lon"] - 114.641)
    assert moved <= shift <= moved * 4


def test_an_unknown_system_of_coordinates_is_refused(desk: Desk) -> None:
    place = {"lat": 33.626, "lon": 114.641, "system": "utm"}
    answer = desk.dispatcher.post("/tickets", json={**FAULT, "place": place})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "$.place.system")
