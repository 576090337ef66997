"""Durations learned from crews' reports are proposals, and in force when a person says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dispatch.calibration import LEAST_SAMPLE
from dispatch.user import Role
from tests.builders import at, party, spot, ticket
from tests.desk import Desk
from tests.intake import iso
from tests.planned_desk import prepare_plans

NAMES = [f"R{number:02}" for number in range(LEAST_SAMPLE)]


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Thirty tree faults, all done: one minute of work in the first, two in the second, and so on."""
    faults = (ticket(name, place=spot(1), fault_type="tree", parties=(party(142),)) for name in NAMES)
    prepare_plans(desk, *faults, ticket("S1", fault_type="service"))
    desk.clock.advance(timedelta(hours=6))
    reports = [
        {"id": f"{name}-{kind}", "ticket_id": name, "kind": kind, "at": iso(minute)}
        for number, name in enumerate(NAMES)
        for kind, minute in (("onSite", 5 * number), ("done", 6 * number + 1))
    ]
    answer = desk.dispatcher.post("/crews/C1/progress", json={"reports": reports})
    assert {one["outcome"] for one in answer.json()["reports"]} == {"taken"}
    return desk


def calibration(desk: Desk) -> dict[str, Any]:
    answer = desk.dispatcher.get("/calibration")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_enough_visits_make_a_proposal_beside_what_is_in_force(worked: Desk) -> None:
    (tree,) = calibration(worked)["work"]
    assert (tree["name"], tree["sample"], tree["current"][2]) == ("tree", LEAST_SAMPLE, 142.0)
    assert tree["found"] == [3.9, 8.25, 15.5, 22.75, 27.1]
    assert calibration(worked)["travel"] is None


def test_hours_show_how_far_the_plan_was_off(worked: Desk) -> None:
    hours = {one["hour"]: one["visits"] for one in calibration(worked)["hours"]}
    assert hours == {8: 12, 9: 12, 10: 6}


def test_a_proposal_is_in_force_once_a_supervisor_accepts_it(worked: Desk) -> None:
    etag = {"If-Match": worked.dispatcher.get("/calibration").headers["etag"]}
    supervisor = worked.client(Role.SUPERVISOR)
    assert worked.dispatcher.post("/calibration/accept", json={"faults": ["tree"]}, headers=etag).status_code == 403
    made = supervisor.post("/calibration/accept", json={"faults": ["tree"]}, headers=etag)
    assert (made.status_code, made.json()["number"]) == (200, 1), made.text
    assert made.json()["faults"]["tree"]["needs"][0]["minutes"][2] == 15.5
    assert made.json()["faults"]["cable"]["needs"][0]["minutes"][2] == 189
    assert supervisor.post("/calibration/accept", json={"faults": ["tree"]}, headers=etag).status_code == 412
    call = {"place": {"lat": 31, "lon": 121}, "fault_type": "tree", "at": at(0).isoformat()}
    ticket_id = worked.dispatcher.post("/calls", json=call).json()["master_id"]
    assert worked.dispatcher.get(f"/tickets/{ticket_id}").json()["parties"][0]["work_minutes"] == 16


def test_what_has_no_proposal_is_refused_with_those_there_are(worked: Desk) -> None:
    body = {"faults": ["service"], "travel": True}
    answer = worked.client(Role.SUPERVISOR).post("/calibration/accept", json=body, headers={"If-Match": '"0"'})
    assert answer.status_code == 422
    assert "no proposal for service, travel; there are some for tree" in answer.text
