"""The literature's instances mean in the domain what they mean in their papers."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from dispatch.duty import DutyKey
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from dispatch.ticket import Visit
from tests.benchmarks import hhcrsp, technicians, vrplib_sdvrptw
from tests.benchmarks.hhcrsp_judge import judge as judge_home_care
from tests.benchmarks.shared_data import archive
from tests.benchmarks.technicians_judge import judge as judge_technicians

VRP = """NAME: tiny
TYPE: SDVRPTW
VEHICLES: 2
VEHICLES_MAX_DURATION: 40
NODE_COORD_SECTION
1 0 0
2 3 4
3 -6 8
DEMAND_SECTION
1 0
2 5
3 7
SERVICE_TIME_SECTION
1 0
2 2
3 2
TIME_WINDOW_SECTION
1 0 100
2 20 30
3 50 60
CAPACITY_SECTION
1 7
2 11
VEHICLES_ALLOWED_CLIENTS_SECTION
1 2 3
2 2
EOF
"""
SOL = """Route #1: 2
Route #2: 1
Cost: 30000
"""


def needs(name: str) -> pytest.MarkDecorator:
    reason = f"needs {archive(name)} (the folder is named by CREWDISPATCH_SHARED)"
    return pytest.mark.skipif(not archive(name).is_file(), reason=reason)


def broken(routes: list[list[int]]) -> set[str]:
    problem = vrplib_sdvrptw.problem_of(vrplib_sdvrptw.parse(VRP, SOL))
    return {violation.rule for violation in check(problem, vrplib_sdvrptw.plan_of(problem, routes))} - {"whole"}


def test_a_site_dependent_solution_costs_its_distance() -> None:
    instance = vrplib_sdvrptw.parse(VRP, SOL)
    problem = vrplib_sdvrptw.problem_of(instance)
    plan = vrplib_sdvrptw.plan_of(problem, instance.best_routes)
    assert check(problem, plan) == ()
    assert score(problem, plan).total == pytest.approx(instance.best_cost) == pytest.approx(30)


@pytest.mark.parametrize(
    ("routes", "rules"),
    [
        ([[1], []], set()),
        ([[], [2]], {"able"}),
        ([[1, 2], []], {"stocked"}),
        ([[2, 1], []], {"stocked", "windows"}),
    ],
)
def test_what_a_site_dependent_instance_forbids_a_rule_forbids(routes: list[list[int]], rules: set[str]) -> None:
    assert broken(routes) == rules


@pytest.mark.shared
@needs(vrplib_sdvrptw.ARCHIVE)
def test_every_best_known_site_dependent_solution_is_feasible_at_its_cost() -> None:
    instances = list(vrplib_sdvrptw.read_instances())
    assert len(instances) == 20
    for instance in instances:
        problem = vrplib_sdvrptw.problem_of(instance)
        plan = vrplib_sdvrptw.plan_of(problem, instance.best_routes)
        assert check(problem, plan) == (), instance.name
        assert score(problem, plan).total == pytest.approx(instance.best_cost, abs=5e-4), instance.name


@pytest.mark.shared
@needs(hhcrsp.ARCHIVE)
@pytest.mark.parametrize("name", ["10_1", "25_3", "50_1"])
def test_the_score_of_home_care_is_a_third_of_travel_and_tardiness(name: str) -> None:
    ((_, instance),) = hhcrsp.read_instances([name])
    problem = hhcrsp.problem_of(instance)
    for seed in range(3):
        plan = schedule(problem, careless_sequences(problem, Random(seed)))
        assert check(problem, plan) == ()
        verdict = judge_home_care(instance, plan)
        assert verdict.faults == ()
        ours = score(problem, plan).total - hhcrsp.added_travel(instance) / 3
        assert ours == pytest.approx((verdict.distance + verdict.total_tardiness) / 3)


@pytest.mark.shared
@needs(hhcrsp.ARCHIVE)
def test_home_care_starts_out_of_step_are_found() -> None:
    ((_, instance),) = hhcrsp.read_instances(["10_1"])
    problem = hhcrsp.problem_of(instance)
    plan = schedule(problem, careless_sequences(problem, Random(1)))
    *others, last = plan.routes
    faults = judge_home_care(instance, replace(plan, routes=(*others, replace(last, stops=last.stops[:-1])))).faults
    assert any("not fully served" in fault for fault in faults)
    moved = replace(last.stops[-1], start=last.stops[-1].start - timedelta(days=3))
    faults = judge_home_care(
        instance, replace(plan, routes=(*others, replace(last, stops=(*last.stops[:-1], moved))))
    ).faults
    assert any("too early" in fault for fault in faults)


@pytest.mark.shared
@needs(technicians.ARCHIVE)
def test_the_best_known_tours_of_technicians_cost_no_more_than_their_authors_say() -> None:
    best, tours = technicians.best_known(), best_tours()
    instances = list(technicians.read_instances(technicians.STATIC))
    assert len(instances) == 56
    for instance in instances:
        verdict = judge_technicians(instance, tours[instance.name])
        assert verdict.faults == (), instance.name
        # Some of them pass the depot at a place that is not the best, by up to 0.35 %.
        assert 0.996 * best[instance.name].duration <= verdict.duration <= best[instance.name].duration + 0.01


@pytest.mark.shared
@needs(technicians.ARCHIVE)
def test_technicians_tours_that_lack_nothing_are_feasible_at_their_working_time() -> None:
    (instance,) = technicians.read_instances(["C102"])
    tours = best_tours()["C102"]
    problem = technicians.problem_of(instance)
    sequences = {
        DutyKey(crew.id, 0): [
            Visit(technicians.LOADED + crew.id),
            *(Visit(str(request)) for request in tours.get(int(crew.id), ())),
        ]
        for crew in problem.crews
    }
    plan = schedule(problem, sequences)
    assert check(problem, plan) == ()
    verdict = judge_technicians(instance, technicians.tours_of(plan))
    assert verdict.faults == ()
    service = sum(request.service for request in instance.requests)
    assert score(problem, plan).total + service == pytest.approx(verdict.duration, abs=0.05)


def careless_sequences(problem: PlanningProblem, dice: Random) -> dict[DutyKey, list[Visit]]:
    """Visits in the order of their windows, so that none wait in a circle, each with any able crew."""
    sequences: dict[DutyKey, list[Visit]] = {}
    for ticket in sorted(problem.tickets, key=lambda one: (one.restore_by, one.id)):
        used: set[str] = set()
        for visit in ticket.visits:
            able = [crew.id for crew in problem.crews if crew.id not in used and not crew.lacks(ticket, visit.party)]
            used.add(chosen := dice.choice(able))
            sequences.setdefault(DutyKey(chosen, 0), []).append(visit)
    return sequences


def best_tours() -> dict[str, dict[int, list[int]]]:
    tours: dict[str, dict[int, list[int]]] = defaultdict(dict)
    with archive("pillac_trsp_bks_routes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["visit_sequence_ids"]:
                name = row["instance"].partition(".")[0]
                tours[name][int(row["technician_index0"]) + 1] = list(map(int, row["visit_sequence_ids"].split()))
    return tours
