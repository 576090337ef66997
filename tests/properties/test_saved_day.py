"""A saved day is the same problem: the same plans cost the same, whatever rules are in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, cast

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.duty import DutyKey
from dispatch.freeze import held_as_far_as_lawful
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from scenarios.files import read_scenario
from scenarios.saved_day.writing import write_day
from tests.builders import Grid
from tests.random_problems import random_problem, random_sequences


def saved(problem: PlanningProblem, *, coarse: bool = False) -> tuple[PlanningProblem, tuple[str, ...]]:
    """The problem that is read from its folder, on the same roads, and what was told."""
    with TemporaryDirectory() as name:
        told = write_day(problem, "A day", Path(name), coarse=coarse)
        read = read_scenario(Path(name))
        roads = cast(Any, Grid(problem.travel.traffic))
        return replace(read, travel=roads).problem(), told


def by_place(problem: PlanningProblem) -> dict[DutyKey, DutyKey]:
    """Each duty's key in the folder."""
    own = {crew.id: [duty.key for duty in problem.duties if duty.crew_id == crew.id] for crew in problem.crews}
    return {key: DutyKey(crew_id, place) for crew_id, keys in own.items() for place, key in enumerate(keys)}


@given(seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=60)
def test_any_plan_costs_the_same_and_breaks_the_same_rules(seed: int) -> None:
    drawn = random_problem(seed)
    problem = held_as_far_as_lawful(drawn, drawn.previous)
    assume(all(ticket.arrive_by is None or ticket.arrive_by >= ticket.reported_at for ticket in problem.tickets))
    again, told = saved(problem)
    assert [sentence for sentence in told if "begin a break" not in sentence] == []
    assume(not told)
    orders, key = random_sequences(problem, Random(seed)), by_place(problem)
    plan, same = schedule(problem, orders), schedule(again, {key[duty]: visits for duty, visits in orders.items()})
    assert [route.stops for route in plan.routes] == [route.stops for route in same.routes]
    assert score(again, same).total == score(problem, plan).total
    assert sorted(breach.rule for breach in check(again, same)) == sorted(
        breach.rule for breach in check(problem, plan)
    )
