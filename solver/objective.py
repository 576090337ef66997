"""What a plan costs, as the OR-Tools model states it: whole numbers, `SCALE` to one unit of cost.

Every price of `dispatch.score` is here but four, which are left to the score: the fixed price of a
changed time, outages nested in others (each ticket pays until its own work is done), steps of lateness,
which are spread over the hour after they fall due, and waiting on site, for a crew is taken to arrive
when its work starts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.arrays import Ints, Records
from solver.routing_nodes import Nodes

SCALE = 600_000
"""A price of 0.001 a minute is 10 a second; a thousand tickets left out for days stay far below 2^63."""

STEP_SPREAD = 3600
"""Seconds over which the price of a step is spread."""


@dataclass
class TicketCost:
    """What one ticket costs by the second, and what it costs whenever it is planned."""

    bounds: list[tuple[int, int, int]] = field(default_factory=list)
    """(visit, seconds, price of each second that its work starts later than that)."""
    fixed: int = 0
    left_out: int = 0


def scaled(price: float) -> int:
    """A price in the model's units."""
    return round(price * SCALE)


def ticket_cost(nodes: Nodes, ticket: int) -> TicketCost:
    """Both clocks and the customers' minutes of a ticket, as bounds on the starts of its visits.

    OR-Tools takes one bound at a node in each dimension, so bounds at the same time are one, and all that
    is overdue is a bound at 0 and a fixed price.
    """
    arrays = nodes.arrays
    row = arrays.tickets[ticket]
    movable = [v for v in range(row["visit_from"], row["visit_to"]) if v in nodes.node]
    rates: dict[tuple[int, int], float] = defaultdict(float)
    for visit in movable:
        clock = arrays.visits[visit]
        rates[visit, int(clock["arrive_by"])] += float(clock["arrival_rate"]) + _spread(arrays.steps, clock)
    if movable:
        last = max(movable, key=lambda v: nodes.works(v).min())
        work = int(nodes.works(last).min())
        late = float(row["restoration_rate"]) + _spread(arrays.steps, row)
        rates[last, int(row["restore_by"]) - work] += late
        rates[last, int(row["dark_since"]) - work] += float(row["outage_rate"])
    cost = TicketCost(left_out=scaled(row["left_out"]))
    ahead: dict[tuple[int, int], int] = defaultdict(int)
    for (visit, seconds), rate in rates.items():
        ahead[visit, max(0, seconds)] += scaled(rate)
        cost.fixed += scaled(rate) * max(0, -seconds)
    cost.bounds = [(visit, seconds, rate) for (visit, seconds), rate in sorted(ahead.items()) if rate]
    return cost


def _spread(steps: Records, row: np.void) -> float:
    own = steps[row["step_from"] : row["step_to"]]
    return float((own["price"] / (own["after"] + STEP_SPREAD)).sum())


def entry_prices(nodes: Nodes, costs: list[TicketCost], kind: int) -> Ints:
    """(nodes,) what a crew of a kind pays for going to each node: who it is, how slowly it works, what is overdue."""
    arrays = nodes.arrays
    prices = np.zeros(len(nodes.places), dtype=np.int64)
    for node, visit in enumerate(nodes.visits):
        choice, ticket = arrays.choices[kind, visit], arrays.visits[visit]["ticket"]
        prices[node] = scaled(choice["price"]) + _slowness(nodes, visit, int(choice["service"]))
        if arrays.visits[visit]["lead"]:
            prices[node] += max(0, costs[ticket].fixed - costs[ticket].left_out)
    return np.maximum(prices, 0)


def _slowness(nodes: Nodes, visit: int, work: int) -> int:
    """What a crew costs by working longer than the fastest: outage, and what is late even if it starts now."""
    row = nodes.arrays.tickets[nodes.arrays.visits[visit]["ticket"]]
    fastest, due = int(nodes.works(visit).min()), int(row["restore_by"])
    late = max(0, work - due) - max(0, fastest - due)
    return scaled(row["outage_rate"]) * (work - fastest) + scaled(row["restoration_rate"]) * late


def state_arcs(routing: Any, nodes: Nodes, roads: Ints, costs: list[TicketCost]) -> None:
    """Travel, preference, changed crews and slow work on the arcs; kinds with equal prices share a matrix."""
    travel = roads * scaled(float(nodes.arrays.policy[0]["travel_rate"]))
    known: dict[bytes, int] = {}
    by_kind: dict[int, int] = {}
    for vehicle, kind in enumerate(nodes.arrays.duties["kind"].tolist()):
        if kind not in by_kind:
            prices = entry_prices(nodes, costs, kind)
            if prices.tobytes() not in known:
                known[prices.tobytes()] = routing.RegisterTransitMatrix((travel + prices).tolist())
            by_kind[kind] = known[prices.tobytes()]
        routing.SetArcCostEvaluatorOfVehicle(by_kind[kind], vehicle)


def state_duties(routing: Any, nodes: Nodes, clock: Any) -> None:
    """Callout and overtime; a crew that is at work already has been called out, and must go home."""
    overtime = scaled(float(nodes.arrays.policy[0]["overtime_rate"]))
    for vehicle, duty in enumerate(nodes.arrays.duties):
        if nodes.under_way[vehicle]:
            routing.SetVehicleUsedWhenEmpty(True, vehicle)
        else:
            routing.SetFixedCostOfVehicle(scaled(duty["callout"]), vehicle)
        if overtime:
            clock.SetCumulVarSoftUpperBound(routing.End(vehicle), max(0, int(duty["regular_end"])), overtime)


def state_tickets(routing: Any, nodes: Nodes, clocks: list[Any], costs: list[TicketCost]) -> None:
    """The clocks, each bound of a node in a dimension of its own, and the price of leaving out, on the lead visit.

    What is overdue is taken off that price rather than put on the arcs: guided local search weighs arcs
    by what they cost.
    """
    fixed = {visit for head in nodes.heads for visit in head}
    for ticket, cost in enumerate(costs):
        used: dict[int, int] = defaultdict(int)
        for visit, seconds, rate in cost.bounds:
            clocks[used[visit]].SetCumulVarSoftUpperBound(nodes.node[visit], seconds, rate)
            used[visit] += 1
        row = nodes.arrays.tickets[ticket]
        movable = [v for v in range(row["visit_from"], row["visit_to"]) if v in nodes.node and v not in fixed]
        for visit in movable:
            price = max(0, cost.left_out - cost.fixed) if visit == movable[0] else 0
            routing.AddDisjunction([nodes.node[visit]], price)


def state_workload(routing: Any, nodes: Nodes, roads: Ints, bound_cost: Any) -> None:
    """(Minutes on the road and at work)² / regular minutes of each duty; minutes are rounded on every arc."""
    weight = float(nodes.arrays.policy[0]["workload"])
    if not weight:
        return
    minutes = [_minutes(roads + nodes.services(kind)[:, None]) for kind in range(len(nodes.arrays.choices))]
    matrices = [routing.RegisterTransitMatrix(table.tolist()) for table in minutes]
    transits = [matrices[kind] for kind in nodes.arrays.duties["kind"].tolist()]
    routing.AddDimensionWithVehicleTransits(transits, 0, nodes.horizon, True, "busy")
    busy = routing.GetDimensionOrDie("busy")
    for vehicle, duty in enumerate(nodes.arrays.duties):
        price = scaled(weight / float(duty["regular_minutes"]))
        busy.SetQuadraticCostSoftSpanUpperBoundForVehicle(bound_cost(0, price), vehicle)


def _minutes(seconds: Ints) -> NDArray[np.int64]:
    return np.rint(seconds / 60).astype(np.int64)
