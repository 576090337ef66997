"""The search holds every rule and its arithmetic is the judge's, on random problems with all rules mixed.

The first run on a machine compiles the search (about half a minute).
"""

from __future__ import annotations

import time
from datetime import timedelta

import numpy as np
import pytest

from dispatch.plan import Plan, Reason, Sequences, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from dispatch.sentences import as_written
from solver.arrays import index
from solver.kernel.ruin_recreate import search
from solver.replan import first_plan
from solver.search import SHARED_FROM, Annealing, Cooling
from tests.random_problems import RULES, random_problem
from tests.running_days import running_day

# A random published plan may break rules, so that work frozen in it leaves no lawful plan.
FREE = [rule for rule in RULES if rule not in ("started", "frozen", "budget")]
NOT_BEGUN = [rule for rule in FREE if rule != "published"]


def judged(problem: PlanningProblem, annealing: Annealing) -> Plan:
    return completed(problem, index(problem).sequences(annealing.best_orders()))


def completed(problem: PlanningProblem, sequences: Sequences) -> Plan:
    planned = {visit.ticket_id for order in sequences.values() for visit in order}
    left = [ticket for ticket in problem.tickets if ticket.id not in planned]
    return schedule(problem, sequences, [Unassigned(ticket.id, Reason.COST, as_written("")) for ticket in left])


@pytest.mark.parametrize("seed", range(60))
def test_plans_keep_every_rule_and_cost_what_the_judge_says(seed: int) -> None:
    problem = random_problem(seed, rules=FREE)
    annealing = Annealing(index(problem).arrays, seed=1, workers=1)
    annealing.build(index(problem).numbers(problem.heads))
    inserted = annealing.best_cost
    for steps in (0, 300):
        annealing.anneal(Cooling(1.0, steps, time.monotonic()), lambda: True)
        plan = judged(problem, annealing)
        assert [str(breach.sentence) for breach in check(problem, plan)] == []
        assert score(problem, plan).total == pytest.approx(annealing.best_cost, rel=1e-9, abs=1e-6)
        assert annealing.best_cost <= inserted + 1e-9


@pytest.mark.parametrize("seed", range(40))
def test_a_day_under_way_keeps_every_rule(seed: int) -> None:
    problem = running_day(seed, NOT_BEGUN)
    annealing = Annealing(index(problem).arrays, seed=1, workers=1)
    going_on = first_plan(annealing, index(problem))
    annealing.anneal(Cooling(1.0, 200, time.monotonic()), lambda: True)
    plan = judged(problem, annealing)
    assert [str(breach.sentence) for breach in check(problem, plan)] == []
    assert score(problem, plan).total == pytest.approx(annealing.best_cost, rel=1e-9, abs=1e-6)
    assert annealing.best_cost <= going_on + 1e-9


@pytest.mark.parametrize("seed", range(60, 100))
def test_after_any_moves_the_times_and_costs_kept_are_those_of_a_full_evaluation(seed: int) -> None:
    problem = random_problem(seed)
    indexed = index(problem)
    annealing = Annealing(indexed.arrays, seed=1, workers=1)
    if annealing.build(indexed.numbers(problem.heads)) == float("inf"):
        assert check(problem, schedule(problem, problem.heads))
        return
    state, everything = annealing.states[0], np.arange(len(indexed.visits))
    exact = not (problem.tied_ids and any(duty.breaks for duty in problem.duties))
    for burst in range(8):
        hot = 1000.0 / (burst + 1)
        search(indexed.arrays, state, annealing.desks[0], annealing.near, everything, 0, 25, hot, hot, 0.0, burst)
        orders = [state.stops["visit"][r, : state.lists["length"][r]].tolist() for r in range(len(state.lists))]
        plan = completed(problem, indexed.sequences(orders))
        cost = score(problem, plan).total
        assert annealing.cost(state) >= cost - 1e-6
        if not exact:
            # One more ticket may move a break, and what is tied could start earlier, which pushing does not undo.
            continue
        assert annealing.cost(state) == pytest.approx(cost, rel=1e-9, abs=1e-6)
        for visit in filter(problem.time_matters, plan.stops()):
            stop, kept = plan.stops()[visit][1], state.spots[indexed.number[visit]]
            assert problem.now + timedelta(seconds=int(kept["start"])) == stop.start
            assert problem.now + timedelta(seconds=int(kept["leave"])) == stop.leave


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
