"""The recipe: insertion at once, then what each engine adds to it; the domain judges what comes out."""

from __future__ import annotations

import time

from dispatch.problem import PlanningProblem
from solver.arrays import index
from solver.cold_start import bridge, compiled
from solver.replan import first_plan
from solver.result import OnProgress, Orders, SolveResult
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


def _recipe(run: Run) -> None:
    """All engines: on a machine that has not compiled the search, insertion and OR-Tools until it has."""
    if not run.settings.repeatable and not compiled():
        bridge(run)
    if run.going_on and run.seconds_left:
        _search(run)


def _insertion_alone(run: Run) -> None:
    _insertion(run)
    run.stopped_by = run.stopped_by or "done"


def _search(run: Run) -> None:
    """Insertion, then annealing."""
    annealing = _insertion(run)
    if annealing is None:
        return

    def go_on() -> bool:
        run.report("search", annealing.best_cost, annealing.best_orders())
        return run.going_on

    if run.going_on:
        annealing.anneal(Cooling(run.seconds_left, run.settings.steps, time.monotonic()), go_on)
        go_on()
    run.steps = annealing.steps_done


def _routing(run: Run) -> None:
    """The OR-Tools routing model alone; its orders go through exact arithmetic, which inserts what it dropped."""
    from solver.routing_model import solve_routing  # takes seconds to import: only where it is asked for

    exact = Annealing(run.indexed.arrays, run.settings.seed, 1)
    heads = run.indexed.numbers(run.problem.heads)

    def on_solution(orders: Orders) -> bool:
        cost = exact.build(orders)
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
