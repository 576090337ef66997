"""One solve on its way: the clock, the best so far, who listens, who may stop it, and the plan at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from dispatch.errors import InfeasiblePlan
from dispatch.plan import Plan, Sequences
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from dispatch.sentences import Sentence
from solver.arrays import Indexed
from solver.explain import unassigned_reasons
from solver.result import OnProgress, Orders, Progress, SolveResult
from solver.settings import Settings
from solver.stop import Stop

OPTIMAL_WITHIN = 1e-6
"""Share of the cost by which it may lie above its bound and still count as proven: rounding, no more."""


@dataclass
class Run:
    """What all engines of one solve share: each reports its plans here and goes on while `going_on`."""

    indexed: Indexed
    settings: Settings
    stop: Stop
    on_progress: OnProgress | None
    begun: float = field(default_factory=time.monotonic)
    best: float = float("inf")
    bound: float | None = None
    source: str = "insertion"
    stopped_by: str | None = None
    steps: int = 0
    first_at: float | None = None
    """When the first plan was there; the settings' seconds count from then on."""
    found: list[Orders] = field(default_factory=list)

    @property
    def problem(self) -> PlanningProblem:
        """The problem planned."""
        return self.indexed.problem

    @property
    def going_on(self) -> bool:
        """Whether nobody has asked to stop."""
        return self.stopped_by is None

    @property
    def seconds_left(self) -> float:
        """What is left of the settings' wall time; all of it before the first plan."""
        passed = 0.0 if self.first_at is None else time.monotonic() - self.first_at
        return max(0.0, self.settings.limit_seconds - passed)

    def report(self, source: str, cost: float, orders: Orders) -> None:
        """Tell of a plan and its exact cost, better than those before or a sign of life; ask whether to stop."""
        better = cost < self.best - 1e-9
        if better:
            self.best, self.source = cost, source
            self.found.append(orders)
            self.first_at = self.first_at or time.monotonic()
        self._tell(source, self.indexed.sequences(orders) if better else None)

    def raise_bound(self, bound: float) -> None:
        """Tell that no plan costs less than `bound`; a plan that costs no more ends the run."""
        self.bound = min(self.best, max(bound, self.bound or 0.0))
        self._tell(self.source, None)

    def result(self) -> SolveResult:
        """The best lawful plan found.

        Raises
        ------
        InfeasiblePlan
            When not even the work that must stay as it is keeps the rules.
        """
        plan = self._first_lawful()
        return SolveResult(
            plan=plan,
            score=score(self.problem, plan),
            elapsed_seconds=time.monotonic() - self.begun,
            source=self.source,
            stopped_by=self.stopped_by or ("time" if self.settings.steps is None else "steps"),
            steps=self.steps,
            bound=self.bound,
        )

    def _tell(self, source: str, sequences: Sequences | None) -> None:
        planned = {self.indexed.visits[number].ticket_id for order in self.found[-1] for number in order}
        progress = Progress(
            elapsed_seconds=time.monotonic() - self.begun,
            source=source,
            cost=self.best,
            left_out=len(self.problem.tickets) - len(planned),
            bound=self.bound,
            sequences=sequences,
        )
        if self.on_progress is not None:
            self.on_progress(progress)
        if self.bound is not None and self.best <= self.bound + OPTIMAL_WITHIN * abs(self.best):
            self.stopped_by = self.stopped_by or "optimal"
        self.stopped_by = self.stopped_by or self.stop(progress)

    def _first_lawful(self) -> Plan:
        """The best plan found that keeps every rule; the one with nothing but fixed work at the last."""
        first_breaches: tuple[Sentence, ...] = ()
        for sequences in self._candidates():
            plan = schedule(self.problem, sequences, unassigned_reasons(self.problem, sequences))
            breaches = check(self.problem, plan)
            if not breaches:
                return plan
            first_breaches = first_breaches or tuple(breach.sentence for breach in breaches)
        raise InfeasiblePlan(first_breaches)

    def _candidates(self) -> Iterator[Sequences]:
        for orders in reversed(self.found):
            yield self.indexed.sequences(orders)
        yield starting_point(self.problem)
        yield self.problem.heads


def starting_point(problem: PlanningProblem) -> Sequences:
    """What never moves, then the published plan's order, as far as whole tickets and their predecessors go."""
    heads = {key: list(visits) for key, visits in problem.heads.items()}
    if problem.previous is None:
        return heads
    placed = {visit for visits in heads.values() for visit in visits}
    published = problem.previous.sequences
    known = {visit for order in published.values() for visit in order} | placed
    whole = {ticket.id for ticket in problem.tickets if all(visit in known for visit in ticket.visits)}
    for ticket in sorted(problem.tied_tickets, key=lambda ticket: len(problem.comes_after(ticket))):
        if any(link.ticket_id not in whole for link in problem.comes_after(ticket)):
            whole.discard(ticket.id)
    for key, order in published.items():
        if key in problem.duty:
            free = [visit for visit in order if visit.ticket_id in whole and visit not in placed]
            heads.setdefault(key, []).extend(free)
            placed.update(free)
    return heads
