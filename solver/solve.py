"""The recipe: insertion at once, then what each engine adds to it; the domain judges what comes out."""

from __future__ import annotations

import time
from collections.abc import Callable

from dispatch.problem import PlanningProblem
from solver.arrays import Indexed, index
from solver.cold_start import bridge, compiled
from solver.replan import first_plan
from solver.result import OnProgress, Orders, SolveResult
from solver.route_pool import Recombining, RoutePool, worth_pooling
from solver.run import Run
from solver.search import Annealing, Cooling
from solver.settings import Engine, Settings
from solver.stop import Stop, never

PROOF_UP_TO, VISITS_AS_BITS = 25, 62
"""Tickets and visits up to which a lower bound is looked for."""
PROOF_AFTER, PROOF_SHARE = 0.1, 0.7
"""When: after this share of the time, when the plan is good; and for this share of what is left."""


def solve(
    problem: PlanningProblem,
    settings: Settings = Settings(),
    stop: Stop = never,
    on_progress: OnProgress | None = None,
) -> SolveResult:
    """Plan `problem`: the best plan found when time, steps or `stop` end the search.

    `settings.seconds` count from the first plan on. The first solve ever on a machine has the search compiled
    behind its back (about half a minute, see :mod:`solver.cold_start`); one by steps, or by a single engine,
    waits for that.

    Raises
    ------
    InfeasiblePlan
        When not even the work that must stay as it is keeps the rules.
    """
    run = Run(index(problem), settings, stop, on_progress)
    if problem.crews:
        ENGINES[settings.engine](run)
    else:
        run.stopped_by = "done"  # With nobody at all the search has no column to choose from.
    return run.result()


def _recipe(run: Run) -> None:
    """All engines: while the search is not compiled, insertion and OR-Tools; then search, pool, proof."""
    if not run.settings.repeatable and not compiled():
        bridge(run)
    if run.going_on and run.seconds_left:
        _search_pool_proof(run)


def _insertion(run: Run) -> Annealing | None:
    """Cheapest insertion, over the best or the published plan if any; None where fixed work alone breaks a rule."""
    annealing = Annealing(run.indexed.arrays, run.settings.seed, run.settings.threads)
    if run.found:
        cost = annealing.build(run.found[-1], insert=not annealing.budgeted)
    else:
        cost = first_plan(annealing, run.indexed)
    if cost == float("inf"):
        return None  # The judge says which.
    run.report("insertion", annealing.best_cost, annealing.best_orders())
    return annealing


def _insertion_alone(run: Run) -> None:
    _insertion(run)
    run.stopped_by = run.stopped_by or "done"


def _search(run: Run) -> None:
    """Insertion, then annealing."""
    annealing = _insertion(run)
    if annealing is not None:
        _anneal(run, annealing, lambda _: None)


def _search_pool_proof(run: Run) -> None:
    """The same; now and then the pool puts together what was met, and on a small day a bound is looked for."""
    annealing = _insertion(run)
    if annealing is None:
        return
    recombining = Recombining(annealing) if worth_pooling(run.indexed.arrays) else None
    provable = recombining is not None and may_be_proven(run.indexed) and not run.settings.repeatable

    def between_rounds(passed: float) -> None:
        nonlocal provable
        if recombining is not None and recombining.improves(passed):
            run.report("pool", annealing.best_cost, annealing.best_orders())
        if recombining is not None and provable and passed >= PROOF_AFTER:
            provable = False
            _prove(run, annealing, recombining.pool)

    _anneal(run, annealing, between_rounds)


def _anneal(run: Run, annealing: Annealing, between_rounds: Callable[[float], None]) -> None:
    cooling = Cooling(run.seconds_left, run.settings.steps, time.monotonic())

    def go_on() -> bool:
        run.report("search", annealing.best_cost, annealing.best_orders())
        if run.going_on:
            between_rounds(cooling.passed(annealing.steps_done))
        return run.going_on

    if run.going_on:
        annealing.anneal(cooling, go_on)
        run.report("search", annealing.best_cost, annealing.best_orders())
    run.steps = annealing.steps_done


def _prove(run: Run, annealing: Annealing, pool: RoutePool) -> None:
    """Look for a lower bound, for most of the time left; the search has the rest."""
    from solver.bound import prove  # its import takes longer than a first plan

    enough = run.seconds_left * (1 - PROOF_SHARE)

    def go_on(bound: float) -> bool:
        if bound > (run.bound or 0.0):
            run.raise_bound(bound)
        return run.going_on and run.seconds_left > enough

    proof = prove(run.indexed, annealing.best_orders(), annealing.best_cost, pool.costs.items(), go_on)
    if proof is None:
        return
    if proof.orders is not None and annealing.take(proof.orders):
        run.report("proof", annealing.best_cost, annealing.best_orders())
    run.raise_bound(proof.bound)


def may_be_proven(indexed: Indexed) -> bool:
    """Whether a bound is looked for: beyond such days routes are too many."""
    return len(indexed.problem.tickets) <= PROOF_UP_TO and len(indexed.visits) <= VISITS_AS_BITS


def _routing(run: Run) -> None:
    """The OR-Tools routing model alone; its orders go through exact arithmetic, which inserts what it dropped."""
    from solver.routing_model import solve_routing  # takes seconds to import: only where it is asked for

    exact = Annealing(run.indexed.arrays, run.settings.seed, 1)
    heads = run.indexed.numbers(run.problem.heads)

    def on_solution(orders: Orders) -> bool:
        cost = exact.build(orders, insert=not exact.budgeted)
        if cost < float("inf"):
            run.report("ortools", cost, exact.best_orders())
        return not run.going_on

    orders = solve_routing(run.indexed, run.settings.limit_seconds, None, on_solution, run.settings.steps)
    on_solution(orders if orders is not None else heads)


ENGINES = {
    Engine.RECIPE: _recipe,
    Engine.INSERTION: _insertion_alone,
    Engine.SEARCH: _search,
    Engine.ORTOOLS: _routing,
}
