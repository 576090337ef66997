"""Plan runs from the outside; workers are started by the test, and solvers stand in for the real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from api.planning.attempt import work_on
from dispatch.desk import replan
from dispatch.plan_run import RunScope, RunSettings
from dispatch.user import Role
from solver.process import Solve
from tests.desk import FAULT, Desk
from tests.stand_in_solvers import all_to_the_first, broken, dying, impossible, on_and_on
from tests.waiting import wait_for

LEASE = timedelta(seconds=1.2)


def report(desk: Desk, ticket_id: str = "T1", **changes: Any) -> None:
    answer = desk.dispatcher.post("/tickets", json={**FAULT, "id": ticket_id, **changes})
    assert answer.status_code == 201, answer.text


def request(desk: Desk, **body: Any) -> str:
    answer = desk.dispatcher.post("/plan-runs", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/plan-runs/{answer.json()['id']}"
    return str(answer.json()["id"])


def shown(desk: Desk, run_id: str) -> dict[str, Any]:
    body: dict[str, Any] = desk.dispatcher.get(f"/plan-runs/{run_id}").json()
    return body


def work(desk: Desk, run_id: str, solve: Solve = all_to_the_first) -> None:
    work_on(desk.store, run_id, LEASE, desk.clock, solve)


@contextmanager
def at_work(desk: Desk, run_id: str, solve: Solve = on_and_on) -> Iterator[None]:
    """A worker solves in the background, and has a plan already."""
    thread = Thread(target=work, args=(desk, run_id, solve))
    thread.start()
    wait_for(lambda: shown(desk, run_id)["progress"] is not None)
    yield
    thread.join()


def test_a_run_is_asked_for_carried_out_and_becomes_a_draft(desk: Desk) -> None:
    report(desk, "T1")
    report(desk, "T2")
    run_id = request(desk, seconds=5)
    assert shown(desk, run_id)["state"] == "waiting"
    work(desk, run_id)
    run = shown(desk, run_id)
    assert (run["state"], run["attempts"], run["error"]) == ("ready", 1, None)
    assert run["progress"]["lists"] == [{"crew_id": "C1", "shift": 0, "visits": ["T1", "T2"]}]
    with desk.store.read() as unit:
        draft = unit.plans.get(run["plan_id"])
        diff = unit.plan_diffs.of(run["plan_id"])
    assert (draft.number, draft.status, draft.run_id, draft.base_id) == (1, "draft", run_id, None)
    assert diff is not None
    assert [(one.visit.ticket_id, one.kind) for one in diff.changes] == [("T1", "added"), ("T2", "added")]


def test_a_run_that_is_over_is_not_taken_up_again(desk: Desk) -> None:
    report(desk)
    run_id = request(desk)
    work(desk, run_id)
    work(desk, run_id)
    assert shown(desk, run_id)["attempts"] == 1
    with desk.store.read() as unit:
        assert len(unit.plans.page(None, 10).items) == 1


def test_equal_requests_join_one_run_and_others_do_not(desk: Desk) -> None:
    first = request(desk, regions=["north", "south"], change_budget={"changes": 2})
    assert request(desk, regions=["south", "north"], change_budget={"changes": 2}) == first
    assert request(desk, regions=["north"]) != first
    assert request(desk, regions=["south", "north"], change_budget={"changes": 2}, seconds=3) != first


def test_equal_requests_at_once_are_one_run(desk: Desk) -> None:
    def ask(_: int) -> str:
        with desk.store.write() as unit:
            return replan.request(unit, RunScope(), RunSettings(), by="test", now=desk.clock.now).id

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(ask, range(40)))) == 1
    with desk.store.read() as unit:
        assert len(unit.plan_runs.page(None, 10, []).items) == 1


def test_a_run_that_began_before_a_ticket_came_is_superseded_by_the_next_request(desk: Desk) -> None:
    report(desk, "T1")
    first = request(desk)
    with at_work(desk, first):
        assert request(desk) == first
        report(desk, "T2")
        second = request(desk)
        assert second != first
    assert shown(desk, first)["state"] == "superseded"
    assert shown(desk, second)["state"] == "waiting"


def test_the_best_plan_so_far_can_be_accepted(desk: Desk) -> None:
    report(desk)
    run_id = request(desk, seconds=3600)
    early = desk.dispatcher.post(f"/plan-runs/{run_id}/accept")
    assert (early.status_code, early.json()["detail"]) == (
        409,
        f"plan run {run_id} is waiting and has no plan to accept yet",
    )
    with at_work(desk, run_id):
        assert desk.dispatcher.post(f"/plan-runs/{run_id}/accept").json()["accept_asked"]
    run = shown(desk, run_id)
    assert (run["state"], run["progress"]["lists"][0]["visits"]) == ("ready", ["T1"])


def test_a_cancelled_run_is_over_at_once_and_its_worker_stops(desk: Desk) -> None:
    report(desk)
    run_id = request(desk, seconds=3600)
    with at_work(desk, run_id):
        assert desk.dispatcher.post(f"/plan-runs/{run_id}/cancel").json()["state"] == "cancelled"
    run = shown(desk, run_id)
    assert (run["state"], run["plan_id"]) == ("cancelled", None)
    assert desk.dispatcher.post(f"/plan-runs/{run_id}/cancel").status_code == 200
    assert desk.dispatcher.post(f"/plan-runs/{run_id}/accept").status_code == 409


def test_while_the_lease_lasts_no_other_worker_takes_the_run_and_then_one_does(desk: Desk) -> None:
    report(desk)
    run_id = request(desk)
    with desk.store.write() as unit:
        assert replan.take_up(unit, run_id, "first", LEASE, now=desk.clock.now) is not None
    work(desk, run_id)
    assert shown(desk, run_id)["state"] == "solving"
    desk.clock.advance(timedelta(seconds=2))
    work(desk, run_id)
    run = shown(desk, run_id)
    assert (run["state"], run["attempts"]) == ("ready", 2)
    with desk.store.write() as unit:
        assert replan.beat(unit, run_id, "first", None, now=desk.clock.now) is None


def test_a_run_that_cannot_be_planned_fails_with_the_reason(desk: Desk) -> None:
    report(desk)
    run_id = request(desk)
    work(desk, run_id, impossible)
    run = shown(desk, run_id)
    assert (run["state"], run["error"]) == ("failed", "Crew C1 is late.")


def test_a_solver_that_dies_is_tried_again_but_not_for_ever(desk: Desk) -> None:
    report(desk)
    run_id = request(desk)
    for _ in range(replan.MOST_ATTEMPTS):
        assert shown(desk, run_id)["state"] == "waiting"
        with desk.store.write() as unit:
            replan.take_up(unit, run_id, "w", LEASE, now=desk.clock.now)
        with desk.store.write() as unit:
            replan.give_back(unit, run_id, "w", "killed by SIGKILL", now=desk.clock.now)
    work(desk, run_id, dying)
    run = shown(desk, run_id)
    assert (run["state"], run["error"]) == ("failed", "killed by SIGKILL")


def test_a_defect_is_told_by_its_kind_and_tried_again(desk: Desk) -> None:
    report(desk)
    run_id = request(desk)
    work(desk, run_id, broken)
    run = shown(desk, run_id)
    assert (run["state"], run["attempts"], run["error"]) == ("waiting", 1, "ZeroDivisionError; the log has more")
    work(desk, run_id)
    run = shown(desk, run_id)
    assert (run["state"], run["error"]) == ("ready", None)


def test_all_that_happens_to_a_run_can_be_replayed(desk: Desk) -> None:
    report(desk)
    run_id = request(desk)
    work(desk, run_id)
    whole = events(desk.dispatcher.get(f"/plan-runs/{run_id}/events").text)
    # A slow machine may tell of the plan on the way, too.
    milestones = [kind for _, kind, _ in whole if kind != "plan_run.improved"]
    assert milestones == ["plan_run.requested", "plan_run.started", "plan_run.ready"]
    _, (second, _, started), *later = whole
    assert started["state"] == "solving"
    rest = desk.dispatcher.get(f"/plan-runs/{run_id}/events", headers={"Last-Event-ID": second}).text
    assert events(rest) == later


def events(text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Id, kind and data of each event of a stream."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


def test_runs_are_listed_the_latest_first(desk: Desk) -> None:
    ids = []
    for number in range(3):
        desk.clock.advance(timedelta(seconds=1))
        ids.append(request(desk, seconds=number + 1))
    desk.dispatcher.post(f"/plan-runs/{ids[0]}/cancel")
    first = desk.dispatcher.get("/plan-runs", params={"limit": 2}).json()
    rest = desk.dispatcher.get("/plan-runs", params={"limit": 2, "cursor": first["next"]}).json()
    assert [run["id"] for run in first["items"] + rest["items"]] == ids[::-1]
    waiting = desk.dispatcher.get("/plan-runs", params={"state": "waiting"}).json()["items"]
    assert [run["id"] for run in waiting] == ids[:0:-1]


@pytest.mark.parametrize("role", [Role.CREW, Role.PLANNER, Role.AUDITOR, Role.INTEGRATION])
def test_only_dispatchers_ask_for_plans(desk: Desk, role: Role) -> None:
    assert desk.client(role).post("/plan-runs", json={}).status_code == 403
    assert desk.anonymous.post("/plan-runs", json={}).status_code == 401


def test_crews_do_not_watch_the_desk(desk: Desk) -> None:
    run_id = request(desk)
    for path in ("/events", "/plan-runs", f"/plan-runs/{run_id}", f"/plan-runs/{run_id}/events"):
        assert desk.client(Role.CREW).get(path).status_code == 403
        assert desk.anonymous.get(path).status_code == 401


def test_a_run_that_is_not_there_is_not_found(desk: Desk) -> None:
    for path in ("/plan-runs/R-1", "/plan-runs/R-1/events"):
        assert desk.dispatcher.get(path).status_code == 404


def test_a_lock_that_fixes_nothing_is_refused_with_its_path(desk: Desk) -> None:
    answer = desk.dispatcher.post("/plan-runs", json={"locks": [{"ticket_id": "T1"}], "seconds": 0})
    assert answer.status_code == 422
    assert {fault["path"] for fault in answer.json()["errors"]} == {"$.locks[0]", "$.seconds"}
