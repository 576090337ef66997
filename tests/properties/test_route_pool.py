"""The route pool: its plans are lawful and never dearer, and it finds what was never together in one plan."""

from __future__ import annotations

import time

import pytest

from dispatch.rules import check
from dispatch.score import score
from solver.arrays import index
from solver.route_pool import EFFORT, Recombining, RoutePool
from solver.search import Annealing, Cooling
from tests import builders as make
from tests.properties.test_search import FREE, judged
from tests.random_problems import random_problem


@pytest.mark.parametrize("seed", range(30))
def test_recombined_plans_keep_every_rule_and_are_never_dearer(seed: int) -> None:
    problem = random_problem(seed, rules=FREE)
    annealing = Annealing(index(problem).arrays, seed=1, workers=2)
    recombining = Recombining(annealing)
    annealing.build(index(problem).numbers(problem.heads))
    annealing.anneal(Cooling(1.0, 200, time.monotonic()), lambda: True)
    before = annealing.best_cost
    for share in (0.1, 0.5, 0.7, 1.0):
        better = recombining.improves(share)
        assert annealing.best_cost < before if better else annealing.best_cost == before
        before = annealing.best_cost
    plan = judged(problem, annealing)
    assert check(problem, plan) == ()
    assert score(problem, plan).total == pytest.approx(annealing.best_cost, rel=1e-9, abs=1e-6)


def test_the_best_halves_of_two_plans_become_one() -> None:
    problem = make.problem([make.ticket(f"T{number}") for number in range(4)], [make.crew("C1"), make.crew("C2")])
    pool = RoutePool(index(problem).arrays)
    pool.add([[0, 1], [2, 3]], [10.0, 90.0])
    pool.add([[0, 2], [1, 3]], [50.0, 50.0])
    pool.add([[1, 0], [3, 2]], [90.0, 10.0])
    assert pool.recombined([[0, 2], [1, 3]], EFFORT) == [[0, 1], [3, 2]]


def test_a_pool_with_nothing_better_says_so() -> None:
    problem = make.problem([make.ticket("T0"), make.ticket("T1")], [make.crew("C1"), make.crew("C2")])
    pool = RoutePool(index(problem).arrays)
    pool.add([[0], [1]], [10.0, 10.0])
    assert pool.recombined([[0], [1]], EFFORT) is None


def test_the_routes_longest_unmet_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.route_pool.MOST_ROUTES", 2)
    pool = RoutePool(index(make.problem([make.ticket()], [make.crew()])).arrays)
    for order in ([0], [1], [0], [2]):
        pool.add([order], [1.0])
    assert list(pool.costs) == [(0, (0,)), (0, (2,))]
