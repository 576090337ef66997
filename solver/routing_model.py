"""The OR-Tools routing model: all rules and prices in one declarative statement, and its search.

`state` reads top to bottom: nodes, clocks, prices (:mod:`solver.objective`), rules (:mod:`solver.constraints`).
What the model simplifies is said there; its orders go through the exact arithmetic before anyone sees them.
Matrices come as Python lists, about 30 bytes a cell: for days, not for storms of thousands of tickets.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from solver.arrays import Indexed, Ints
from solver.constraints import Statement, may_wait, state_rules
from solver.objective import (
    TicketCost,
    state_arcs,
    state_duties,
    state_tickets,
    state_workload,
    ticket_cost,
)
from solver.result import Orders
from solver.routing_nodes import Nodes, nodes_of

OnOrders = Callable[[Orders], bool]
"""Takes an improving plan; whether to stop."""

LEAST_SECONDS = 0.05
"""A time limit of nothing would forbid even the first plan."""


def solve_routing(
    indexed: Indexed, seconds: float, starts: Orders | None, on_solution: OnOrders, solutions: int | None = None
) -> Orders | None:
    """The best orders that guided local search over the routing model finds.

    It holds the interpreter lock until it ends: give it a process of its own (:func:`report_routing`).

    Parameters
    ----------
    seconds
        Wall time, the building of the model included; infinity for no limit.
    starts
        Orders to start from, by duty; None for OR-Tools' own first plan (or the published plan under a
        change budget). Orders that the model does not hold for feasible are passed over.
    on_solution
        Called at each improving solution with its orders; true stops the search.
    solutions
        Plain descent to a local optimum, of at most so many improvements: the same on every machine as long
        as `seconds` is not used up. Guided local search ends by time alone.

    Returns
    -------
    Visits by number, a list for each duty; None when no plan was found.
    """
    began = perf_counter()
    nodes = nodes_of(indexed) if len(indexed.duties) else None
    if nodes is None or not nodes.visits:
        orders = [list(head) for head in nodes.under_way] if nodes else []
        on_solution(orders)
        return orders
    model = state(nodes)
    watch = _Watch(model, on_solution)
    model.routing.AddAtSolutionCallback(watch)
    parameters = _parameters(seconds, solutions)
    # Closes the model: what is stated after this is ignored.
    model.routing.CloseModelWithParameters(parameters)
    first = _first(model, starts if starts is not None else _published(indexed))
    _limit(parameters, seconds - (perf_counter() - began))
    if first is None:
        model.routing.SolveWithParameters(parameters)
    else:
        model.routing.SolveFromAssignmentWithParameters(first, parameters)
    if watch.error is not None:
        raise watch.error
    return watch.best


def report_routing(
    connection: Connection[Any, Any], indexed: Indexed, seconds: float, starts: Orders | None, solutions: int | None
) -> None:
    """Solve, as the target of a process: each improving plan goes through the pipe, None at the end.

    Whatever comes through the pipe, or its closing, stops the search at the next improvement.
    """

    def tell(orders: Orders) -> bool:
        connection.send(orders)
        return connection.poll()

    try:
        solve_routing(indexed, seconds, starts, tell, solutions)
        connection.send(None)
    except BrokenPipeError:
        return  # The parent is gone: nobody wants the plan.
    finally:
        connection.close()


def state(nodes: Nodes) -> Statement:
    """The whole model of a problem with duties and movable visits."""
    manager = pywrapcp.RoutingIndexManager(len(nodes.places), len(nodes.starts), nodes.starts, nodes.ends)
    routing = pywrapcp.RoutingModel(manager)
    roads = nodes.roads()
    costs = [ticket_cost(nodes, ticket) for ticket in range(len(nodes.arrays.tickets))]
    clocks = _clocks(routing, nodes, roads, costs)
    model = Statement(routing, routing.solver(), nodes, clocks[0])
    state_arcs(routing, nodes, roads, costs)
    state_duties(routing, nodes, clocks[0])
    state_tickets(routing, nodes, clocks, costs)
    state_workload(routing, nodes, roads, pywrapcp.BoundCost)
    state_rules(model)
    return model


def _clocks(routing: Any, nodes: Nodes, roads: Ints, costs: list[TicketCost]) -> list[Any]:
    """The dimension of time, and copies of it: a node has one soft bound in each."""
    services = {kind: nodes.services(kind) for kind in set(nodes.arrays.duties["kind"].tolist())}
    matrices: dict[bytes, int] = {}
    for service in services.values():
        if service.tobytes() not in matrices:
            matrices[service.tobytes()] = routing.RegisterTransitMatrix((roads + service[:, None]).tolist())
    transits = [matrices[services[kind].tobytes()] for kind in nodes.arrays.duties["kind"].tolist()]
    ends = [nodes.latest_end(vehicle) for vehicle in range(len(transits))]
    per_visit: dict[int, int] = {}
    for visit, _, _ in (bound for cost in costs for bound in cost.bounds):
        per_visit[visit] = per_visit.get(visit, 0) + 1
    waits = may_wait(nodes)
    slack = nodes.horizon if waits else 0
    names = [f"time {number}" for number in range(max(per_visit.values(), default=1))]
    for name in names:
        routing.AddDimensionWithVehicleTransitAndCapacity(transits, slack, ends, False, name)
    clock, *copies = (routing.GetDimensionOrDie(name) for name in names)
    starts = [routing.Start(vehicle) for vehicle in range(len(transits))]
    for copy in copies:
        # Where nobody waits, equal starts make equal clocks; where someone may, each clock has to be held to it.
        for index in (*starts, *range(len(nodes.visits) if waits else 0)):
            routing.solver().Add(copy.CumulVar(index) == clock.CumulVar(index))
    return [clock, *copies]


def _parameters(seconds: float, solutions: int | None) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    if solutions is None:
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    else:
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
        parameters.solution_limit = max(1, solutions)
    _limit(parameters, seconds)
    return parameters


def _limit(parameters: Any, seconds: float) -> None:
    if seconds < math.inf:
        parameters.time_limit.FromMilliseconds(round(1000 * max(LEAST_SECONDS, seconds)))


@dataclass
class _Watch:
    """Keeps the best solution met; guided local search passes through worse ones too."""

    model: Statement
    on_solution: OnOrders
    best: Orders | None = None
    cost: int = 2**63 - 1
    error: Exception | None = field(default=None, init=False)

    def __call__(self) -> None:
        """Note the solution that the solver stands at; an error must not pass through OR-Tools' own frames."""
        cost = self.model.routing.CostVar().Value()
        if cost >= self.cost:
            return
        self.cost, self.best = cost, _orders(self.model)
        try:
            stop = self.on_solution([list(order) for order in self.best])
        except Exception as error:
            self.error, stop = error, True
        if stop:
            # CancelSearch from another thread does nothing.
            self.model.solver.FinishCurrentSearch()


