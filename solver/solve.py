"""The recipe: insertion at once, then the search on all cores; the domain judges what comes out."""

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
from solver.arrays import Indexed, index
from solver.explain import unassigned_reasons
from solver.result import OnProgress, Progress, SolveResult
from solver.search import Annealing, Cooling, Orders
from solver.settings import Engine, Settings
from solver.stop import Stop, never


@dataclass
class _Run:
    """One solve on its way: the clock, the best so far, who listens and who may stop it."""

    indexed: Indexed
    settings: Settings
    stop: Stop
    on_progress: OnProgress | None
    begun: float = field(default_factory=time.monotonic)
    best: float = float("inf")
    source: str = "insertion"
    stopped_by: str | None = None
    found: list[Orders] = field(default_factory=list)

    def report(self, source: str, cost: float, orders: Orders) -> None:
        """Tell of a plan, better than those before or a sign of life, and ask whether to stop."""
        better = cost < self.best - 1e-9
        if better:
            self.best, self.source = cost, source
            self.found.append(orders)
        planned = {self.indexed.visits[number].ticket_id for order in self.found[-1] for number in order}
        progress = Progress(
            elapsed_seconds=time.monotonic() - self.begun,
            source=source,
            cost=self.best,
            left_out=len(self.indexed.problem.tickets) - len(planned),
            sequences=self.indexed.sequences(orders) if better else None,
        )
        if self.on_progress is not None:
            self.on_progress(progress)
        self.stopped_by = self.stopped_by or self.stop(progress)


def solve(
    problem: PlanningProblem,
    settings: Settings = Settings(),
    stop: Stop = never,
    on_progress: OnProgress | None = None,
) -> SolveResult:
    """Plan `problem`: the best plan found when time, steps or `stop` end the search.

    `settings.seconds` count from the first plan on; the first solve ever on a machine compiles the
    search before that (about half a minute), and later ones read it from a cache.

    Raises
    ------
    InfeasiblePlan
        When not even the work that must stay as it is keeps the rules.
    """
    run = _Run(index(problem), settings, stop, on_progress)
    steps = 0
    if settings.engine is Engine.ORTOOLS:
        _route(run)
    else:
        steps = _search(run)
    plan = _first_lawful(run)
    return SolveResult(
        plan=plan,
        score=score(problem, plan),
        elapsed_seconds=time.monotonic() - run.begun,
        source=run.source,
        stopped_by=run.stopped_by or ("time" if settings.steps is None else "steps"),
        steps=steps,
    )


def _search(run: _Run) -> int:
    """Insertion, then annealing; the steps made."""
    settings = run.settings
    annealing = Annealing(run.indexed.arrays, settings.seed, settings.threads)
    cost = annealing.build(run.indexed.numbers(_starting_point(run.indexed.problem)))
    if cost == float("inf"):
        return 0  # Fixed work alone breaks a rule: the judge says which.
    run.report("insertion", annealing.best_cost, annealing.best_orders())
    if settings.engine is Engine.INSERTION:
        run.stopped_by = run.stopped_by or "done"
        return 0

    def go_on() -> bool:
        run.report("search", annealing.best_cost, annealing.best_orders())
        return run.stopped_by is None

    if run.stopped_by is None:
        annealing.anneal(Cooling(settings.seconds, settings.steps, time.monotonic()), go_on)
        run.report("search", annealing.best_cost, annealing.best_orders())
    return annealing.steps_done


def _route(run: _Run) -> None:
    """The OR-Tools routing model alone; its orders go through exact arithmetic, which inserts what it dropped."""
    from solver.routing_model import solve_routing  # takes seconds to import: only where it is asked for

    exact = Annealing(run.indexed.arrays, run.settings.seed, 1)
    heads = run.indexed.numbers(run.indexed.problem.heads)

    def on_solution(orders: Orders) -> bool:
        cost = exact.build(orders)
        if cost < float("inf"):
            run.report("ortools", cost, exact.best_orders())
        return run.stopped_by is not None

    orders = solve_routing(run.indexed, run.settings.limit_seconds, None, on_solution, run.settings.steps)
    on_solution(orders if orders is not None else heads)


def _starting_point(problem: PlanningProblem) -> Sequences:
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


def _first_lawful(run: _Run) -> Plan:
    """The best plan found that keeps every rule; the one with nothing but fixed work at the last."""
    problem = run.indexed.problem
    first_breaches: tuple[str, ...] = ()
    for sequences in _candidates(run):
        plan = schedule(problem, sequences, unassigned_reasons(problem, sequences))
        breaches = check(problem, plan)
        if not breaches:
            return plan
        first_breaches = first_breaches or tuple(breach.sentence for breach in breaches)
    raise InfeasiblePlan(first_breaches)


def _candidates(run: _Run) -> Iterator[Sequences]:
    for orders in reversed(run.found):
        yield run.indexed.sequences(orders)
    yield _starting_point(run.indexed.problem)
    yield run.indexed.problem.heads
