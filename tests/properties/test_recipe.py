"""Whatever rules are mixed and whichever engine plans: the plan is lawful, and costs what was told.

The first run on a machine compiles the search (about half a minute).
"""

from __future__ import annotations

import pytest

from dispatch.errors import InfeasiblePlan
from dispatch.plan import Reason
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from solver.result import Progress, SolveResult
from solver.settings import Engine, Settings
from solver.solve import solve
from tests import builders as make
from tests.random_problems import RULES, random_problem

# A random published plan may break rules, so that work frozen in it leaves no lawful plan.
FREE = [rule for rule in RULES if rule not in ("started", "frozen", "budget")]


def solved(problem: PlanningProblem, engine: Engine, steps: int | None = 400) -> tuple[SolveResult, list[Progress]]:
    told: list[Progress] = []
    return solve(problem, Settings(engine, seconds=0.2, steps=steps, workers=1), on_progress=told.append), told


@pytest.mark.parametrize("engine", [Engine.RECIPE, Engine.SEARCH, Engine.INSERTION])
@pytest.mark.parametrize("seed", range(20))
def test_every_engine_keeps_every_rule_and_costs_what_it_says(engine: Engine, seed: int) -> None:
    problem = random_problem(seed, rules=FREE)
    result, told = solved(problem, engine)
    assert check(problem, result.plan) == ()
    assert result.score.total == pytest.approx(score(problem, result.plan).total)
    assert result.score.total == pytest.approx(min(step.cost for step in told))


@pytest.mark.parametrize("engine", list(Engine))
def test_with_nobody_there_at_all_every_ticket_is_left_out(engine: Engine) -> None:
    result = solve(make.problem([make.ticket()], []), Settings(engine, steps=50))
    assert [(entry.ticket_id, entry.reason) for entry in result.plan.unassigned] == [("T1", Reason.SHIFT)]


@pytest.mark.parametrize("seed", range(100, 130))
def test_started_frozen_and_budgeted_work_leads_to_a_lawful_plan_or_is_told_to_be_impossible(seed: int) -> None:
    problem = random_problem(seed)
    try:
        result, _ = solved(problem, Engine.RECIPE)
    except InfeasiblePlan:
        assert check(problem, schedule(problem, problem.heads))
        return
    assert check(problem, result.plan) == ()
    assert result.score.total == pytest.approx(score(problem, result.plan).total)


@pytest.mark.parametrize("seed", range(20, 26))
def test_the_routing_model_alone_keeps_every_rule_and_costs_what_it_says(seed: int) -> None:
    problem = random_problem(seed, rules=FREE, tickets=8, crews=3)
    result, told = solved(problem, Engine.ORTOOLS, steps=50)
    assert check(problem, result.plan) == ()
    assert result.score.total == pytest.approx(min(step.cost for step in told))


@pytest.mark.parametrize("seed", range(200, 210))
def test_no_plan_of_the_recipe_costs_more_than_insertion(seed: int) -> None:
    problem = random_problem(seed, rules=FREE)
    inserted, _ = solved(problem, Engine.INSERTION)
    assert solved(problem, Engine.RECIPE)[0].score.total <= inserted.score.total + 1e-6
