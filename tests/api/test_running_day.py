"""The running day and the plan's versions come out of the database as they went in."""

from __future__ import annotations

from dataclasses import replace

from dispatch.desk import intake
from dispatch.desk_ticket import Intake
from dispatch.live_day import problem_at
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.problem import Lock
from dispatch.visit_lock import VisitLock
from tests.builders import NOW, Grid, at, crew, plan, problem, ticket, visit, window
from tests.desk import CREW, Desk

CASE = problem([ticket("T1"), ticket("T2")], [crew(CREW)])
PLAN = plan(CASE, {CREW: "T1"})
DRAFT = PlanVersion("P-1", 1, PlanStatus.DRAFT, PLAN, 1, NOW, "test", NOW, figures={"cost": 3.5})


def fill(desk: Desk) -> None:
    with desk.store.write() as work:
        for one in CASE.tickets:
            intake.report(work, one, Intake(), "", by="test", now=NOW)


def test_the_planner_sees_the_tickets_with_their_promises_and_the_crews_with_their_shifts(desk: Desk) -> None:
    fill(desk)
    with desk.store.read() as work:
        seen = problem_at(work.running_day.read(NOW), NOW, Grid())
    assert [one.id for one in seen.tickets] == ["T1", "T2"]
    assert [seen.policy.targets.arrive_by(one) for one in seen.tickets] == [at(15), at(15)]
    assert seen.crews == CASE.crews


def test_a_cancelled_ticket_is_known_as_long_as_it_is_on_the_published_plan(desk: Desk) -> None:
    fill(desk)
    with desk.store.write() as work:
        work.plans.add(DRAFT)
        work.plans.save(replace(DRAFT, status=PlanStatus.PUBLISHED, published_by="test", published_at=NOW))
        for one in ("T1", "T2"):
            intake.cancel(work, one, by="test", now=NOW)
    with desk.store.read() as work:
        day = work.running_day.read(NOW)
    assert (set(day.ticket), set(day.cancelled), day.published) == ({"T1"}, {"T1"}, PLAN)


def test_versions_come_back_as_they_were_the_latest_first(desk: Desk) -> None:
    second = replace(DRAFT, id="P-2", number=2, base_id="P-1")
    with desk.store.write() as work:
        work.plans.take_turn()
        assert work.plans.next_number() == 1
        work.plans.add(DRAFT)
        work.plans.add(second)
    with desk.store.read() as work:
        first = work.plans.page(None, 1)
        assert (first.items, first.next_after) == ((second,), ("2",))
        assert work.plans.page(first.next_after, 1).items == (DRAFT,)
        assert (work.plans.get("P-2"), work.plans.by_number(1), work.plans.published()) == (second, DRAFT, None)


def test_a_visit_has_one_lock(desk: Desk) -> None:
    fill(desk)
    crew_lock = VisitLock("L-1", Lock(visit("T1"), CREW), "test", NOW)
    time_lock = VisitLock("L-2", Lock(visit("T1"), None, window(0, 60)), "test", NOW)
    with desk.store.write() as work:
        work.locks.put(crew_lock)
        work.locks.put(time_lock)
    with desk.store.write() as work:
        assert work.locks.all() == (time_lock,)
        assert work.running_day.read(NOW).locks == (time_lock.lock,)
        work.locks.remove(visit("T1"))
        assert work.locks.of(visit("T1")) is None
