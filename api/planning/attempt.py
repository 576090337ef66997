"""One worker's work on one run: taken up, solved in a process of its own, and brought home as a draft."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta
from typing import Any

import structlog

from api.dependencies import Clock, utc_now
from api.planning.pulse import Pulse
from dispatch.desk import replan
from dispatch.desk.replan import Found, Seen
from dispatch.errors import DispatchError, SolveFailed
from dispatch.identity import new_id
from dispatch.plan_diff import diff
from dispatch.plan_run import JobOrder, PlanRun, RunProgress
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.problem import PlanningProblem
from dispatch.run_scope import NO_PLAN, problem_of, with_the_rest, within
from dispatch.score import score
from dispatch.store.unit_of_work import Store
from dispatch.travel import Estimate, TravelTimes
from solver.process import Solve, SolveProcess
from solver.result import Progress, SolveResult
from solver.settings import Settings

OWN_TRAVEL = Estimate()
log = structlog.get_logger("crewdispatch")


def work_on(
    store: Store,
    run_id: str,
    lease: timedelta,
    clock: Clock = utc_now,
    solve: Solve | None = None,
    travel: TravelTimes = OWN_TRAVEL,
) -> None:
    """Take a run up and bring it to its end, unless it is over, held by another, or taken away meanwhile.

    Parameters
    ----------
    solve
        Stands in for the solver; a module-level function.
    """
    worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    with store.write() as work:
        run = replan.take_up(work, run_id, worker, lease, now=_second(clock))
    if run is None:
        return
    try:
        with Pulse(store, run.id, worker, lease, clock) as pulse:
            found = _solved(store, run, pulse, clock, solve, travel)
            if pulse.wanted:
                with store.write() as work:
                    replan.finish(work, run.id, worker, found, now=_second(clock))
            elif pulse.stopping:
                with store.write() as work:
                    replan.give_back(work, run.id, worker, now=_second(clock))
    except DispatchError as error:
        with store.write() as work:
            if isinstance(error, SolveFailed):
                # Its process died, which the next one need not. The last line says how; before it comes the trace.
                replan.give_back(work, run.id, worker, str(error).splitlines()[-1], now=_second(clock))
            else:
                replan.fail_as(work, run.id, worker, str(error), now=_second(clock))
    except Exception as error:
        log.exception("plan run broke", run=run.id)
        with store.write() as work:
            # The kind alone: the text may hold somebody's name.
            replan.give_back(work, run.id, worker, f"{type(error).__name__}; the log has more", now=_second(clock))


def _solved(store: Store, run: PlanRun, pulse: Pulse, clock: Clock, solve: Solve | None, travel: TravelTimes) -> Found:
    now = _second(clock)
    with store.read() as work:
        seen = replan.look(work, now)
    # From here on no transaction is open: a solve takes its time.
    whole = problem_of(run, seen.day, now, travel)
    part = within(whole, run.scope, seen.regions)
    with SolveProcess(part, Settings(seconds=run.settings.seconds), solve) as process:
        pulse.over(process)
        for progress in process:
            pulse.note(_told(progress, _second(clock)))
        return _found(run, seen, whole, part, process.result(), _second(clock))


def _found(
    run: PlanRun,
    seen: Seen,
    whole: PlanningProblem,
    part: PlanningProblem,
    result: SolveResult,
    now: datetime,
) -> Found:
    plan, old = with_the_rest(whole, part, result.plan), seen.day.published
    cost = score(whole, plan)
    figures: dict[str, Any] = {
        "cost": round(cost.total, 3),
        "terms": {term.value: round(amount, 3) for term, amount in cost.terms.items() if amount},
        "left_out": len(plan.unassigned),
        "bound": result.bound if part is whole else None,
        "engine": result.source,
        "stopped_by": result.stopped_by,
        "elapsed_seconds": round(result.elapsed_seconds, 3),
    }
    version = PlanVersion(
        id=new_id("P"),
        number=0,
        status=PlanStatus.DRAFT,
        plan=plan,
        policy=seen.policy,
        as_of=whole.now,
        made_by=run.requested_by,
        made_at=now,
        base_id=seen.base_id,
        run_id=run.id,
        figures=figures,
    )
    changes = diff(whole, old or NO_PLAN, plan, cancelled=seen.day.cancelled, receipts=old is not None)
    orders = tuple(JobOrder(key, visits) for key, visits in result.plan.sequences.items())
    last = RunProgress(
        now, result.elapsed_seconds, result.source, result.score.total, len(plan.unassigned), result.bound, orders
    )
    return Found(version, changes, last)


def _told(progress: Progress, now: datetime) -> RunProgress | None:
    """What the run's row says of a better plan; None for a sign of life."""
    if progress.sequences is None:
        return None
    orders = tuple(JobOrder(key, tuple(visits)) for key, visits in progress.sequences.items() if visits)
    return RunProgress(
        now, progress.elapsed_seconds, progress.source, progress.cost, progress.left_out, progress.bound, orders
    )


def _second(clock: Clock) -> datetime:
    return clock().replace(microsecond=0)
