"""The lower bound holds: no lawful plan costs less, whatever rules are mixed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from dispatch.duty import DutyKey
from dispatch.plan import Reason, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from dispatch.sentences import as_written
from dispatch.ticket import Visit
from solver.arrays import index
from solver.bound import Proof, prove
from solver.route_pool import RoutePool
from solver.search import Annealing, Cooling
from tests.random_problems import RULES, random_problem

Lists = dict[DutyKey, tuple[Visit, ...]]
MOST_LISTS = 8000


def proven(problem: PlanningProblem, steps: int = 300, rounds: int = 3000) -> tuple[float, Proof | None]:
    """The cost that the search comes to, and the bound from there."""
    indexed = index(problem)
    pool, annealing = RoutePool(indexed.arrays), Annealing(indexed.arrays, seed=1, workers=1)
    annealing.on_routes = pool.add
    if annealing.build(indexed.numbers(problem.heads)) == float("inf"):
        return float("inf"), None
    annealing.anneal(Cooling(1.0, steps, time.monotonic()), lambda: True)
    best = annealing.best_orders()
    left = iter(range(rounds))
    go_on = lambda _: next(left, None) is not None  # noqa: E731
    return annealing.best_cost, prove(indexed, best, annealing.best_cost, pool.costs.items(), go_on)


def every_plan(problem: PlanningProblem) -> Iterator[Lists]:
    """All ways to put every movable visit somewhere or nowhere."""
    plans: list[Lists] = [{duty.key: problem.heads.get(duty.key, ()) for duty in problem.duties}]
    placed = {visit for head in problem.heads.values() for visit in head}
    for visit in (visit for ticket in problem.tickets for visit in ticket.visits if visit not in placed):
        plans += [
            plan | {key: (*order[:place], visit, *order[place:])}
            for plan in plans
            for key, order in plan.items()
            for place in range(len(problem.heads.get(key, ())), len(order) + 1)
        ]
        if len(plans) > MOST_LISTS:
            pytest.skip("too many plans to look at all of them")
    yield from plans


def cheapest(problem: PlanningProblem) -> float:
    costs = [float("inf")]
    for lists in every_plan(problem):
        planned = {visit.ticket_id for order in lists.values() for visit in order}
        left = [Unassigned(one.id, Reason.COST, as_written("")) for one in problem.tickets if one.id not in planned]
        plan = schedule(problem, lists, left)
        cost = score(problem, plan).total
        if cost < min(costs) and not check(problem, plan):
            costs.append(cost)
    return min(costs)


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_of_a_tiny_problem_costs_less_than_its_bound(seed: int) -> None:
    problem = random_problem(seed, tickets=4, crews=2)
    best = cheapest(problem)
    _, proof = proven(problem)
    if proof is not None and best < float("inf"):
        assert proof.bound <= best * (1 + 1e-6) + 1e-6


PLAIN = ("skills", "speed", "equipment", "windows", "locks", "overtime", "callout", "steps", "own_clocks", "traffic")


@pytest.mark.parametrize("seed", range(15))
def test_where_lists_do_not_hang_on_each_other_the_bound_is_the_optimum(seed: int) -> None:
    problem = random_problem(seed, rules=PLAIN, tickets=8, crews=3)
    cost, proof = proven(problem, steps=3000)
    assert proof is not None
    assert proof.bound <= cost
    assert proof.bound == pytest.approx(cost, rel=1e-5)


@pytest.mark.parametrize("seed", range(100, 110))
def test_no_plan_of_the_search_costs_less_than_the_bound_after_some_rounds(seed: int) -> None:
    free = [rule for rule in RULES if rule not in ("started", "frozen", "budget", "several_shifts")]
    cost, proof = proven(random_problem(seed, rules=free, tickets=8, crews=3), steps=2000, rounds=60)
    if proof is not None:
        assert 0.0 < proof.bound <= cost
