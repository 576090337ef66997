"""Plan runs: asked for and joined, taken up by workers, watched, ended early; what they find becomes a draft.

The row is the truth. A worker holds it by a lease that it keeps alive with `beat`; when it dies, the lease runs out
and the next worker takes the run up. Whoever no longer holds a run can change nothing of it, so it ends once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch.desk.trail import record
from dispatch.errors import Conflict
from dispatch.identity import new_id
from dispatch.live_day import LiveDay
from dispatch.plan_diff import PlanDiff
from dispatch.plan_run import Cause, PlanRun, RunProgress, RunScope, RunSettings, RunState
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.publication import Publication
from dispatch.regions import Regions
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork

PLANNER = "planner"
"""Who acts when a worker does, in the event log."""
MOST_ATTEMPTS = 5
"""A run that has ended as many workers is given up."""
NOT_THE_DAY = (
    "plan_run/",
    "plan/",
    "user/",
    "token/",
    "replan_policy/",
    "incident/",
    "etr/",
    "escalation/",
    "hook/",
    "delivery/",
    "rating/",
    "photo/",
    "service_policy/",
    "what_if/",
    "saved_day/",
)
"""Subjects of events that change nothing a plan depends on, but for which plan is published."""


@dataclass(frozen=True)
class Seen:
    """What a worker plans from: the desk at one moment."""

    day: LiveDay
    regions: Regions
    policy: int
    base_id: str | None
    """The published plan."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a worker brings home."""

    version: PlanVersion
    """A draft; its number is given when it is kept."""
    diff: PlanDiff
    progress: RunProgress


def request(
    work: UnitOfWork, scope: RunScope, settings: RunSettings, cause: Cause = Cause(), *, by: str, now: datetime
) -> PlanRun:
    """Ask for a new plan; whoever asks for the same while it is being made joins that run.

    A run that began before something changed at the desk is no longer the same: it is superseded.
    """
    run = PlanRun(new_id("R"), scope, settings, by, now, base_id=work.plans.published_id(), cause=cause)
    while True:
        equal = work.plan_runs.hold_equal(run)
        if equal is not None and not _is_behind(work, equal):
            return equal
        if equal is not None:
            _save(work, "plan_run.superseded", equal, equal.become(RunState.SUPERSEDED, now), by, now)
        if work.plan_runs.add(run):
            record(work, "plan_run.requested", subject(run.id), by=by, now=now, after=run)
            return run


def cancel(work: UnitOfWork, run_id: str, *, by: str, now: datetime) -> PlanRun:
    """Give a run up; its worker will notice. To cancel it again changes nothing.

    Raises
    ------
    NotFound
    Conflict
        When it has ended another way.
    """
    run = work.plan_runs.hold(run_id)
    if run.state is RunState.CANCELLED:
        return run
    return _save(work, "plan_run.cancelled", run, run.become(RunState.CANCELLED, now), by, now)


def accept(work: UnitOfWork, run_id: str, *, by: str, now: datetime) -> PlanRun:
    """Take the best plan found so far: the run is ready as soon as its worker hears of it.

    Raises
    ------
    NotFound
    Conflict
        When it has no plan yet, or has ended without one.
    """
    run = work.plan_runs.hold(run_id)
    if run.state is RunState.READY or run.accept_asked:
        return run
    if run.state is not RunState.SOLVING or run.progress is None:
        raise Conflict(say("conflict.no_plan_yet", run=run_id, state=run.state))
    return _save(work, "plan_run.accepted", run, replace(run, accept_asked=True), by, now)


def take_up(work: UnitOfWork, run_id: str, worker: str, lease: timedelta, *, now: datetime) -> PlanRun | None:
    """Give the run to a worker; None when it is over, or held by another one that is alive.

    Raises
    ------
    NotFound
    """
    run = work.plan_runs.hold(run_id)
    if not run.is_free(now, lease):
        return None
    if run.attempts >= MOST_ATTEMPTS:
        fail(work, run, run.error or f"{run.attempts} workers have ended while they worked on it", now=now)
        return None
    taken = run.become(
        RunState.SOLVING,
        now,
        worker=worker,
        heartbeat_at=now,
        started_at=run.started_at or now,
        attempts=run.attempts + 1,
        seen_event=work.events.last_not_about(*NOT_THE_DAY),
    )
    return _save(work, "plan_run.started", run, taken, PLANNER, now)


