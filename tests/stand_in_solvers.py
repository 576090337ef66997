"""Solvers that stand in for the real one where a test is about what happens around it."""

from __future__ import annotations

import time
from dataclasses import replace

from dispatch.errors import InfeasiblePlan, SolveFailed
from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.schedule import schedule
from dispatch.score import score
from dispatch.sentences import as_written
from solver.result import OnProgress, Progress, SolveResult
from solver.settings import Settings
from solver.stop import Stop


def all_to_the_first(problem: PlanningProblem, _: Settings, stop: Stop, tell: OnProgress) -> SolveResult:
    """Every ticket on the first duty, in order."""
    plan = _plan(problem)
    tell(_progress(problem, plan, 0.0))
    return SolveResult(plan, score(problem, plan), 0.1, "stand-in", "done")


def on_and_on(problem: PlanningProblem, settings: Settings, stop: Stop, tell: OnProgress) -> SolveResult:
    """Has a plan at once, and goes on until it is asked to stop."""
    plan, progress = _plan(problem), None
    while progress is None or stop(progress) is None:
        progress = _progress(problem, plan, 0.0) if progress is None else replace(progress, sequences=None)
        tell(progress)
        time.sleep(0.05)
    return SolveResult(plan, score(problem, plan), 0.1, "stand-in", "cancelled")


def impossible(problem: PlanningProblem, settings: Settings, stop: Stop, tell: OnProgress) -> SolveResult:
    """Finds that nothing keeps the rules."""
    raise InfeasiblePlan([as_written("Crew C1 is late.")])


def broken(problem: PlanningProblem, settings: Settings, stop: Stop, tell: OnProgress) -> SolveResult:
    """Has a defect."""
    raise ZeroDivisionError("Wang's telephone number")


def dying(problem: PlanningProblem, settings: Settings, stop: Stop, tell: OnProgress) -> SolveResult:
    """Its process ends in the middle."""
    raise SolveFailed("the solver's process ended without an answer (killed by SIGKILL)")


def _plan(problem: PlanningProblem) -> Plan:
    visits = tuple(visit for ticket in problem.tickets for visit in ticket.visits)
    return schedule(problem, {problem.duties[0].key: visits})


def _progress(problem: PlanningProblem, plan: Plan, elapsed: float) -> Progress:
    return Progress(elapsed, "stand-in", score(problem, plan).total, 0, None, plan.sequences)
