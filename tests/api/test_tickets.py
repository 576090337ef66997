"""Tickets from the outside: as nobody, in the wrong role, in the right one, and in conflict."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.user import Role
from tests.builders import at
from tests.desk import FAULT, Desk


def iso(minute: float) -> str:
    return at(minute).isoformat().replace("+00:00", "Z")


def report(desk: Desk, **changes: Any) -> dict[str, Any]:
    answer = desk.dispatcher.post("/tickets", json={**FAULT, **changes})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_policy_in_force_promises_both_clocks(desk: Desk) -> None:
    ticket = report(desk)
    assert (ticket["status"], ticket["version"], ticket["policy"]) == ("waitingToBeScheduled", 1, 1)
    assert (ticket["reported_at"], ticket["arrive_by"], ticket["restore_by"]) == (iso(0), iso(45), iso(225))


def test_an_agreed_clock_stands_in_for_the_policys(desk: Desk) -> None:
    ticket = report(desk, arrive_by="2026-03-02T18:00:00+08:00")
    assert ticket["arrive_by"] == iso(120)


def test_a_ticket_comes_back_as_it_was_said(desk: Desk) -> None:
    said = {
        "parties": [{"work_minutes": 30, "skills": {"line": 2}}, {"work_minutes": 15, "skills": {}}],
        "appointments": [{"start": iso(60), "end": iso(120)}],
        "parts": {"fuse": 2},
        "equipment": ["bucket"],
        "after": [{"ticket_id": "T0", "min_delay_minutes": 10, "max_delay_minutes": None}],
        "contact_phone": "+86 394 555",
    }
    report(desk, **said)
    shown = desk.dispatcher.get("/tickets/T1").json()
    assert {name: shown[name] for name in said} == said


def test_all_faults_of_a_report_are_told_at_once_with_their_paths(desk: Desk) -> None:
    answer = desk.dispatcher.post("/tickets", json={"place": {"lat": 91, "lon": 0}, "parties": [{"work_minutes": -1}]})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    paths = {fault["path"] for fault in answer.json()["errors"]}
    assert paths == {"$.place.lat", "$.parties[0].work_minutes", "$.priority", "$.area_class"}


def test_what_the_domain_refuses_is_refused_here(desk: Desk) -> None:
    late = {"start": iso(60), "end": iso(30)}
    answer = desk.dispatcher.post("/tickets", json={**FAULT, "appointments": [late]})
    assert answer.status_code == 422
    assert "before it starts" in answer.text


def test_an_id_is_taken_once(desk: Desk) -> None:
    report(desk)
    answer = desk.dispatcher.post("/tickets", json=FAULT)
    assert (answer.status_code, answer.json()["detail"]) == (409, "there is a ticket T1 already")


def test_an_amendment_names_the_version_it_saw(desk: Desk) -> None:
    report(desk)
    bare = desk.dispatcher.patch("/tickets/T1", json={"customers": 20})
    assert bare.status_code == 428
    done = desk.dispatcher.patch("/tickets/T1", json={"customers": 20}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.headers["etag"], done.json()["customers"]) == (200, '"2"', 20)
    stale = desk.dispatcher.patch("/tickets/T1", json={"customers": 30}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert "now at version 2" in stale.json()["detail"]
    assert desk.dispatcher.get("/tickets/T1").json()["customers"] == 20


def test_another_area_is_another_promise_and_another_address_is_none(desk: Desk) -> None:
    report(desk)
    same = desk.dispatcher.patch("/tickets/T1", json={"address": "12"}, headers={"If-Match": '"1"'}).json()
    assert same["arrive_by"] == iso(45)
    other = desk.dispatcher.patch("/tickets/T1", json={"area_class": "rural"}, headers={"If-Match": '"2"'}).json()
    assert other["arrive_by"] == iso(90)


def test_an_amendment_that_makes_no_ticket_is_refused(desk: Desk) -> None:
    report(desk)
    own = [{"ticket_id": "T1"}]
    answer = desk.dispatcher.patch("/tickets/T1", json={"after": own}, headers={"If-Match": '"1"'})
    assert answer.status_code == 422
    assert "comes after itself" in answer.text


def test_a_cancelled_ticket_is_over(desk: Desk) -> None:
    report(desk)
    assert desk.dispatcher.post("/tickets/T1/cancel").json()["status"] == "cancelled"
    assert desk.dispatcher.post("/tickets/T1/cancel").json()["version"] == 2
    amended = desk.dispatcher.patch("/tickets/T1", json={"customers": 1}, headers={"If-Match": '"2"'})
    assert amended.status_code == 409


def test_lists_come_in_pages_the_latest_report_first(desk: Desk) -> None:
    for number in range(5):
        report(desk, id=f"T{number}", reported_at=iso(-number))
    first = desk.dispatcher.get("/tickets", params={"limit": 3}).json()
    rest = desk.dispatcher.get("/tickets", params={"limit": 3, "cursor": first["next"]}).json()
    assert [ticket["id"] for ticket in first["items"] + rest["items"]] == ["T0", "T1", "T2", "T3", "T4"]
    assert rest["next"] is None


def test_lists_are_filtered(desk: Desk) -> None:
    report(desk, id="T1", region="north", priority=1)
    report(desk, id="T2", region="south", priority=1)
    report(desk, id="T3", region="north", priority=4)
    desk.dispatcher.post("/tickets/T3/cancel")

    def found(**wanted: Any) -> set[str]:
        return {ticket["id"] for ticket in desk.dispatcher.get("/tickets", params=wanted).json()["items"]}

    assert found(region="north") == {"T1", "T3"}
    assert found(region=["north", "south"], priority=1) == {"T1", "T2"}
    assert found(status="cancelled") == {"T3"}


def test_a_cursor_is_not_made_up(desk: Desk) -> None:
    answer = desk.dispatcher.get("/tickets", params={"cursor": "WyJ4Il0="})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "query.cursor")


def test_nobody_gets_in_without_a_token(desk: Desk) -> None:
    for method, path in (("GET", "/tickets"), ("POST", "/tickets"), ("GET", "/tickets/T1"), ("PATCH", "/tickets/T1")):
        answer = desk.anonymous.request(method, path, json={})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("role", [Role.CREW, Role.PLANNER, Role.AUDITOR, Role.ADMIN])
def test_only_those_who_take_in_tickets_report_them(desk: Desk, role: Role) -> None:
    answer = desk.client(role).post("/tickets", json=FAULT)
    assert answer.status_code == 403
    assert f"you are {role}" in answer.json()["detail"]


def test_crews_do_not_read_the_whole_desk(desk: Desk) -> None:
    report(desk)
    assert desk.client(Role.CREW).get("/tickets").status_code == 403
    assert desk.client(Role.AUDITOR).get("/tickets").status_code == 200


@pytest.mark.parametrize("role", [Role.PLANNER, Role.AUDITOR, Role.ADMIN, Role.INTEGRATION])
def test_customers_names_are_for_dispatchers(desk: Desk, role: Role) -> None:
    report(desk, contact_name="Wang", contact_phone="0394 555")
    client = desk.client(role)
    for ticket in (client.get("/tickets/T1").json(), *client.get("/tickets").json()["items"]):
        assert (ticket["contact_name"], ticket["contact_phone"]) == ("", "")
    assert desk.dispatcher.get("/tickets/T1").json()["contact_name"] == "Wang"


def test_each_change_is_in_the_event_log(desk: Desk) -> None:
    report(desk)
    desk.dispatcher.patch("/tickets/T1", json={"customers": 20}, headers={"If-Match": '"1"'})
    desk.dispatcher.post("/tickets/T1/cancel")
    with desk.store.read() as work:
        reported, amended, cancelled = work.events.about("ticket/T1")
    assert [event.kind for event in (reported, amended, cancelled)] == [
        "ticket.reported",
        "ticket.amended",
        "ticket.cancelled",
    ]
    assert reported.actor == "U-dispatcher"
    assert (reported.before, amended.before) == (None, reported.after)
    assert amended.after is not None
    assert amended.after["work"]["customers"] == 20
