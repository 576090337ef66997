"""The desk plans again by itself as it is told to, and asks before it changes much."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from api.planning.attempt import work_on
from dispatch.desk import watching
from dispatch.user import Role
from tests.builders import Grid
from tests.desk import FAULT, Desk
from tests.stand_in_solvers import all_to_the_first


def choose(desk: Desk, **choice: Any) -> None:
    supervisor = desk.client(Role.SUPERVISOR)
    seen = supervisor.get("/replan-policy").headers["etag"]
    answer = supervisor.put("/replan-policy", json=choice, headers={"If-Match": seen})
    assert answer.status_code == 200, answer.text
    look(desk)


def look(desk: Desk, holder: str = "here") -> None:
    with desk.store.write() as work:
        watching.watch(work, holder, Grid(), now=desk.clock.now)


def report(desk: Desk, ticket_id: str, **changes: Any) -> None:
    assert desk.dispatcher.post("/tickets", json={**FAULT, "id": ticket_id, **changes}).status_code == 201


def runs(desk: Desk) -> list[tuple[str, list[str]]]:
    items = desk.dispatcher.get("/plan-runs").json()["items"]
    return [(run["cause"], run["because_of"]) for run in items]


def carry_out(desk: Desk) -> str:
    """The plan that the latest run makes."""
    run_id = desk.dispatcher.get("/plan-runs").json()["items"][0]["id"]
    work_on(desk.store, run_id, timedelta(seconds=2), desk.clock, all_to_the_first)
    return str(desk.dispatcher.get(f"/plan-runs/{run_id}").json()["plan_id"])


def status_of(desk: Desk, plan_id: str) -> str:
    return str(desk.dispatcher.get(f"/plans/{plan_id}").json()["status"])


def test_nothing_happens_by_itself_unless_it_is_chosen(desk: Desk) -> None:
    look(desk)
    report(desk, "T1", priority=1)
    look(desk)
    assert runs(desk) == []


def test_an_urgent_ticket_is_planned_as_soon_as_it_comes_in(desk: Desk) -> None:
    choose(desk, urgent_priorities=[1, 2])
    report(desk, "T1", priority=3)
    look(desk)
    assert runs(desk) == []
    report(desk, "T2", priority=1)
    look(desk)
    look(desk)
    assert runs(desk) == [("urgent", ["T2"])]


def test_the_desk_is_planned_again_every_so_often(desk: Desk) -> None:
    choose(desk, every_minutes=30)
    desk.clock.advance(timedelta(minutes=29))
    look(desk)
    assert runs(desk) == [("interval", [])]
    carry_out(desk)
    desk.clock.advance(timedelta(minutes=1))
    look(desk)
    assert runs(desk) == [("interval", [])] * 2


def test_a_plan_within_the_budget_is_published_at_once(desk: Desk) -> None:
    choose(desk, urgent_priorities=[1], publish_within_changes=0)
    report(desk, "T1", priority=1)
    look(desk)
    plan_id = carry_out(desk)
    look(desk)
    assert status_of(desk, plan_id) == "published"


def test_without_a_budget_somebody_is_asked(desk: Desk) -> None:
    choose(desk, urgent_priorities=[1])
    report(desk, "T1", priority=1)
    look(desk)
    plan_id = carry_out(desk)
    look(desk)
    assert status_of(desk, plan_id) == "draft"
    with desk.store.read() as work:
        assert [event.kind for event in work.events.about(f"plan/{plan_id}")][-1] == "plan.awaits_approval"


def test_a_promise_that_is_going_to_be_missed_is_planned_again_once(desk: Desk) -> None:
    choose(desk, urgent_priorities=[1], on_breach=True, publish_within_changes=0)
    report(desk, "T1", priority=1)
    look(desk)
    carry_out(desk)
    look(desk)
    # Nobody has set out: the crew will come after the time that was promised.
    desk.clock.advance(timedelta(minutes=40))
    look(desk)
    desk.clock.advance(timedelta(minutes=2))
    look(desk)
    assert runs(desk) == [("breach", ["T1"]), ("urgent", ["T1"])]


def test_one_process_watches_and_another_takes_over_when_it_is_gone(desk: Desk) -> None:
    choose(desk, urgent_priorities=[1])
    report(desk, "T1", priority=1)
    look(desk, "there")
    assert runs(desk) == []
    desk.clock.advance(watching.LEASE + timedelta(seconds=1))
    look(desk, "there")
    assert runs(desk) == [("urgent", ["T1"])]


def test_the_choice_is_a_version_that_supervisors_set(desk: Desk) -> None:
    first = desk.dispatcher.get("/replan-policy")
    assert (first.headers["etag"], first.json()["urgent_priorities"]) == ('"0"', [])
    choose(desk, urgent_priorities=[1], every_minutes=15, change_budget={"changes": 4})
    shown = desk.dispatcher.get("/replan-policy").json()
    assert (shown["number"], shown["every_minutes"], shown["change_budget"]["changes"]) == (1, 15, 4)
    stale = desk.client(Role.SUPERVISOR).put("/replan-policy", json={}, headers={"If-Match": '"0"'})
    assert stale.status_code == 412
    assert desk.dispatcher.put("/replan-policy", json={}, headers={"If-Match": '"1"'}).status_code == 403
