"""One solve by the product, with the times a benchmark reports: the first plan, and every improvement."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter

from dispatch.problem import PlanningProblem
from dispatch.rules import check
from solver.result import Progress, SolveResult
from solver.settings import Settings
from solver.solve import solve
from solver.stop import Stop, never


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better plan as it was streamed, `seconds` after the call to solve."""

    seconds: float
    cost: float
    left_out: int
    source: str


@dataclass(frozen=True, slots=True)
class TimedSolve:
    """What the solver returned, and when it had told what."""

    result: SolveResult
    seconds: float
    improvements: tuple[Improvement, ...]
    violations: tuple[str, ...]

    @property
    def first(self) -> Improvement | None:
        """The first plan streamed."""
        return next(iter(self.improvements), None)

    def seconds_to(self, cost: float) -> float | None:
        """When the plan first cost `cost` or less; None if it never did."""
        return next((step.seconds for step in self.improvements if step.cost <= cost), None)


@dataclass(slots=True)
class _Listener:
    started: float
    improvements: list[Improvement] = field(default_factory=list)

    def __call__(self, progress: Progress) -> None:
        if progress.sequences is None:
            return
        if self.improvements and progress.cost >= self.improvements[-1].cost:
            return
        seconds = round(perf_counter() - self.started, 4)
        self.improvements.append(Improvement(seconds, progress.cost, progress.left_out, progress.source))


def timed_solve(problem: PlanningProblem, settings: Settings, stop: Stop = never) -> TimedSolve:
    """Solve, and judge the plan by every rule afterwards (outside the time)."""
    listener = _Listener(perf_counter())
    result = solve(problem, settings, stop, listener)
    seconds = perf_counter() - listener.started
    violations = tuple(str(violation.sentence) for violation in check(problem, result.plan))
    return TimedSolve(result, seconds, tuple(listener.improvements), violations)
