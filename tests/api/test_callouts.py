"""Crews off duty are called out, and the next plan may use them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dispatch.live_day import problem_at
from dispatch.plan import Plan
from dispatch.user import Role
from solver.settings import Settings
from solver.solve import solve
from tests.api.test_crews import YARD, a_shift, change, seen_at
from tests.builders import Grid, at
from tests.desk import CREW, FAULT, Desk
from tests.intake import iso, send

EVENING = 600
"""Two hours after the crew's shift, in minutes."""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """It is evening, and the crew at home."""
    desk.clock.advance(timedelta(minutes=EVENING))
    return desk


def call_out(desk: Desk, status: int = 201, **said: Any) -> Any:
    return send(desk, f"/crews/{CREW}/call-out", said, status)


def plan_at(desk: Desk, minute: float) -> Plan:
    with desk.store.read() as work:
        day = work.running_day.read(at(minute))
    return solve(problem_at(day, at(minute), Grid()), Settings(steps=20)).plan


def test_a_crew_called_out_leaves_from_home_after_the_lead_time(desk: Desk) -> None:
    made = call_out(desk, lead_minutes=45, minutes=180)
    assert (made["start"], made["end"], made["on_call"]) == (iso(EVENING + 45), iso(EVENING + 225), True)
    assert made["start_place"] == YARD
    (shift,) = [one for one in seen_at(desk, EVENING)[CREW].shifts if one.end > at(EVENING)]
    assert (shift.number, shift.on_call) == (made["number"], True)


def test_the_next_plan_sends_the_crew_that_was_called_out(desk: Desk) -> None:
    send(desk, "/tickets", {**FAULT, "reported_at": iso(EVENING)}, 201)
    assert plan_at(desk, EVENING).unassigned[0].ticket_id == "T1"
    call_out(desk, lead_minutes=30)
    ((stop,),) = (route.stops for route in plan_at(desk, EVENING).routes)
    assert stop.depart >= at(EVENING + 30)


def test_a_crew_on_duty_or_in_need_of_rest_is_not_called_out(desk: Desk) -> None:
    send(desk, f"/crews/{CREW}/shifts", a_shift(EVENING + 120, EVENING + 600), 201)
    assert "is on duty from" in call_out(desk, 409, lead_minutes=30, minutes=240)["detail"]
    change(desk, "PATCH", f"/crews/{CREW}", 2, json={"min_rest_minutes": 480})
    assert "8:00:00 of rest" in call_out(desk, 409, lead_minutes=0, minutes=30)["detail"]


def test_a_crew_without_a_home_is_called_out_from_a_place_that_is_said(desk: Desk) -> None:
    send(desk, "/crews", {"id": "C9", "name": "Standby"}, 201)
    assert "say from which place" in send(desk, "/crews/C9/call-out", {}, 409)["detail"]
    assert send(desk, "/crews/C9/call-out", {"place": YARD}, 201)["start_place"] == YARD


def test_nobody_calls_out_a_retired_crew(desk: Desk) -> None:
    desk.dispatcher.post(f"/crews/{CREW}/retire")
    assert "is retired" in call_out(desk, 409)["detail"]


@pytest.mark.parametrize("role", [Role.CREW, Role.PLANNER, Role.AUDITOR])
def test_only_those_who_keep_the_roster_call_out(desk: Desk, role: Role) -> None:
    assert desk.client(role).post(f"/crews/{CREW}/call-out", json={}).status_code == 403
