"""The search holds every rule and its arithmetic is the judge's, on random problems with all rules mixed.

The first run on a machine compiles the search (about half a minute).
"""

from __future__ import annotations

import time

import pytest

from dispatch.plan import Plan, Reason, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from solver.arrays import index
from solver.search import SHARED_FROM, Annealing, Cooling
from tests.random_problems import RULES, random_problem

# A random published plan may break rules, so that work frozen in it leaves no lawful plan.
FREE = [rule for rule in RULES if rule not in ("started", "frozen", "budget")]


def judged(problem: PlanningProblem, annealing: Annealing) -> Plan:
    sequences = index(problem).sequences(annealing.best_orders())
    planned = {visit.ticket_id for order in sequences.values() for visit in order}
    left = [ticket for ticket in problem.tickets if ticket.id not in planned]
    return schedule(problem, sequences, [Unassigned(ticket.id, Reason.COST, "") for ticket in left])


@pytest.mark.parametrize("seed", range(60))
def test_plans_keep_every_rule_and_cost_what_the_judge_says(seed: int) -> None:
    problem = random_problem(seed, rules=FREE)
    annealing = Annealing(index(problem).arrays, seed=1, workers=1)
    annealing.build(index(problem).numbers(problem.heads))
    inserted = annealing.best_cost
    for steps in (0, 300):
        annealing.anneal(Cooling(1.0, steps, time.monotonic()), lambda: True)
        plan = judged(problem, annealing)
        assert [breach.sentence for breach in check(problem, plan)] == []
        assert score(problem, plan).total == pytest.approx(annealing.best_cost, rel=1e-9, abs=1e-6)
        assert annealing.best_cost <= inserted + 1e-9


@pytest.mark.parametrize("seed", range(60, 90))
def test_costs_agree_where_work_is_started_or_frozen(seed: int) -> None:
    problem = random_problem(seed)
    annealing = Annealing(index(problem).arrays, seed=1, workers=1)
    cost = annealing.build(index(problem).numbers(problem.heads))
    if cost == float("inf"):
        assert check(problem, schedule(problem, problem.heads))
        return
    annealing.anneal(Cooling(1.0, 200, time.monotonic()), lambda: True)
    assert score(problem, judged(problem, annealing)).total == pytest.approx(annealing.best_cost, rel=1e-9, abs=1e-6)


UNTIED = [rule for rule in FREE if rule not in ("parties", "precedence", "max_delay", "upstream")]


@pytest.mark.parametrize(("rules", "tickets", "shared"), [(FREE, 30, False), (UNTIED, SHARED_FROM, True)])
def test_the_same_steps_seed_and_workers_give_the_same_plan(rules: list[str], tickets: int, shared: bool) -> None:
    problem = random_problem(7, rules=rules, tickets=tickets, crews=tickets // 5)
    orders = []
    for _ in range(3):
        annealing = Annealing(index(problem).arrays, seed=3, workers=3)
        assert annealing.shared == shared
        built = annealing.build(index(problem).numbers(problem.heads))
        annealing.anneal(Cooling(60.0, 3000, time.monotonic()), lambda: True)
        assert annealing.best_cost < built
        orders.append(annealing.best_orders())
    assert orders[0] == orders[1] == orders[2]
