"""The best of all routes met, put together anew.

The search forgets a good route when it leaves it for another; the pool remembers, and set partitioning finds
what was never together in one plan (Rochat and Taillard 1995). What ties lists to each other is not in that
model: its answer is priced exactly before it counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from solver.arrays import FAR, Arrays
from solver.fleets import fleets, given_out
from solver.result import Orders
from solver.search import Annealing

UP_TO = 200
"""Visits up to which it is worth its time: measured, it found better plans of 115 tickets, and none of 250."""
MARKS = (0.3, 0.6, 0.9)
"""Shares of the search after which the pool is asked."""
EFFORT = 0.1
"""CP-SAT's deterministic seconds for each time, about a quarter of a second."""
MOST_ROUTES = 6000
"""Beyond this the routes not met for longest are forgotten."""


@dataclass
class RoutePool:
    """Routes, by fleet and visits, and what each costs by itself."""

    arrays: Arrays
    costs: dict[tuple[int, tuple[int, ...]], float] = field(default_factory=dict)
    fleets: list[list[int]] = field(init=False)
    fleet: dict[int, int] = field(init=False)
    """By duty."""

    def __post_init__(self) -> None:
        self.fleets = fleets(self.arrays)
        self.fleet = {duty: number for number, duties in enumerate(self.fleets) for duty in duties}

    def add(self, orders: Orders, costs: list[float]) -> None:
        """Remember each duty's order and its cost."""
        for duty, (order, cost) in enumerate(zip(orders, costs, strict=True)):
            if order and cost < float("inf"):
                self.costs.pop((self.fleet[duty], tuple(order)), None)
                self.costs[self.fleet[duty], tuple(order)] = cost
        for route in list(self.costs)[: max(0, len(self.costs) - MOST_ROUTES)]:
            del self.costs[route]

    def recombined(self, known: Orders, effort: float) -> Orders | None:
        """The cheapest plan of routes in the pool that is found from the `known` one; None when that is it."""
        from solver.partition import Group, Route, choose  # its import takes longer than a first plan

        routes = [Route(fleet, visits, cost) for (fleet, visits), cost in self.costs.items()]
        fixed = self.arrays.duties["head"] > 0
        groups = [Group(int(fixed[duties[0]]), len(duties)) for duties in self.fleets]
        held = {(self.fleet[duty], tuple(order)) for duty, order in enumerate(known)}
        hint = [(route.group, route.visits) in held for route in routes]
        choice = choose(self.arrays, groups, routes, hint, effort)
        if choice is None:
            return None
        chosen = [(routes[number].group, routes[number].visits) for number in choice.routes]
        orders = given_out(self.fleets, chosen, known)
        return orders if orders != known else None


@dataclass
class Recombining:
    """A search whose routes go into a pool, which is asked for a better plan when the next mark is passed."""

    annealing: Annealing
    pool: RoutePool = field(init=False)
    marks: list[float] = field(default_factory=lambda: list(MARKS))

    def __post_init__(self) -> None:
        self.pool = RoutePool(self.annealing.arrays)
        self.annealing.on_routes = self.pool.add

    def improves(self, passed: float) -> bool:
        """Ask the pool if it is time to; whether the search goes on from a better plan."""
        if not self.marks or passed < self.marks[0]:
            return False
        self.marks.pop(0)
        orders = self.pool.recombined(self.annealing.best_orders(), EFFORT)
        return orders is not None and self.annealing.take(orders)


def worth_pooling(arrays: Arrays) -> bool:
    """Whether the plan is small enough, and no change budget ties all lists together."""
    return len(arrays.visits) <= UP_TO and bool(arrays.policy["budget"][0] == FAR)
