"""Plans become the ones that crews follow: drafts are published, refused, rebased; earlier versions are brought back.

One version is published at a time. Whoever publishes waits for the one before, and then sees what that one did, so
that of two plans for the same day the second is out of date.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dispatch.desk.today import Today
from dispatch.desk.trail import record
from dispatch.errors import Conflict, PlanOutOfDate
from dispatch.identity import new_id
from dispatch.plan import Plan
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.publication import Publication
from dispatch.rebase import rebased
from dispatch.sentences import Sentence, say
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket_status import TicketStatus, change_status
from dispatch.travel.matrix import TravelTimes


def keep_draft(work: UnitOfWork, plan: Plan, today: Today, *, by: str, now: datetime) -> PlanVersion:
    """Keep a plan of today's problem as a draft that is to follow the published one."""
    work.plans.take_turn()
    draft = PlanVersion(
        id=new_id("P"),
        number=work.plans.next_number(),
        status=PlanStatus.DRAFT,
        plan=plan,
        policy=work.policies.latest_number(),
        as_of=now,
        made_by=by,
        made_at=now,
        base_id=work.plans.published_id(),
        figures=today.figures(plan),
    )
    work.plans.add(draft)
    record(work, "plan.drafted", subject(draft), by=by, now=now, after=Publication.of(draft, None))
    return draft


def publish(work: UnitOfWork, plan_id: str, travel: TravelTimes, *, by: str, now: datetime) -> PlanVersion:
    """Put a draft in force. Its order stays as it was seen; its times are counted again from now.

    Raises
    ------
    NotFound
    Conflict
        When it is no draft.
    PlanOutOfDate
        When another plan was published since, or something of it can no longer be done as it says.
    InfeasiblePlan
        When not even the work under way keeps the rules.
    """
    work.plans.take_turn()
    draft = _draft(work, plan_id)
    base = work.plans.published()
    today = Today.of(work, travel, now)
    found = rebased(today.problem, draft.plan)
    reasons = [*_overtaken(draft, base), *found.not_kept]
    if reasons:
        raise PlanOutOfDate(draft.number, reasons, today.diff(today.published, found.plan))
    told = today.diff(today.published, found.plan)
    if base is not None:
        work.plans.save(replace(base, status=PlanStatus.SUPERSEDED))
    in_force = replace(
        draft,
        status=PlanStatus.PUBLISHED,
        plan=found.plan,
        as_of=now,
        figures=today.figures(found.plan),
        published_by=by,
        published_at=now,
    )
    work.plans.save(in_force)
    _hand_out(work, found.plan, by=by, now=now)
    record(work, "plan.published", subject(draft), by=by, now=now, after=Publication.of(in_force, told))
    return in_force


def refuse(work: UnitOfWork, plan_id: str, *, by: str, now: datetime) -> PlanVersion:
    """Put a draft aside for good.

    Raises
    ------
    NotFound
    Conflict
        When it is no draft.
    """
    work.plans.take_turn()
    refused = replace(_draft(work, plan_id), status=PlanStatus.REFUSED)
    work.plans.save(refused)
    record(work, "plan.refused", subject(refused), by=by, now=now, after=Publication.of(refused, None))
    return refused


def rebase(work: UnitOfWork, plan_id: str, travel: TravelTimes, *, by: str, now: datetime) -> PlanVersion:
    """Make a draft for the day as it is from any version: its order where that is lawful, with the locks honoured.

    Raises
    ------
    NotFound
    InfeasiblePlan
        When not even the work under way keeps the rules.
    """
    source = work.plans.get(plan_id)
    today = Today.of(work, travel, now)
    return keep_draft(work, rebased(today.problem, source.plan).plan, today, by=by, now=now)


def roll_back(work: UnitOfWork, plan_id: str, travel: TravelTimes, *, by: str, now: datetime) -> PlanVersion:
    """Put an earlier version in force again, as a new one: as far as it is lawful on the day as it is.

    Raises
    ------
    NotFound
    Conflict
        When it was never published, or still is.
    InfeasiblePlan
        When not even the work under way keeps the rules.
    """
    work.plans.take_turn()
    source = work.plans.get(plan_id)
    if source.status is not PlanStatus.SUPERSEDED:
        raise Conflict(say("conflict.not_an_earlier_plan", number=source.number, status=source.status))
    draft = rebase(work, plan_id, travel, by=by, now=now)
    return publish(work, draft.id, travel, by=by, now=now)


def subject(version: PlanVersion) -> str:
    """What the event log calls the version."""
    return f"plan/{version.id}"


def _draft(work: UnitOfWork, plan_id: str) -> PlanVersion:
    version = work.plans.get(plan_id)
    if version.status is not PlanStatus.DRAFT:
        raise Conflict(say("conflict.not_a_draft", number=version.number, status=version.status))
    return version


def _overtaken(draft: PlanVersion, base: PlanVersion | None) -> list[Sentence]:
    if base is None or draft.base_id == base.id:
        return []
    return [say("plan.overtaken", number=base.number)]


def _hand_out(work: UnitOfWork, plan: Plan, *, by: str, now: datetime) -> None:
    """Tickets on a list are dispatched; those that were, and are on none now, wait again."""
    planned = {visit.ticket_id for visit in plan.stops()}
    wanted = {True: TicketStatus.DISPATCHED, False: TicketStatus.WAITING_TO_BE_SCHEDULED}
    for before in work.tickets.in_status(*wanted.values()):
        status = change_status(before.id, before.status, wanted[before.id in planned])
        if status is not before.status:
            after = before.changed(now, status=status)
            work.tickets.save(after)
            record(work, f"ticket.{status}", f"ticket/{after.id}", by=by, now=now, before=before, after=after)