def _orders(model: Statement) -> Orders:
    nodes, routing = model.nodes, model.routing
    orders = []
    for vehicle, head in enumerate(nodes.under_way):
        order = list(head)
        index = routing.NextVar(routing.Start(vehicle)).Value()
        while not routing.IsEnd(index):
            if index < nodes.first_reload:
                order.append(nodes.visits[index])
            index = routing.NextVar(index).Value()
        orders.append(order)
    return orders


def _published(indexed: Indexed) -> Orders | None:
    """Under a change budget the published plan is near what is wanted; a plan from nothing would be far off."""
    problem = indexed.problem
    if problem.previous is None or problem.change_budget is None:
        return None
    return indexed.numbers(problem.previous.sequences)


def _first(model: Statement, starts: Orders | None) -> Any:
    """The assignment of `starts`; None when there are none or the model refuses them."""
    if starts is None:
        return None
    routes = [_route(model.nodes, vehicle, order) for vehicle, order in enumerate(starts)]
    return model.routing.ReadAssignmentFromRoutes(routes, True)


def _route(nodes: Nodes, vehicle: int, order: Sequence[int]) -> list[int]:
    """An order's nodes, with a reload before each visit that the load falls short for, as the schedule has it.

    Left out is what the vehicle may not do, for OR-Tools complains of it on the terminal.
    """
    arrays, route = nodes.arrays, list[int]()
    spare = [nodes.first_reload + number for number, owner in enumerate(nodes.reloads) if owner == vehicle]
    load = arrays.carries[vehicle].copy()
    for visit in order:
        if visit not in nodes.node or vehicle not in nodes.able(visit):
            continue
        if (arrays.needs[visit] > load).any() and spare and visit not in nodes.heads[vehicle]:
            route.append(spare.pop(0))
            load = arrays.carries[vehicle].copy()
        load -= arrays.needs[visit]
        route.append(nodes.node[visit])
    return route
