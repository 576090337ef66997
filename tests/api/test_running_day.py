"""The running day and the plan's versions come out of the database as they went in."""

from __future__ import annotations

from dataclasses import replace

from dispatch.desk import intake
from dispatch.desk_crew import CrewMember, CrewPosition, DeskAbsence, Vehicle
from dispatch.desk_ticket import Intake
from dispatch.follow_up import FollowUp
from dispatch.live_day import problem_at
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.problem import Lock
from dispatch.quantiles import NO_SPREAD
from dispatch.roster import Absence, Certificate, Member
from dispatch.skill import Skill
from dispatch.store.repositories.progress import KeptReport
from dispatch.ticket import Priority
from dispatch.visit_lock import VisitLock
from tests.builders import NOW, Grid, at, crew, plan, problem, report, shift, spot, ticket, visit, window
from tests.desk import CREW, Desk

CASE = problem([ticket("T1"), ticket("T2")], [crew(CREW, shifts=(shift(number=0),))])
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


def test_the_service_policy_says_how_long_work_may_take(desk: Desk) -> None:
    fill(desk)
    with desk.store.read() as work:
        day, service = work.running_day.read(NOW), work.service_policies.current().policy
    assert day.work(day.tickets[0], 0) == service.work(day.tickets[0], 0) != NO_SPREAD


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


def test_a_shift_keeps_its_number_and_no_other_ever_gets_it(desk: Desk) -> None:
    with desk.store.write() as work:
        night = work.crews.add_shift(CREW, shift(900, 1400))
        work.crews.withdraw_shift(CREW, night.number or 0)
        evening = work.crews.add_shift(CREW, shift(600, 900))
        early = work.crews.add_shift(CREW, shift(-600, -300))
    with desk.store.read() as work:
        seen = problem_at(work.running_day.read(NOW), NOW, Grid())
    assert (night.number, evening.number, early.number) == (1, 2, 3)
    assert [one.number for one in seen.crew[CREW].shifts] == [3, 0, 2]
    assert [duty.key for duty in seen.duties] == [(CREW, 0), (CREW, 2)]


def test_a_crew_has_what_its_vehicles_carry_and_can_do_what_its_members_can(desk: Desk) -> None:
    expired = Certificate(Skill("cable"), at(-1))
    with desk.store.write() as work:
        work.vehicles.add(Vehicle("V1", CREW, equipment=frozenset({"bucket"}), parts=(("fuse", 2),)))
        work.vehicles.add(Vehicle("V2", CREW, parts=(("fuse", 1), ("pole", 1))))
        work.members.add(CrewMember(CREW, Member("M1", (Certificate(Skill("line", 2)), expired))))
        work.members.add(CrewMember(CREW, Member("M2", (Certificate(Skill("switching")),))))
        work.members.add_absence(DeskAbsence("A1", Absence(CREW, window(0, 60), "M2")))
        work.crews.put_position(CrewPosition(CREW, spot(3), NOW, free_from=at(20)))
    with desk.store.read() as work:
        seen = problem_at(work.running_day.read(NOW), NOW, Grid()).crew[CREW]
    assert (seen.equipment, dict(seen.parts)) == (frozenset({"bucket"}), {"fuse": 3, "pole": 1})
    assert (seen.skills, seen.members) == ((Skill("line", 2),), 1)
    assert (seen.position, seen.free_from) == (spot(3), at(20))


def test_reports_come_back_as_they_were_said(desk: Desk) -> None:
    fill(desk)
    left = FollowUp(CASE.tickets[0].parties, Priority.ROUTINE, (("pole", 1),), frozenset({"crane"}), "pole cracked")
    said = KeptReport(report("needsFollowUp", 5, follow_up=left, still_dark=3), NOW, held_back=True)
    with desk.store.write() as work:
        work.progress.add(said)
    with desk.store.write() as work:
        assert work.progress.known([said.event.event_id, "other"]) == {said.event.event_id: said}
        assert (work.progress.waiting(at(4)), work.progress.waiting(at(5))) == ((), ("T1",))
        work.progress.save(replace(said, held_back=False, follow_up_id="T2"))
        assert work.progress.of("T1") == (replace(said, held_back=False, follow_up_id="T2"),)
        assert work.progress.waiting(at(5)) == ()
