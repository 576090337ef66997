"""Two tickets that are one fault, and what is behind a ticket, from the outside."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.user import Role
from tests.desk import CREW, FAULT, Desk
from tests.intake import Document, call, gasp, iso, listed, meters, send, take


def fault(desk: Desk, ticket_id: str, minute: float = 0, **said: Any) -> Document:
    made: Document = send(desk, "/tickets", {**FAULT, "id": ticket_id, "reported_at": iso(minute), **said}, 201)
    return made


def merge(desk: Desk, ticket_id: str, other: str, status: int = 200) -> Document:
    answered: Document = send(desk, f"/tickets/{ticket_id}/merge", {"ticket_id": other}, status)
    return answered


def report(desk: Desk, ticket_id: str, *kinds: str) -> None:
    reports = [
        {"id": f"{ticket_id}-{kind}", "ticket_id": ticket_id, "kind": kind, "at": iso(-10 + number)}
        for number, kind in enumerate(kinds)
    ]
    send(desk, f"/crews/{CREW}/progress", {"reports": reports})


def story(desk: Desk, ticket_id: str) -> Document:
    found: Document = desk.dispatcher.get(f"/board/tickets/{ticket_id}").json()
    return found


def test_the_ticket_reported_first_goes_on_with_the_worse_of_both(desk: Desk) -> None:
    fault(desk, "T1", 0, customers=10, priority=3)
    fault(desk, "T2", -20, customers=4, priority=2, hazard=True)
    kept = merge(desk, "T2", "T1")
    assert (kept["id"], kept["customers"], kept["priority"], kept["hazard"]) == ("T2", 10, 2, True)
    gone = desk.dispatcher.get("/tickets/T1").json()
    assert (gone["status"], gone["master_id"]) == ("merged", "T2")
    assert story(desk, "T2")["merged"] == ["T1"]


def test_an_earlier_report_moves_the_promise_of_a_ticket_a_crew_is_at(desk: Desk) -> None:
    fault(desk, "T1", 0)
    fault(desk, "T2", -20)
    report(desk, "T1", "enRoute", "onSite")
    kept = merge(desk, "T1", "T2")
    assert (kept["id"], kept["reported_at"], kept["status"]) == ("T1", iso(-20), "onSite")


def test_tickets_with_calls_behind_both_are_joined_and_can_be_split_again(desk: Desk) -> None:
    calls = call("c1", -9), call("c2", -5, 9000, customer="B"), call("c3", -4, 9000, customer="B")
    first, second, third = take(desk, *calls)
    assert first["master_id"] != second["master_id"] == third["master_id"]
    kept = merge(desk, second["master_id"], first["master_id"])
    assert kept["customers"] == 2
    incident = story(desk, kept["id"])["incident"]
    assert (incident["customers"], [one["id"] for one in incident["signals"]]) == (2, ["c1", "c2", "c3"])
    send(desk, f"/incidents/{incident['id']}/split", {"signals": ["c2", "c3"]})
    assert [one["id"] for one in story(desk, kept["id"])["incident"]["signals"]] == ["c1"]
    assert len(listed(desk, "/incidents", status="open")) == 2


def test_calls_go_on_to_the_ticket_that_took_theirs_over(desk: Desk) -> None:
    fault(desk, "T1", -60, customers=1)
    (called,) = take(desk, call("c1", -10, transformer="X"))
    assert merge(desk, called["master_id"], "T1")["id"] == "T1"
    assert [one["id"] for one in story(desk, "T1")["incident"]["signals"]] == ["c1"]
    (again,) = take(desk, call("c2", -5, transformer="X"))
    assert again["master_id"] == "T1"
    assert desk.dispatcher.get("/tickets/T1").json()["customers"] == 2


@pytest.mark.parametrize(
    ("ticket_id", "other", "status", "said"),
    [
        ("T1", "T1", 409, "cannot be merged with itself"),
        ("T1", "T9", 404, "there is no ticket T9"),
        ("T1", "T3", 409, "T3 is cancelled"),
        ("T1", "T4", 409, "to be done after T1"),
        ("T1", "T2", 409, "crews are at work on both T1 and T2"),
    ],
)
def test_what_cannot_be_merged_says_why(desk: Desk, ticket_id: str, other: str, status: int, said: str) -> None:
    for one in ("T1", "T2", "T3"):
        fault(desk, one)
    fault(desk, "T4", after=[{"ticket_id": "T1"}])
    send(desk, "/tickets/T3/cancel", {})
    report(desk, "T1", "onSite")
    report(desk, "T2", "enRoute")
    assert said in merge(desk, ticket_id, other, status)["detail"]


@pytest.mark.parametrize("role", [Role.CREW, Role.PLANNER, Role.AUDITOR, Role.INTEGRATION])
def test_only_dispatchers_merge(desk: Desk, role: Role) -> None:
    assert desk.client(role).post("/tickets/T1/merge", json={"ticket_id": "T2"}).status_code == 403


def test_a_story_has_the_crews_reports_in_order_and_no_callers_name(desk: Desk) -> None:
    (called,) = take(desk, call("c1", -30, contact_name="Wang", description="Sparks", address="Mill Lane 3"))
    report(desk, called["master_id"], "accepted", "enRoute", "onSite")
    answer = desk.dispatcher.get(f"/board/tickets/{called['master_id']}")
    assert [one["kind"] for one in answer.json()["reports"]] == ["accepted", "enRoute", "onSite"]
    (signal,) = answer.json()["incident"]["signals"]
    assert (signal["kind"], signal["said"], signal["where"]) == ("call", "Sparks", "Mill Lane 3")
    assert "Wang" not in answer.text


def test_a_story_tells_calls_before_meters_and_how_many_more_there_are(desk: Desk) -> None:
    meters(desk, *(gasp(f"m{number}") for number in range(301)))
    (called,) = take(desk, call("c1", 2, transformer="X"))
    incident = story(desk, called["master_id"])["incident"]
    assert (incident["customers"], incident["signals"][0]["id"], incident["untold"]) == (302, "c1", 2)


def test_crews_see_no_story(desk: Desk) -> None:
    assert desk.client(Role.CREW).get("/board/tickets/T1").status_code == 403
    assert desk.dispatcher.get("/board/tickets/T1").status_code == 404
