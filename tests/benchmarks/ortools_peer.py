"""OR-Tools' routing library on a dispatch instance as its samples show it: what a user would write first.

Cheapest arc, then guided local search. Two copies of the time dimension, for a node has one soft bound
in each: lateness of arrival in one, minutes without power in the other.

::

    python -m tests.benchmarks.ortools_peer INSTANCE.json --seconds 60 --out PLAN.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from dispatch.duty import Duty
from dispatch.problem import PlanningProblem
from dispatch.score import score
from dispatch.ticket import Ticket
from tests.benchmarks.dispatch_instance import plan_of, problem_of, read_instance

CENTICOST = 100
"""Costs are whole numbers; all prices a minute are hundredths, so a second's is price x 6000 / 60."""
DAY = 24 * 3600


class _Model:
    """Nodes are the tickets, then each duty's start, then each duty's end."""

    def __init__(self, problem: PlanningProblem) -> None:
        self.problem = problem
        self.tickets, self.duties = problem.tickets, problem.duties
        tickets, duties = len(self.tickets), len(self.duties)
        starts = list(range(tickets, tickets + duties))
        ends = list(range(tickets + duties, tickets + 2 * duties))
        self.manager = pywrapcp.RoutingIndexManager(tickets + 2 * duties, duties, starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._travel()
        self._times()
        for node, ticket in enumerate(self.tickets):
            self._ticket(self.manager.NodeToIndex(node), ticket)
        for vehicle, duty in enumerate(self.duties):
            self._duty(vehicle, duty)

    def _travel(self) -> None:
        where = [ticket.place for ticket in self.tickets]
        where += [duty.start_place for duty in self.duties] + [duty.end_place for duty in self.duties]
        rows = [self.problem.travel.index[place] for place in where]
        seconds = self.problem.travel.seconds[rows][:, rows]
        price = round(self.problem.policy.weights.travel_minute * CENTICOST)
        cost = self.routing.RegisterTransitMatrix((seconds * price).tolist())
        self.routing.SetArcCostEvaluatorOfAllVehicles(cost)
        seconds[: len(self.tickets)] += [[_seconds(ticket.parties[0].work)] for ticket in self.tickets]
        self._transit = self.routing.RegisterTransitMatrix(seconds.tolist())

    def _times(self) -> None:
        for name in ("arrival", "outage"):
            self.routing.AddDimension(self._transit, 0, 2 * DAY, False, name)
        self.arrival = self.routing.GetDimensionOrDie("arrival")
        self.outage = self.routing.GetDimensionOrDie("outage")

    def _ticket(self, index: int, ticket: Ticket) -> None:
        prices = self.problem.prices[ticket.id]
        due = _seconds(self.problem.policy.targets.arrive_by(ticket) - self.problem.now)
        late, dark = (round(price * CENTICOST) for price in (prices.arrival_late_minute, prices.outage_minute))
        work = _seconds(ticket.parties[0].work)
        # A clock missed before now cannot be a bound: what it has cost by now is a constant.
        self.arrival.SetCumulVarSoftUpperBound(index, max(0, due), late)
        self.outage.SetCumulVarSoftUpperBound(index, 0, dark)
        already = late * max(0, -due) + dark * work
        self.routing.AddDisjunction([index], round(prices.left_out * CENTICOST * 60) - already)
        able = [vehicle for vehicle, duty in enumerate(self.duties) if not duty.crew.lacks(ticket, 0)]
        self.routing.VehicleVar(index).SetValues([-1, *able])

    def _duty(self, vehicle: int, duty: Duty) -> None:
        now, price = self.problem.now, round(self.problem.policy.weights.overtime_minute * CENTICOST)
        start, end = self.routing.Start(vehicle), self.routing.End(vehicle)
        for dimension in (self.arrival, self.outage):
            dimension.CumulVar(start).SetValue(_seconds(duty.start - now))
            dimension.CumulVar(end).SetMax(_seconds(duty.hard_end - now))
        self.arrival.SetCumulVarSoftUpperBound(end, _seconds(duty.regular_end - now), price)

    def solve(self, seconds: float) -> dict[str, list[str]] | None:
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromMilliseconds(round(seconds * 1000))
        found = self.routing.SolveWithParameters(parameters)
        if found is None:
            return None
        return {duty.crew_id: self._route(found, vehicle) for vehicle, duty in enumerate(self.duties)}

    def _route(self, found: Any, vehicle: int) -> list[str]:
        index = found.Value(self.routing.NextVar(self.routing.Start(vehicle)))
        route = []
        while not self.routing.IsEnd(index):
            route.append(self.tickets[self.manager.IndexToNode(index)].id)
            index = found.Value(self.routing.NextVar(index))
        return route


def _seconds(span: Any) -> int:
    return int(span.total_seconds())


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve one instance; one JSON line."""
    parser = argparse.ArgumentParser(prog="ortools_peer", description=__doc__.partition("\n")[0])
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    problem = problem_of(read_instance(options.instance))
    began = perf_counter()
    routes = _Model(problem).solve(options.seconds)
    figures: dict[str, Any] = {"instance": options.instance.stem, "solve_seconds": round(perf_counter() - began, 2)}
    if routes is None:
        figures["cost"] = None
    else:
        options.out.write_text(json.dumps({"routes": routes}), encoding="utf-8")
        figures["cost"] = round(score(problem, plan_of(problem, routes)).total, 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
