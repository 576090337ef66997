"""A desk with two crews and two tickets, on a map on which times can be counted in one's head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dispatch.desk import intake, publishing
from dispatch.desk.today import Today
from dispatch.desk_crew import DeskCrew
from dispatch.desk_ticket import Intake
from dispatch.plan_version import PlanVersion
from dispatch.ticket import Ticket
from tests.builders import NOW, Grid, crew, plan, shift, spot, ticket
from tests.desk import Desk

TICKETS = (ticket("T1"), ticket("T2", place=spot(-10)))
CONTACT = Intake(description="Wire down", safety_notes="Dog in the yard", contact_name="Wang", contact_phone="123")


def prepare_plans(desk: Desk, *tickets: Ticket) -> None:
    """Crew C2 beside C1, T1 ten minutes east and T2 ten minutes west, an hour's work each."""
    desk.app.state.service = replace(desk.app.state.service, travel=Grid())
    add_crew(desk, "C2")
    with desk.store.write() as work:
        for one in tickets or TICKETS:
            intake.report(work, one, CONTACT, "", by="test", now=NOW)


def add_crew(desk: Desk, crew_id: str) -> None:
    with desk.store.write() as work:
        work.crews.add(DeskCrew(crew(crew_id, shifts=()), NOW))
        work.crews.add_shift(crew_id, shift())


def draft(desk: Desk, lists: dict[str, str]) -> PlanVersion:
    """A draft of `{"C1": "T1 T2"}` that follows what is published now."""
    now = desk.clock.now
    with desk.store.write() as work:
        today = Today.of(work, Grid(), now)
        return publishing.keep_draft(work, plan(today.problem, lists), today, by="test", now=now)


def publish(desk: Desk, version: PlanVersion) -> Any:
    return desk.dispatcher.post(f"/plans/{version.number}/publish")


def published(desk: Desk, lists: dict[str, str]) -> PlanVersion:
    """The published version of these lists."""
    made = draft(desk, lists)
    assert publish(desk, made).status_code == 200
    return made


def lists_of(plan_body: Mapping[str, Any]) -> dict[str, list[str]]:
    return {route["crew_id"]: [stop["ticket_id"] for stop in route["stops"]] for route in plan_body["routes"]}


def sentences(answer: Any) -> list[str]:
    """What a refused plan is said to break, or not to fit."""
    return [one["sentence"] for one in answer.json()["reasons"]]


def current(desk: Desk) -> dict[str, list[str]]:
    return lists_of(desk.dispatcher.get("/plans/current").json())
