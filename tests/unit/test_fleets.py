"""Which duties may take each other's lists."""

from __future__ import annotations

from dataclasses import replace

from solver.arrays import index
from solver.fleets import fleets
from solver.route_pool import RoutePool
from tests import builders as make

TWIN = make.crew("C1")


def fleets_of(*crews: object, **facts: object) -> list[list[int]]:
    return fleets(index(make.problem([make.ticket("T1")], list(crews), **facts)).arrays)  # type: ignore[arg-type]


def test_crews_alike_in_all_but_name_are_a_fleet() -> None:
    assert fleets_of(TWIN, replace(TWIN, id="C2")) == [[0, 1]]


def test_another_start_another_callout_price_or_other_skills_make_another_fleet() -> None:
    elsewhere = make.crew("C2", shifts=(make.shift(start_place=make.spot(-30)),))
    dear = replace(TWIN, id="C3", callout_price=5.0)
    assert fleets_of(TWIN, elsewhere, dear) == [[0], [1], [2]]


def test_a_published_plan_makes_each_crew_its_own() -> None:
    problem = make.problem([make.ticket("T1")], [TWIN, replace(TWIN, id="C2")])
    running = replace(problem, previous=make.plan(problem, {"C1": "T1"}))
    assert fleets(index(running).arrays) == [[0], [1]]


def test_the_pool_gives_routes_of_one_fleet_to_whichever_duty_is_free() -> None:
    problem = make.problem(
        [make.ticket(f"T{number}") for number in range(1, 4)], [TWIN, replace(TWIN, id="C2"), replace(TWIN, id="C3")]
    )
    pool = RoutePool(index(problem).arrays)
    pool.add([[0, 1], [2], []], [9.0, 9.0, 0.0])
    pool.add([[0], [1, 2], []], [1.0, 2.0, 0.0])
    assert pool.recombined([[0, 1], [2], []], 0.1) in ([[0], [1, 2], []], [[1, 2], [0], []])
