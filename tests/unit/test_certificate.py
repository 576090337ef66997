"""Certificates: the hashes follow the meaning of a problem and a plan, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from dispatch.plan import Plan
from dispatch.problem import ChangeBudget, Lock
from dispatch.sentences import as_written
from dispatch.ticket import Visit
from solver.certificate import certify, plan_hash, problem_hashes
from solver.result import SolveResult
from solver.settings import Settings
from tests import builders as make
from tests.outcomes import full_day
from tests.random_problems import random_problem

DAY = full_day()


def changed_parts(**changes: object) -> set[str]:
    before, after = problem_hashes(DAY.problem), problem_hashes(replace(DAY.problem, **changes))  # type: ignore[arg-type]
    return {part for part in before if before[part] != after[part]}


def test_a_changed_part_of_the_problem_changes_its_hash_alone() -> None:
    first, *rest = DAY.problem.tickets
    assert changed_parts(tickets=(replace(first, customers=first.customers + 1), *rest)) == {"tickets"}
    assert changed_parts(tickets=DAY.problem.tickets[::-1]) == {"tickets"}
    assert changed_parts(crews=DAY.problem.crews[1:]) == {"crews"}
    assert changed_parts(locks=(Lock(Visit("T1"), "C3"),)) == {"locks"}
    assert changed_parts(change_budget=ChangeBudget(3)) == {"change_budget"}
    assert changed_parts(previous=DAY.result.plan, freeze_until=make.at(5)) == {"previous", "freeze_until"}
    assert changed_parts(policy=make.policy(weights=make.weights(workload=0.1))) == {"policy"}
    slower = replace(DAY.problem.travel, seconds=DAY.problem.travel.seconds + 1)
    assert changed_parts(travel=slower) == {"travel"}


def test_the_same_moment_in_another_zone_is_the_same() -> None:
    assert changed_parts(now=DAY.problem.now.astimezone(timezone(timedelta(hours=8)))) == set()


def test_a_plan_is_its_times_and_what_is_left_out_for_which_reason() -> None:
    plan = DAY.result.plan
    entry = plan.unassigned[0]
    assert plan_hash(replace(plan, unassigned=(replace(entry, sentence=as_written("in other words")),))) == plan_hash(
        plan
    )
    assert plan_hash(replace(plan, unassigned=())) != plan_hash(plan)
    assert plan_hash(replace(plan, routes=plan.routes[1:])) != plan_hash(plan)


@pytest.mark.parametrize(
    ("settings", "stopped_by", "repeatable"),
    [
        (Settings(steps=10), "steps", True),
        (Settings(steps=10), "optimal", True),
        (Settings(steps=10), "cancelled", False),
        (Settings(steps=10), "target", False),
        (Settings(seconds=1), "time", False),
        (Settings(seconds=1), "optimal", False),
    ],
)
def test_only_steps_that_ended_by_themselves_repeat(settings: Settings, stopped_by: str, repeatable: bool) -> None:
    result = SolveResult(Plan(()), DAY.result.score, 1.0, "search", stopped_by)
    assert certify(DAY.problem, settings, result).repeatable == repeatable


def test_hashes_do_not_hang_on_the_process() -> None:
    """Sets come in another order in every process."""
    script = (
        "from tests.random_problems import random_problem; from solver.certificate import problem_hashes\n"
        "print(problem_hashes(random_problem(5)))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {f"{problem_hashes(random_problem(5))}\n"}
