"""The recipe: insertion at once, then what each engine adds to it; the domain judges what comes out."""

from __future__ import annotations

import time

from dispatch.problem import PlanningProblem
from solver.arrays import index
from solver.cold_start import bridge, compiled
from solver.replan import first_plan
from solver.result import OnProgress, Orders, SolveResult
from solver.route_pool import Recombining, worth_pooling
from solver.run import Run
from solver.search import Annealing, Cooling
from solver.settings import Engine, Settings
from solver.stop import Stop, never


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
    ENGINES[settings.engine](run)
    return run.result()


def _recipe(run: Run) -> None:
    """All engines: while the search is not compiled, insertion and OR-Tools; then the search and the route pool."""
    if not run.settings.repeatable and not compiled():
        bridge(run)
    if run.going_on and run.seconds_left:
        _search(run, pool=True)


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


def _search(run: Run, pool: bool = False) -> None:
    """Insertion, then annealing; now and then the route pool puts together what it has met."""
    annealing = _insertion(run)
    if annealing is None or not run.going_on:
        return
    cooling = Cooling(run.seconds_left, run.settings.steps, time.monotonic())
    recombining = Recombining(annealing) if pool and worth_pooling(run.indexed.arrays) else None

    def go_on() -> bool:
        run.report("search", annealing.best_cost, annealing.best_orders())
        if recombining is not None and recombining.improves(cooling.passed(annealing.steps_done)):
            run.report("pool", annealing.best_cost, annealing.best_orders())
        return run.going_on

    annealing.anneal(cooling, go_on)
    run.report("search", annealing.best_cost, annealing.best_orders())
    run.steps = annealing.steps_done


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
