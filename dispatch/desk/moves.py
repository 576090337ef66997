"""Visits are moved by hand: judged and shown first, then made as a draft with a lock; and what is fixed of visits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.desk.publishing import keep_draft
from dispatch.desk.today import Today
from dispatch.desk.trail import record
from dispatch.duty import DutyKey
from dispatch.errors import InfeasiblePlan, InputErrors, InputFault, NotFound
from dispatch.identity import new_id
from dispatch.manual_move import Move, MoveEffect, evaluate_move
from dispatch.plan import Plan
from dispatch.plan_version import PlanVersion
from dispatch.problem import Lock, PlanningProblem
from dispatch.rebase import rebased
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket import Visit
from dispatch.travel.matrix import TravelTimes
from dispatch.visit_lock import VisitLock
from dispatch.window import TimeWindow


@dataclass(frozen=True, slots=True)
class WantedMove:
    """A move as a dispatcher says it; without `shift`, the crew's shift that is on or comes next."""

    visit: Visit
    crew_id: str | None
    shift: int | None = None
    position: int | None = None
    start: datetime | None = None
    fix_start: bool = False

    def in_problem(self, problem: PlanningProblem) -> Move:
        """The move on the problem's lists.

        Raises
        ------
        InputErrors
            When the problem has no such visit or list.
        """
        faults = []
        if not problem.has(self.visit):
            nothing = say("fault.nothing_to_plan", ticket=self.visit.ticket_id, party=self.visit.party)
            faults.append(InputFault("move", nothing, field="$.ticket_id"))
        duty = None if self.crew_id is None else self._duty(problem)
        if self.crew_id is not None and duty is None:
            faults.append(InputFault("move", say("fault.no_shift_ahead", crew=self.crew_id), field="$.crew_id"))
        if faults:
            raise InputErrors(faults)
        return Move(self.visit, duty, self.position, self.start)

    def lock(self, problem: PlanningProblem) -> Lock | None:
        """What keeps the move when the day is planned again; a visit taken off all lists has none."""
        if self.crew_id is None:
            return None
        if self.start is None or not self.fix_start:
            return Lock(self.visit, self.crew_id)
        return Lock(
            self.visit, self.crew_id, TimeWindow(self.start, self.start + problem.policy.weights.change_tolerance)
        )

    def _duty(self, problem: PlanningProblem) -> DutyKey | None:
        own = (duty.key for duty in problem.duties if duty.crew_id == self.crew_id)
        return next((key for key in own if self.shift in (None, key.shift)), None)


@dataclass(frozen=True, slots=True)
class ShownMove:
    """A move's effect, and the plan before it as it would run from now on."""

    before: Plan
    effect: MoveEffect


def show(plan: Plan, wanted: WantedMove, today: Today) -> ShownMove:
    """What a move would do to a plan; nothing is refused for a rule, only said.

    Raises
    ------
    InputErrors
        When there is no such visit or list.
    InfeasiblePlan
        When not even the work under way keeps the rules.
    """
    move, lock = wanted.in_problem(today.problem), wanted.lock(today.problem)
    problem = _locked(today.problem, wanted.visit, lock)
    before = rebased(_locked(today.problem, wanted.visit, None), plan).plan
    return ShownMove(before, evaluate_move(problem, before, move))


def make(
    work: UnitOfWork, plan_id: str, wanted: WantedMove, travel: TravelTimes, *, by: str, now: datetime
) -> PlanVersion:
    """Make a move: a new draft, and a lock that keeps it when the day is planned again.

    Raises
    ------
    NotFound
    InputErrors
        When there is no such visit or list.
    InfeasiblePlan
        When the move breaks a rule.
    """
    work.plans.take_turn()
    today = Today.of(work, travel, now)
    shown = show(work.plans.get(plan_id).plan, wanted, today)
    if not shown.effect.lawful:
        raise InfeasiblePlan([violation.sentence for violation in shown.effect.violations])
    lock = wanted.lock(today.problem)
    if lock is None:
        unlock(work, wanted.visit, by=by, now=now)
    else:
        put_lock(work, lock, by=by, now=now)
    return keep_draft(work, shown.effect.plan, today, by=by, now=now)


def put_lock(work: UnitOfWork, lock: Lock, *, by: str, now: datetime) -> VisitLock:
    """Fix something of a visit, in place of what was fixed of it before.

    Raises
    ------
    NotFound
        When there is no such ticket, party or crew.
    """
    ticket = work.tickets.get(lock.visit.ticket_id)
    if lock.visit not in ticket.work.visits:
        raise NotFound("party", f"{ticket.id}/{lock.visit.party}")
    if lock.crew_id is not None and not work.running_day.has_crew(lock.crew_id):
        raise NotFound("crew", lock.crew_id)
    before = work.locks.of(lock.visit)
    if before is not None and before.lock == lock:
        return before
    kept = VisitLock(new_id("L"), lock, by, now)
    work.locks.put(kept)
    record(work, "lock.put", lock_subject(lock.visit), by=by, now=now, before=before, after=kept)
    return kept


def unlock(work: UnitOfWork, visit: Visit, *, by: str, now: datetime) -> None:
    """Take a visit's lock away; where there is none nothing changes."""
    before = work.locks.of(visit)
    if before is not None:
        work.locks.remove(visit)
        record(work, "lock.removed", lock_subject(visit), by=by, now=now, before=before)


def lock_subject(visit: Visit) -> str:
    """What the event log calls the lock of a visit."""
    return f"lock/{visit.ticket_id}/{visit.party}"


def _locked(problem: PlanningProblem, visit: Visit, lock: Lock | None) -> PlanningProblem:
    """The problem with this lock alone on the visit."""
    others = tuple(one for one in problem.locks if one.visit != visit)
    return replace(problem, locks=others if lock is None else (*others, lock))
