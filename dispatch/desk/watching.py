"""The desk plans again by itself: on urgent tickets, when a promise is going to be missed, and every so often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.auto_replan import AutoReplan, AutoReplanVersion
from dispatch.clocks import ClockState, ticket_clocks
from dispatch.desk import publishing, replan
from dispatch.desk.today import Today
from dispatch.desk.trail import record
from dispatch.errors import Conflict, InfeasiblePlan, StaleVersion
from dispatch.event import Event
from dispatch.plan_diff import carried_on
from dispatch.plan_run import Cause, CauseKind, RunScope, RunSettings
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket import Priority
from dispatch.travel.matrix import TravelTimes

WATCH = "replan"
LEASE = timedelta(seconds=30)
LOOK_FOR_BREACHES = timedelta(minutes=1)


def choose(work: UnitOfWork, choice: AutoReplan, after: int, *, by: str, now: datetime) -> AutoReplanVersion:
    """Put a choice in force in place of version `after`; 0 before the first.

    Raises
    ------
    StaleVersion
        When another version is in force by now.
    """
    before = work.watches.choice()
    if after != before.number:
        raise StaleVersion("automatic re-planning", str(after), before.number)
    version = AutoReplanVersion(before.number + 1, choice, by, now)
    work.watches.choose(version)
    record(work, "replan_policy.put", f"replan_policy/{version.number}", by=by, now=now, after=version)
    return version


def watch(work: UnitOfWork, holder: str, travel: TravelTimes, *, now: datetime) -> None:
    """Look at what has happened since the last time, unless another process does, and do what is chosen."""
    choice = work.watches.choice().choice
    latest = work.events.last_not_about()
    held = work.watches.take(WATCH, holder, now, LEASE, latest)
    if held is None:
        return
    happened = [] if choice.is_off else list(work.events.after(held.position))
    for event in happened:
        if event.kind == "plan_run.ready" and event.after is not None:
            _publish_or_ask(work, choice, event, travel, now)
    look = choice.on_breach and now - held.looked_at >= LOOK_FOR_BREACHES
    cause = _urgent(choice, happened) or (_breach(work, travel, now) if look else None) or _interval(work, choice, now)
    if cause is not None:
        settings = RunSettings(choice.seconds, choice.freeze, choice.change_budget)
        replan.request(work, RunScope(), settings, cause, by=replan.PLANNER, now=now)
    position = latest if choice.is_off else (happened[-1].id if happened else held.position)
    work.watches.move(replace(held, position=position, looked_at=now if look else held.looked_at))


def _urgent(choice: AutoReplan, happened: Iterable[Event]) -> Cause | None:
    tickets = tuple(dict.fromkeys(event.subject.removeprefix("ticket/") for event in happened if _is(choice, event)))
    return Cause(CauseKind.URGENT, tickets) if tickets else None


def _is(choice: AutoReplan, event: Event) -> bool:
    """Whether a ticket has come in, or become, urgent."""
    if event.kind not in ("ticket.reported", "ticket.amended") or event.after is None:
        return False
    before = event.before["work"]["priority"] if event.before is not None else None
    priority = event.after["work"]["priority"]
    return priority != before and Priority(priority) in choice.urgent


def _breach(work: UnitOfWork, travel: TravelTimes, now: datetime) -> Cause | None:
    """The promises that the published plan kept when it was made and will not keep as it runs now, if any are new."""
    today = Today.of(work, travel, now)
    if today.day.published is None:
        return None
    promised = ticket_clocks(today.problem, today.published)
    expected = ticket_clocks(today.problem, carried_on(today.problem, today.published))
    missed = {name for name, clocks in expected.items() if clocks.state is ClockState.MISSED}
    late = {name for name in missed if promised[name].planned and promised[name].state is not ClockState.MISSED}
    last = work.plan_runs.latest_of(replan.PLANNER)
    if last is not None and last.base_id == work.plans.published_id() and last.cause.kind is CauseKind.BREACH:
        late -= set(last.cause.tickets)
    return Cause(CauseKind.BREACH, tuple(sorted(late))) if late else None


def _interval(work: UnitOfWork, choice: AutoReplan, now: datetime) -> Cause | None:
    if choice.every is None:
        return None
    last = work.plan_runs.latest_of(replan.PLANNER)
    due = last is None or now - last.requested_at >= choice.every
    return Cause(CauseKind.INTERVAL) if due else None


def _publish_or_ask(work: UnitOfWork, choice: AutoReplan, event: Event, travel: TravelTimes, now: datetime) -> None:
    run = work.plan_runs.get(event.subject.removeprefix("plan_run/"))
    if run.cause.kind is CauseKind.ASKED or run.plan_id is None:
        return
    diff = work.plan_diffs.of(run.plan_id)
    if diff is not None and choice.may_publish(diff):
        try:
            publishing.publish(work, run.plan_id, travel, by=replan.PLANNER, now=now)
        except (Conflict, InfeasiblePlan):
            # Overtaken, or it changes more by now than it did: somebody has to look at it.
            pass
        else:
            return
    record(work, "plan.awaits_approval", f"plan/{run.plan_id}", by=replan.PLANNER, now=now)