def look(work: UnitOfWork, now: datetime) -> Seen:
    """All that a plan made now depends on.

    Raises
    ------
    NotFound
        When the desk has no policy yet.
    """
    day, regions = work.running_day.read(now), work.running_day.regions()
    return Seen(day, regions, work.policies.latest_number(), work.plans.published_id())


def beat(work: UnitOfWork, run_id: str, worker: str, progress: RunProgress | None, *, now: datetime) -> PlanRun | None:
    """Keep the lease, and tell of the best plan so far; None when the run is no longer this worker's."""
    run = _held(work, run_id, worker)
    if run is None:
        return None
    after = replace(run, heartbeat_at=now, progress=progress or run.progress)
    if progress is not None and (run.progress is None or progress.cost < run.progress.cost):
        return _save(work, "plan_run.improved", run, after, PLANNER, now)
    work.plan_runs.save(after)
    return after


def finish(work: UnitOfWork, run_id: str, worker: str, found: Found, *, now: datetime) -> PlanVersion | None:
    """Keep what was found as a draft; None when the run is no longer this worker's."""
    work.plans.take_turn()
    run = _held(work, run_id, worker)
    if run is None:
        return None
    draft = replace(found.version, number=work.plans.next_number(), run_id=run.id, status=PlanStatus.DRAFT)
    work.plans.add(draft)
    work.plan_diffs.add(draft.id, found.diff)
    record(work, "plan.drafted", f"plan/{draft.id}", by=PLANNER, now=now, after=Publication.of(draft, found.diff))
    ready = run.become(RunState.READY, now, progress=found.progress, plan_id=draft.id, error=None)
    _save(work, "plan_run.ready", run, ready, PLANNER, now)
    return draft


def give_back(work: UnitOfWork, run_id: str, worker: str, error: str | None = None, *, now: datetime) -> None:
    """Let another worker take the run up at once: this one was asked to stop, or its solver has died."""
    run = _held(work, run_id, worker)
    if run is not None:
        again = run.become(RunState.WAITING, now, worker=None, heartbeat_at=None, error=error)
        _save(work, "plan_run.given_back", run, again, PLANNER, now)


def fail_as(work: UnitOfWork, run_id: str, worker: str, error: str, *, now: datetime) -> None:
    """End the run without a plan, if it is still this worker's."""
    run = _held(work, run_id, worker)
    if run is not None:
        fail(work, run, error, now=now)


def fail(work: UnitOfWork, run: PlanRun, error: str, *, now: datetime) -> None:
    """End the run without a plan, and say why."""
    _save(work, "plan_run.failed", run, run.become(RunState.FAILED, now, error=error), PLANNER, now)


def subject(run_id: str) -> str:
    """What the event log calls the run."""
    return f"plan_run/{run_id}"


def _is_behind(work: UnitOfWork, run: PlanRun) -> bool:
    """Whether something has changed at the desk that the run's worker has not seen."""
    return run.state is RunState.SOLVING and work.events.last_not_about(*NOT_THE_DAY) > run.seen_event


def _held(work: UnitOfWork, run_id: str, worker: str) -> PlanRun | None:
    run = work.plan_runs.hold(run_id)
    return run if run.state is RunState.SOLVING and run.worker == worker else None


def _save(work: UnitOfWork, kind: str, before: PlanRun, after: PlanRun, by: str, now: datetime) -> PlanRun:
    work.plan_runs.save(after)
    record(work, kind, subject(after.id), by=by, now=now, before=_told(before), after=_told(after))
    return after


def _told(run: PlanRun) -> PlanRun:
    """The run for the event log: its lists would make up nearly all of it."""
    return run if run.progress is None else replace(run, progress=replace(run.progress, lists=()))
