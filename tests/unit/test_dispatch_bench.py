"""The score of the dispatch benchmark's instances is the referee's cost, to the cent."""

from __future__ import annotations

import json
import math
import runpy
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dispatch.rules import check
from dispatch.score import score
from tests.benchmarks.dispatch_instance import EARTH_RADIUS_KM, Instance, plan_of, problem_of, read_instance, routes_of
from tests.benchmarks.make_instance import main as make_instance_command
from tests.benchmarks.make_instance import make_instance
from tests.benchmarks.shared_data import bench_instances, referee

Routes = dict[str, list[str]]

SMALL_ENOUGH = 1000
PLANS = 20


@pytest.mark.parametrize(("storm", "seed"), [(False, 1), (False, 2), (True, 3), (True, 4)])
def test_score_is_the_benchmarks_cost_on_random_plans(storm: bool, seed: int) -> None:
    instance = make_instance(40, 12, storm, seed)
    problem = problem_of(instance)
    dice = Random(seed)
    for _ in range(PLANS):
        routes = random_routes(instance, dice, breaking_rules=False)
        assert score(problem, plan_of(problem, routes)).total == pytest.approx(priced(instance, routes), abs=0.005)


@pytest.mark.shared
@pytest.mark.skipif(not referee().is_file(), reason=f"needs {referee()} (the folder is named by CREWDISPATCH_SHARED)")
@pytest.mark.parametrize("name", bench_instances())
def test_score_and_rules_agree_with_the_referee(name: str) -> None:
    instance = read_instance(bench_instances()[name])
    if len(instance["tickets"]) > SMALL_ENOUGH:
        pytest.skip(f"{name}: its matrix takes seconds and says no more than the smaller ones'")
    problem, judge, dice = problem_of(instance), judge_of_the_referee(), Random(name)
    for plan_number in range(4):
        routes = random_routes(instance, dice, breaking_rules=plan_number % 2 == 1)
        plan = plan_of(problem, routes)
        verdict = judge(instance, {"routes": routes})
        assert score(problem, plan).total == pytest.approx(verdict["cost"], abs=0.006)
        assert (not check(problem, plan)) == verdict["feasible"]


def test_a_plan_survives_being_written_and_read() -> None:
    instance = make_instance(30, 10, storm=False, seed=5)
    problem = problem_of(instance)
    routes = random_routes(instance, Random(5), breaking_rules=False)
    plan = plan_of(problem, routes)
    assert routes_of(plan) == {crew_id: route for crew_id, route in routes.items() if route}
    assert plan_of(problem, routes_of(plan)) == plan


def test_the_same_seed_makes_the_same_instance(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    make_instance_command(["--tickets", "50", "--crews", "14", "--storm", "--seed", "7", "--out", str(path)])
    assert read_instance(path) == json.loads(json.dumps(make_instance(50, 14, True, 7)))
    assert read_instance(path) != make_instance(50, 14, True, 8)


def random_routes(instance: Instance, dice: Random, breaking_rules: bool) -> Routes:
    """Tickets to random crews: to able ones that stay inside their overtime, or to anyone."""
    crews = instance["crews"]
    routes: Routes = {crew["id"]: [] for crew in crews}
    for ticket in dice.sample(instance["tickets"], k=len(instance["tickets"])):
        able = [crew for crew in crews if breaking_rules or set(ticket["skills"]) <= set(crew["skills"])]
        if not able or dice.random() < 0.1:
            continue
        crew = dice.choice(able)
        route = routes[crew["id"]]
        route.insert(dice.randint(0, len(route)), ticket["id"])
        if not breaking_rules and walked(instance, crew, route)[0] > crew["shift_end"] + crew["max_overtime"]:
            route.remove(ticket["id"])
    return routes


def judge_of_the_referee() -> Callable[[Instance, dict[str, Routes]], dict[str, Any]]:
    judge: Callable[[Instance, dict[str, Routes]], dict[str, Any]] = runpy.run_path(str(referee()))["judge"]
    return judge


def walked(instance: Instance, crew: dict[str, Any], route: list[str]) -> tuple[float, float, float]:
    """(End, seconds on the road, cost of the tickets' clocks), straight from the benchmark's README."""
    tickets = {ticket["id"]: ticket for ticket in instance["tickets"]}
    clock, road, clocks = float(crew["shift_start"]), 0.0, 0.0
    here = crew["start"]
    for ticket in (tickets[ticket_id] for ticket_id in route):
        leg = drive(here, ticket["at"], instance["travel"])
        late = max(0.0, clock + leg - ticket["arrive_by"])
        clock, here, road = clock + leg + ticket["service"], ticket["at"], road + leg
        clocks += ticket["late_cost"] * late / 60 + ticket["outage_cost"] * clock / 60
    leg = drive(here, crew["end"], instance["travel"])
    return clock + leg, road + leg, clocks


def priced(instance: Instance, routes: Routes) -> float:
    """The benchmark's cost of a plan, without a line of the product."""
    weights = instance["weights"]
    cost = 0.0
    for crew in instance["crews"]:
        if route := routes[crew["id"]]:
            end, road, clocks = walked(instance, crew, route)
            overtime = max(0.0, end - crew["shift_end"])
            cost += clocks + (weights["travel_minute"] * road + weights["overtime_minute"] * overtime) / 60
    served = {ticket_id for route in routes.values() for ticket_id in route}
    return cost + sum(float(ticket["drop_cost"]) for ticket in instance["tickets"] if ticket["id"] not in served)


def drive(a: list[float], b: list[float], travel: dict[str, Any]) -> int:
    """Whole seconds, up, by the chord between two points on the sphere."""
    chord = math.dist(on_sphere(a), on_sphere(b))
    km = 2 * EARTH_RADIUS_KM * math.asin(min(1.0, chord / 2)) * float(travel["detour_factor"])
    return math.ceil(km / float(travel["speed_kmh"]) * 3600)


def on_sphere(point: list[float]) -> tuple[float, float, float]:
    lat, lon = map(math.radians, point)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
