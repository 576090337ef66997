"""What crews fetch: their own ordered list, quickly told when nothing is new; and its calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from dispatch.user import Role
from tests.builders import party, spot, ticket
from tests.desk import Desk
from tests.intake import iso
from tests.planned_desk import prepare_plans, published

SECRETS = ("Wang", "123")


@pytest.fixture(autouse=True)
def _plans(desk: Desk) -> None:
    joint = ticket("T2", place=spot(-10), parties=(party(60), party(30)), parts=(("fuse", 0),))
    prepare_plans(desk, ticket("T1"), joint)


def jobs(desk: Desk, role: Role = Role.CREW, crew_id: str = "C1") -> dict[str, Any]:
    answer = desk.client(role).get(f"/crews/{crew_id}/jobs")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_before_the_first_plan_the_list_is_empty(desk: Desk) -> None:
    assert jobs(desk) == {"crew_id": "C1", "plan": None, "published_at": None, "jobs": []}


def test_the_list_is_in_order_with_all_that_is_needed_at_the_place(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    found = jobs(desk)
    (job,) = found["jobs"]
    assert (found["plan"], job["order"], job["ticket_id"], job["status"]) == (1, 1, "T1", "dispatched")
    # Ten minutes' drive; others hear of nothing within 15 minutes, and nobody arrives before setting out.
    assert (job["arrival_from"], job["arrival_to"]) == ("2026-03-02T08:00:00Z", "2026-03-02T08:25:00Z")
    assert (job["safety_notes"], job["work_minutes"]) == ("Dog in the yard", 60)
    assert job["contact"] == {"name": "Wang", "phone": "123"}


def test_of_joint_work_the_leader_brings_the_parts(desk: Desk) -> None:
    published(desk, {"C1": "T2", "C2": "T2/1"})
    (lead,), (second,) = (jobs(desk, Role.DISPATCHER, crew_id)["jobs"] for crew_id in ("C1", "C2"))
    assert (lead["parts"], lead["work_minutes"]) == ({"fuse": 0}, 60)
    assert (second["parts"], second["work_minutes"]) == ({}, 30)


def test_joint_work_says_how_far_each_crew_is(desk: Desk) -> None:
    published(desk, {"C1": "T2", "C2": "T2/1"})
    before = desk.dispatcher.get("/crews/C1/jobs").headers["etag"]
    said = {"id": "r1", "ticket_id": "T2", "party": 1, "kind": "enRoute", "at": iso(0)}
    desk.dispatcher.post("/crews/C2/progress", json={"reports": [said]})
    (lead,), (second,) = (jobs(desk, Role.DISPATCHER, crew_id)["jobs"] for crew_id in ("C1", "C2"))
    assert (lead["state"], lead["with_crews"]) == ("assigned", [{"crew_id": "C2", "state": "enRoute"}])
    assert (second["state"], second["with_crews"]) == ("enRoute", [{"crew_id": "C1", "state": "assigned"}])
    told = desk.dispatcher.get("/crews/C1/jobs", headers={"If-None-Match": before})
    assert told.status_code == 200


def test_a_job_given_out_again_is_new(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    said = {"id": "r1", "ticket_id": "T1", "kind": "rejected", "at": iso(0), "reason": "no ladder"}
    desk.client(Role.CREW).post("/crews/C1/progress", json={"reports": [said]})
    published(desk, {"C2": "T1"})
    (job,) = jobs(desk, Role.DISPATCHER, "C2")["jobs"]
    assert job["state"] == "assigned"


def test_a_list_that_has_not_changed_is_not_sent_again(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    crew = desk.client(Role.CREW)
    first = crew.get("/crews/C1/jobs")
    again = crew.get("/crews/C1/jobs", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


def test_news_of_a_ticket_and_a_new_plan_are_sent(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    crew = desk.client(Role.CREW)
    seen = [crew.get("/crews/C1/jobs").headers["etag"]]
    version = desk.dispatcher.get("/tickets/T1").headers["etag"]
    desk.dispatcher.patch("/tickets/T1", json={"safety_notes": "Gas smelt"}, headers={"If-Match": version})
    changed = crew.get("/crews/C1/jobs", headers={"If-None-Match": seen[0]})
    assert (changed.status_code, changed.json()["jobs"][0]["safety_notes"]) == (200, "Gas smelt")
    seen.append(changed.headers["etag"])
    published(desk, {"C2": "T1"})
    moved = crew.get("/crews/C1/jobs", headers={"If-None-Match": ", ".join(seen)})
    assert (moved.status_code, moved.json()["jobs"]) == (200, [])


def test_a_cancelled_job_leaves_the_list_at_once(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    desk.dispatcher.post("/tickets/T1/cancel")
    assert jobs(desk)["jobs"] == []


def test_a_crew_sees_its_own_list_alone(desk: Desk) -> None:
    published(desk, {"C2": "T1"})
    crew = desk.client(Role.CREW)
    for path in ("/crews/C2/jobs", "/crews/C9/jobs"):
        assert crew.get(path).status_code == 404
    assert crew.post("/crews/C2/jobs-feed").status_code == 404
    assert crew.delete("/crews/C2/jobs-feed").status_code == 404
    assert desk.anonymous.get("/crews/C1/jobs").status_code == 401
    assert desk.dispatcher.get("/crews/C9/jobs").status_code == 404


@pytest.mark.parametrize("role", [Role.PLANNER, Role.AUDITOR, Role.INTEGRATION, Role.ADMIN])
def test_customers_names_are_for_the_crew_and_dispatchers(desk: Desk, role: Role) -> None:
    published(desk, {"C1": "T1"})
    assert jobs(desk, Role.DISPATCHER)["jobs"][0]["contact"] is not None
    answer = desk.client(role).get("/crews/C1/jobs")
    assert answer.json()["jobs"][0]["contact"] is None
    assert not any(secret in answer.text.replace("120.", "") for secret in SECRETS)


def test_a_calendar_shows_each_job_and_no_names(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    made = desk.client(Role.CREW).post("/crews/C1/jobs-feed")
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    answer = desk.anonymous.get(made.json()["path"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 3, 2, 8, 10, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 3, 2, 9, 10, tzinfo=UTC)
    assert "T1" in str(event["summary"])
    assert "Dog in the yard" in str(event["description"])
    assert not any(secret in answer.text for secret in SECRETS)
    again = desk.anonymous.get(made.json()["path"], headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_calendar_is_for_those_who_know_its_secret_as_long_as_it_holds(desk: Desk) -> None:
    first = desk.client(Role.CREW).post("/crews/C1/jobs-feed").json()["path"]
    assert desk.anonymous.get("/crews/C1/jobs.ics").status_code == 404
    assert desk.anonymous.get(f"{first}x").status_code == 404
    assert desk.anonymous.get(first.replace("C1", "C2")).status_code == 404
    second = desk.dispatcher.post("/crews/C1/jobs-feed").json()["path"]
    assert (desk.anonymous.get(first).status_code, desk.anonymous.get(second).status_code) == (404, 200)
    assert desk.dispatcher.delete("/crews/C1/jobs-feed").status_code == 204
    assert desk.anonymous.get(second).status_code == 404
    assert desk.client(Role.PLANNER).post("/crews/C1/jobs-feed").status_code == 403
