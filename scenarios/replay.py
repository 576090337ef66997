"""Replaying a plan file: is it what its certificate says, and does the same input still give the same plan?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isclose

from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.score import score
from scenarios.plan_file import SavedPlan
from solver.certificate import plan_hash, problem_hashes, versions
from solver.result import SolveResult
from solver.settings import Settings

Solve = Callable[[PlanningProblem, Settings], SolveResult]
SHOWN = 5
"""So many tickets or breaches are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the plan stands, and why, in sentences."""

    stands: bool
    sentences: tuple[str, ...]


def replay(saved: SavedPlan, problem: PlanningProblem, solve: Solve) -> Verdict:
    """Hold a saved plan to its certificate, judge it again, and make it again with `solve` where that can be done."""
    faults = (*_file_faults(saved), *_input_faults(saved, problem)) or tuple(_judge(saved, problem))
    if faults:
        return Verdict(False, faults)
    judged = f"Judged again: it keeps every rule, and its cost of {saved.cost:,.2f} is right."
    if not saved.certificate.repeatable:
        return Verdict(True, (judged, _not_repeatable(saved)))
    found = solve(problem, saved.settings).plan
    other = tuple(_version_differences(saved))
    if plan_hash(found) == saved.certificate.plan:
        same = f"Made again from the same input and settings: the same plan, {saved.certificate.plan[:16]}."
        return Verdict(True, (judged, same, *other))
    cause = other or ("Input, settings and versions are the same: this is a fault of the program, please report it.",)
    return Verdict(False, (judged, _plan_difference(saved.plan, found), *cause))


def _file_faults(saved: SavedPlan) -> Iterator[str]:
    if plan_hash(saved.plan) != saved.certificate.plan:
        yield "The plan in the file is not the one that was certified: the file has been changed since it was written."


def _input_faults(saved: SavedPlan, problem: PlanningProblem) -> Iterator[str]:
    now, then = problem_hashes(problem), saved.certificate.problem
    parts = [part.replace("_", " ") for part in sorted(now.keys() | then.keys()) if now.get(part) != then.get(part)]
    if parts:
        yield (
            f"The input is not the one the plan was made from; what differs: {', '.join(parts)}. "
            "Name the folder as it was then with --folder."
        )


def _judge(saved: SavedPlan, problem: PlanningProblem) -> Iterator[str]:
    breaches = [str(breach.sentence) for breach in check(problem, saved.plan)]
    if breaches:
        yield f"The plan breaks rules: {_listed(breaches)}."
        return
    cost = score(problem, saved.plan).total
    if not isclose(cost, saved.cost, rel_tol=1e-9, abs_tol=1e-6):
        yield f"The plan costs {cost:,.2f}, the file says {saved.cost:,.2f}."


def _not_repeatable(saved: SavedPlan) -> str:
    how = "was stopped before its steps were done" if saved.settings.repeatable else "was made by the clock"
    return f"It {how}, so it cannot be replayed: plan with --steps for a plan that can."


def _version_differences(saved: SavedPlan) -> Iterator[str]:
    now, then = versions(), saved.certificate.versions
    names = [name for name in sorted(now.keys() | then.keys()) if now.get(name) != then.get(name)]
    if names:
        pairs = (f"{name} {then.get(name, 'none')} then, {now.get(name, 'none')} here" for name in names)
        yield f"Versions differ: {'; '.join(pairs)}."


def _plan_difference(saved: Plan, found: Plan) -> str:
    then, now = saved.stops(), found.stops()
    moved = sorted(visit.ticket_id for visit in then.keys() | now.keys() if then.get(visit) != now.get(visit))
    return f"Made again it is another plan; what differs: {_listed([f'ticket {name}' for name in moved])}."


def _listed(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
