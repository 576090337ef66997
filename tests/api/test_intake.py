"""Calls and meter events from the outside: merged, split, joined, triaged, closed."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from dispatch.user import Role
from tests.desk import Desk
from tests.intake import Document, call, gasp, iso, listed, meters, place, power_up, send, take


def only(desk: Desk, path: str = "/incidents", **wanted: Any) -> Document:
    (found,) = listed(desk, path, **wanted)
    return found


def test_a_call_opens_an_incident_with_a_ticket_and_both_clocks_from_the_call(desk: Desk) -> None:
    (taken,) = take(desk, call("c1", -10))
    ticket = desk.dispatcher.get(f"/tickets/{taken['master_id']}").json()
    assert (ticket["status"], ticket["fault_type"], ticket["customers"]) == ("waitingToBeScheduled", "no_power", 1)
    assert (ticket["reported_at"], ticket["arrive_by"], ticket["area_class"]) == (iso(-10), iso(80), "rural")
    assert only(desk)["reasons"] == ["The policy's priority for no_power."]


def test_calls_about_one_fault_are_one_ticket_with_each_customer_once(desk: Desk) -> None:
    calls = [
        call("c1", 0, transformer="X"),
        call("c2", 5, 900, transformer="X"),
        call("c3", 9, 150),
        call("c4", 12, 5000, customer="A-c1"),
    ]
    assert len({one["master_id"] for one in take(desk, *calls)}) == 1
    assert (only(desk)["customers"], only(desk)["calls"], only(desk, "/tickets")["customers"]) == (3, 4, 3)


def test_a_call_sent_again_is_known_by_its_id(desk: Desk) -> None:
    first, again = take(desk, call("c1"), call("c1"))
    assert first == again
    assert send(desk, "/calls/bulk", [call("c1"), call("c2", 1)])["repeated"] == 1


def test_the_earliest_report_sets_the_clocks_whenever_it_comes_in(desk: Desk) -> None:
    take(desk, call("late", -5, transformer="X"), call("early", -25, transformer="X"))
    ticket = only(desk, "/tickets")
    assert (ticket["reported_at"], ticket["arrive_by"]) == (iso(-25), iso(65))


def test_meters_alone_predict_an_outage_and_a_call_confirms_it(desk: Desk) -> None:
    found = meters(desk, *(gasp(f"m{n}") for n in range(5)))
    assert [one["state"] for one in found["incidents"]] == ["predicted"]
    assert only(desk, "/tickets")["customers"] == 5
    take(desk, call("c1", 2, transformer="X"))
    assert (only(desk)["state"], only(desk)["customers"]) == ("confirmed", 6)


def test_power_ups_show_who_is_still_dark_and_then_that_nobody_is(desk: Desk) -> None:
    meters(desk, gasp("m1"), gasp("m2"))
    meters(desk, power_up("m1", 30))
    assert (only(desk)["state"], only(desk)["dark"], only(desk)["back"]) == ("partiallyRestored", 1, 1)
    meters(desk, power_up("m2", 40))
    assert (only(desk)["state"], only(desk)["back_at"]) == ("restored", iso(40))
    assert only(desk, "/tickets")["status"] == "restored"
    meters(desk, gasp("m2", 60))
    assert only(desk, "/tickets")["status"] == "waitingToBeScheduled"


def test_a_meter_that_was_back_at_once_leaves_nothing_to_do(desk: Desk) -> None:
    meters(desk, gasp("m1"))
    meters(desk, power_up("m1", 3))
    assert (only(desk)["status"], only(desk)["end"], only(desk, "/tickets")["status"]) == (
        "closed",
        "flicker",
        "closed",
    )


def test_the_whole_feeder_dark_makes_one_incident_of_several_and_their_tickets_one(desk: Desk) -> None:
    meters(desk, gasp("m1", 0, "T1", feeder="F"))
    meters(desk, gasp("m2", 2, "T2", feeder="F"))
    assert len(listed(desk, "/incidents", status="open")) == 2
    meters(desk, gasp("m3", 4, "T3", feeder="F"))
    master = only(desk, status="open")
    merged = only(desk, status="merged")
    assert (master["customers"], merged["end"]) == (3, master["id"])
    states = {one["id"]: (one["status"], one["master_id"]) for one in listed(desk, "/tickets")}
    assert states[merged["ticket_ids"][0]] == ("merged", master["ticket_ids"][0])


def test_a_hazard_is_made_safe_first_also_when_it_is_told_later(desk: Desk) -> None:
    take(desk, call("c1", transformer="X"))
    take(desk, call("c2", 3, transformer="X", fault_type="wire_down", hazard=True))
    repair, safe = sorted(listed(desk, "/tickets"), key=lambda one: one["id"])
    assert (safe["id"], safe["priority"], safe["make_safe"]) == (f"{repair['id']}-safe", 1, True)
    assert (repair["fault_type"], repair["after"][0]["ticket_id"]) == ("wire_down", safe["id"])
    assert only(desk)["ticket_ids"] == [safe["id"], repair["id"]]


def test_critical_customers_raise_the_priority_and_never_lower_it(desk: Desk) -> None:
    take(desk, call("c1", transformer="X"))
    assert only(desk, "/tickets")["priority"] == 3
    take(desk, call("c2", 1, transformer="X", critical=True))
    ticket = only(desk, "/tickets")
    assert (ticket["priority"], ticket["critical_customers"]) == (2, 1)


def test_a_fault_on_the_customers_side_is_guided_by_phone_and_sends_nobody(desk: Desk) -> None:
    (taken,) = take(desk, call("c1", fault_type="customer_side"))
    assert "main switch" in taken["guidance"]
    assert (taken["master_id"], listed(desk, "/tickets")) == (None, [])


def test_a_fault_type_nobody_knows_is_refused_with_the_known_ones(desk: Desk) -> None:
    answer = desk.dispatcher.post("/calls", json=call("c1", fault_type="ghost"))
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "fault_type")
    assert "wire_down" in answer.json()["errors"][0]["allowed"]
    assert listed(desk, "/incidents") == []


def test_signals_split_off_stay_apart_and_get_a_ticket_of_their_own(desk: Desk) -> None:
    take(desk, *(call(f"c{n}", n, transformer="X") for n in range(3)))
    left = send(desk, f"/incidents/{only(desk)['id']}/split", {"signals": ["c2"]})
    assert left["customers"] == 2
    take(desk, call("c3", 4, transformer="X"))
    assert sorted(one["customers"] for one in listed(desk, "/incidents")) == [1, 3]
    assert len(listed(desk, "/tickets", status="waitingToBeScheduled")) == 2


def test_nothing_is_split_that_would_leave_nothing(desk: Desk) -> None:
    take(desk, call("c1"))
    path = f"/incidents/{only(desk)['id']}/split"
    assert desk.dispatcher.post(path, json={"signals": ["c1"]}).status_code == 409
    assert desk.dispatcher.post(path, json={"signals": ["c9"]}).status_code == 404


def test_incidents_joined_by_hand_go_on_as_one_and_can_be_split_again(desk: Desk) -> None:
    take(desk, call("c1"), call("c2", 1, 5000))
    first, second = sorted(listed(desk, "/incidents"), key=lambda one: one["reported_at"])
    joined = send(desk, f"/incidents/{second['id']}/join", {"incidents": [first["id"]]})
    assert (joined["id"], joined["customers"]) == (first["id"], 2)
    assert desk.dispatcher.get(f"/tickets/{second['ticket_ids'][0]}").json()["status"] == "merged"
    send(desk, f"/incidents/{first['id']}/split", {"signals": ["c2"]})
    assert [one["customers"] for one in listed(desk, "/incidents", status="open")] == [1, 1]


def test_a_false_report_is_closed_with_its_reason_and_its_ticket_with_it(desk: Desk) -> None:
    take(desk, call("c1"))
    path = f"/incidents/{only(desk)['id']}/close"
    assert send(desk, path, {"reason": "false report"})["end"] == "false report"
    assert only(desk, "/tickets")["status"] == "closed"
    assert send(desk, path, {"reason": "false report"})["version"] == 2


def test_what_comes_after_the_repair_is_a_new_fault_and_what_came_before_is_not(desk: Desk) -> None:
    meters(desk, gasp("m1", -60))
    desk.dispatcher.post(f"/tickets/{only(desk, '/tickets')['id']}/cancel")
    desk.clock.advance(timedelta(minutes=30))
    meters(desk, gasp("m2", -58), power_up("m1", 1))
    (closed,) = listed(desk, "/incidents")
    assert (closed["status"], closed["customers"], closed["dark"], closed["back"]) == ("closed", 2, 1, 1)
    meters(desk, gasp("m3", 20))
    assert only(desk, status="open")["customers"] == 1


def test_what_a_crew_finds_left_to_do_is_the_repair_of_the_incident_from_then_on(desk: Desk) -> None:
    meters(desk, gasp("m1", -60))
    ticket_id = only(desk, "/tickets")["id"]
    report = {"id": "P1", "ticket_id": ticket_id, "kind": "needsFollowUp", "at": iso(0)}
    answer = desk.dispatcher.post("/crews/C1/progress", json={"reports": [report]})
    follow_up = answer.json()["reports"][0]["follow_up_id"]
    meters(desk, gasp("m2", 1))
    found = only(desk, status="open")
    assert (found["ticket_ids"], found["customers"]) == ([ticket_id, follow_up], 2)


def test_events_in_any_order_make_the_same_incidents(desk: Desk) -> None:
    events = [gasp(f"m{n}", n, f"T{n % 4}", feeder="F") for n in range(8)]
    ups = [power_up(f"m{n}", 90 + n, f"T{n % 4}") for n in range(6)]
    for one in (*reversed(ups), *reversed(events)):
        send(desk, "/meter-events", one)
    found = only(desk, status="open")
    assert (found["customers"], found["back"], found["dark"], found["reported_at"]) == (8, 6, 2, iso(0))


def test_calls_are_taken_from_a_table_all_or_none(desk: Desk) -> None:
    table = "at,lat,lon,customer,fault_type,hazard\n2026-03-02 08:00,30,120,A1,tree,\n2026-03-02 08:05,30,120,A2,,yes\n"
    answer = desk.dispatcher.post("/calls/file", files={"file": ("calls.csv", table.encode())})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["taken"], only(desk)["customers"], only(desk)["hazard"]) == (2, 2, True)
    wrong = "at,lat,lon,hazard\nsoon,30,120,\n2026-03-02 08:05,95,120,perhaps\n"
    refused = desk.dispatcher.post("/calls/file", files={"file": ("wrong.csv", wrong.encode())})
    assert (refused.status_code, len(refused.json()["errors"])) == (422, 3)
    assert desk.dispatcher.post("/calls/file", files={"file": ("calls.pdf", b"")}).status_code == 422


def test_ids_that_could_not_stand_in_an_address_are_refused_in_tables_too(desk: Desk) -> None:
    table = "id,at,lat,lon,customer,transformer,feeder\nC 1,2026-03-02 08:00,30,120,A 1,T 1,F 1\n"
    refused = desk.dispatcher.post("/calls/file", files={"file": ("calls.csv", table.encode())})
    assert refused.status_code == 422
    assert [fault["path"] for fault in refused.json()["errors"]] == ["id", "customer", "transformer", "feeder"]
    assert listed(desk, "/incidents") == []


def test_meter_events_are_taken_from_a_workbook(desk: Desk) -> None:
    book = Workbook()
    book.active.append(["id", "kind", "at", "lat", "lon", "customer", "transformer"])
    book.active.append(["E1", "last gasp", "2026-03-02 08:00", 30, 120, "A1", "X"])
    content = io.BytesIO()
    book.save(content)
    answer = desk.dispatcher.post("/meter-events/file", files={"file": ("events.xlsx", content.getvalue())})
    assert (answer.status_code, only(desk)["state"]) == (200, "predicted")


@pytest.mark.parametrize("path", ["/calls", "/meter-events"])
def test_signals_come_from_the_desk_and_from_machines_alone(desk: Desk, path: str) -> None:
    assert desk.anonymous.post(path, json={}).status_code == 401
    assert desk.client(Role.PLANNER).post(path, json={}).status_code == 403
    assert desk.client(Role.INTEGRATION).post(path, json={}).status_code == 422


def test_the_service_policy_is_put_by_version_and_judges_from_then_on(desk: Desk) -> None:
    shipped = desk.dispatcher.get("/service-policy")
    body = {name: value for name, value in shipped.json().items() if name not in ("number", "made_by", "made_at")}
    body |= {"other_area": "urban", "many_customers": 2}
    body["merge"] |= {"near_metres": 50}
    supervisor = desk.client(Role.SUPERVISOR)
    put = supervisor.put("/service-policy", json=body, headers={"If-Match": shipped.headers["etag"]})
    assert (put.status_code, put.json()["number"]) == (200, 1), put.text
    assert supervisor.put("/service-policy", json=body, headers={"If-Match": '"0"'}).status_code == 412
    take(desk, call("c1"), call("c2", 1, 100))
    assert [(one["area_class"], one["customers"]) for one in listed(desk, "/tickets")] == [("urban", 1)] * 2
    wrong = supervisor.put("/service-policy", json={**body, "unsaid": "ghost"}, headers={"If-Match": '"1"'})
    assert wrong.status_code == 422


def test_a_place_far_from_all_others_is_an_incident_of_its_own(desk: Desk) -> None:
    take(desk, call("c1"), {**call("c2", 1), "place": place(1200)})
    assert len(listed(desk, "/incidents")) == 2
