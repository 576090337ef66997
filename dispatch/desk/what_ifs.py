"""What-ifs of planners: sent in, taken up by a process of the service, watched, cancelled, reported.

The row is the truth, as with plan runs: who no longer holds the lease can change nothing, so each ends once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.desk.trail import record
from dispatch.errors import Conflict
from dispatch.identity import new_id
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.what_if_run import ReportFormat, Reports, WhatIfRun, WhatIfState

LABORATORY = "laboratory"
"""Who acts when the service does, in the event log."""
MOST_ATTEMPTS = 5
"""One that has ended as many processes is given up."""


def request(
    work: UnitOfWork, title: str, file: str, total: int, day: bytes | None = None, *, by: str, now: datetime
) -> WhatIfRun:
    """Take in a what-if that was read without a fault.

    Parameters
    ----------
    total
        How many evaluations it asks for.
    day
        The files of the saved day it is asked of, kept with it: the day itself may be forgotten.
    """
    run = WhatIfRun(new_id("W"), title, by, now, total)
    work.what_ifs.add(run, file, day)
    record(work, "what_if.requested", _subject(run.id), by=by, now=now, after=run)
    return run


def cancel(work: UnitOfWork, run_id: str, *, by: str, now: datetime) -> WhatIfRun:
    """Give a run up; its process will notice. To cancel it again changes nothing.

    Raises
    ------
    NotFound
    Conflict
        When it has ended another way.
    """
    run = work.what_ifs.hold(run_id)
    if run.state is WhatIfState.CANCELLED:
        return run
    return _save(work, run, run.become(WhatIfState.CANCELLED, now), by, now)


def delete(work: UnitOfWork, run_id: str, *, by: str, now: datetime) -> None:
    """Forget a run that is over, with its file and its reports; what was asked and when stays in the trail.

    Raises
    ------
    NotFound
    Conflict
        When it is not over.
    """
    run = work.what_ifs.hold(run_id)
    if not run.state.is_over:
        raise Conflict(say("conflict.what_if_under_way", run=run_id, state=run.state))
    work.what_ifs.delete(run_id)
    record(work, "what_if.deleted", _subject(run_id), by=by, now=now, before=run)


def report(work: UnitOfWork, run_id: str, wanted: ReportFormat) -> str:
    """What came of a run.

    Raises
    ------
    NotFound
    Conflict
        When it is not ready.
    """
    found = work.what_ifs.report(run_id, wanted)
    if found is None:
        raise Conflict(say("conflict.no_report_yet", run=run_id, state=work.what_ifs.get(run_id).state))
    return found


def take_up(work: UnitOfWork, run_id: str, worker: str, lease: timedelta, *, now: datetime) -> WhatIfRun | None:
    """Give the run to a process; None when it is over, held by another, or has ended too many."""
    run = work.what_ifs.hold(run_id)
    if not run.is_free(now, lease):
        return None
    started = run.started_at or now
    taken = run.become(
        WhatIfState.RUNNING, now, worker=worker, heartbeat_at=now, started_at=started, attempts=run.attempts + 1
    )
    if taken.attempts > MOST_ATTEMPTS:
        error = f"given up: {MOST_ATTEMPTS} processes ended before it was done"
        _save(work, run, taken.become(WhatIfState.FAILED, now, error=error), LABORATORY, now)
        return None
    return _save(work, run, taken, LABORATORY, now)


def beat(work: UnitOfWork, run_id: str, worker: str, done: int, *, now: datetime) -> bool:
    """Keep the lease, and tell how far it is; False when the run is no longer this worker's."""
    run = _held(work, run_id, worker)
    if run is not None:
        work.what_ifs.save(replace(run, heartbeat_at=now, done=done))
    return run is not None


def finish(work: UnitOfWork, run_id: str, worker: str, reports: Reports, *, now: datetime) -> None:
    """Keep the reports, if the run is still this worker's."""
    run = _held(work, run_id, worker)
    if run is not None:
        work.what_ifs.keep_reports(run_id, reports)
        _save(work, run, run.become(WhatIfState.READY, now, done=run.total), LABORATORY, now)


def fail(work: UnitOfWork, run_id: str, worker: str, error: str, *, now: datetime) -> None:
    """End the run without a report, if it is still this worker's."""
    run = _held(work, run_id, worker)
    if run is not None:
        _save(work, run, run.become(WhatIfState.FAILED, now, error=error), LABORATORY, now)


def give_back(work: UnitOfWork, run_id: str, worker: str, *, now: datetime) -> None:
    """Let another process take the run up at once: this one was asked to stop, which is no attempt."""
    run = _held(work, run_id, worker)
    if run is not None:
        waiting = run.become(WhatIfState.WAITING, now, worker=None, heartbeat_at=None, attempts=run.attempts - 1)
        _save(work, run, waiting, LABORATORY, now)


def _subject(run_id: str) -> str:
    return f"what_if/{run_id}"


def _held(work: UnitOfWork, run_id: str, worker: str) -> WhatIfRun | None:
    run = work.what_ifs.hold(run_id)
    return run if run.state is WhatIfState.RUNNING and run.worker == worker else None


def _save(work: UnitOfWork, before: WhatIfRun, after: WhatIfRun, by: str, now: datetime) -> WhatIfRun:
    work.what_ifs.save(after)
    record(work, f"what_if.{after.state}", _subject(after.id), by=by, now=now, before=before, after=after)
    return after
