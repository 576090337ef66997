"""What no plan can undercut: a lower bound on small days, and often the proof that a plan is the best there is.

Column generation over all routes of all duties (:mod:`solver.labels`), then every route that could be part of
a better plan than the known one, and the best choice among them (Baldacci, Christofides and Mingozzi 2008).
What is simplified makes routes cheaper, never dearer, so the bound holds under all rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import InitVar, dataclass, field

import numpy as np
from ortools.linear_solver import pywraplp

from solver.arrays import Indexed
from solver.endings import Endings
from solver.fleets import fleets, given_out
from solver.labels import DutyRoutes, Floats, Limits, TooManyLabels
from solver.partition import Group, Route, choose
from solver.result import Orders

Met = tuple[tuple[int, tuple[int, ...]], float]

ROUNDS = 100
NEW_ROUTES = 60
"""Most routes that a round takes in for each group."""
CENTRED = 0.6
"""Share of the best prices so far in those that routes are looked for with, lest they swing (Wentges 1997)."""
MOST_CHOICES = 20_000
"""Most routes to choose among at the end."""
EFFORT = 2.0
"""CP-SAT's deterministic seconds for the choice at the end."""
TINY = 1e-6


@dataclass(frozen=True)
class Proof:
    """A lower bound on the cost, and orders that may reach it."""

    bound: float
    orders: Orders | None = None


def prove(
    indexed: Indexed, known: Orders, known_cost: float, met: Iterable[Met], go_on: Callable[[float], bool]
) -> Proof | None:
    """A lower bound on the cost of any plan with up to 62 visits, and the best plan if it comes that far.

    Parameters
    ----------
    known_cost
        What the `known` orders cost: routes are looked at as far as they could be part of something cheaper.
    met
        Routes to begin with: (duty, visits) and cost.
    go_on
        Takes the bound so far, again and again, and says whether there is time for more.

    Returns
    -------
    None where the routes are too many or the time too short for any bound.
    """
    try:
        return _Proving(indexed, met, go_on).run(known, known_cost)
    except TooManyLabels:
        return None


@dataclass(frozen=True)
class _Prices:
    """The linear relaxation over the routes so far: its value, and the price of each visit and group."""

    value: float
    visits: Floats
    groups: Floats


@dataclass
class _Fleet:
    """Duties alike, and all their routes."""

    duties: list[int]
    group: Group
    routes: DutyRoutes
    endings: Endings = field(init=False)

    def __post_init__(self) -> None:
        self.endings = Endings(self.routes)

    def shortest(self) -> list[tuple[tuple[int, ...], float]]:
        """The routes of what must be done, with one visit more or none."""
        start = self.routes.start()
        found = [start, self.routes.extended(start)] if start.visits.shape[1] else [self.routes.extended(start)]
        pairs = [
            pair for labels in found for pair in zip(labels.visits.tolist(), self.routes.home(labels), strict=True)
        ]
        return [(tuple(visits), float(cost)) for visits, cost in pairs if cost < np.inf]

    def least(self, rewards: Floats, best: Floats) -> float:
        """No route of a duty costs less, rewards subtracted."""
        start = self.routes.start()
        first = self.routes.extended(start)
        low = first.cost - rewards[first.visits].sum(axis=1) - self.endings.gain(best, first)
        if start.visits.shape[1]:
            low = np.append(low, self.routes.home(start) - rewards[start.visits].sum(axis=1))
        return float(low.min(initial=np.inf))

    def below(self, limits: Limits, best: Floats) -> list[tuple[tuple[int, ...], float]]:
        """The routes that the limits ask for, cheapest first when rewards are subtracted."""
        visits, costs = self.routes.below(limits, lambda labels: self.endings.gain(best, labels))
        net = costs - np.array([limits.rewards[list(path)].sum() for path in visits])
        return [(visits[one], float(costs[one])) for one in np.argsort(net, kind="stable").tolist()]


@dataclass
class _Proving:
    indexed: Indexed
    met: InitVar[Iterable[Met]]
    go_on: Callable[[float], bool]
    bound: float = 0.0
    """Costs are never negative."""
    routes: dict[tuple[int, frozenset[int]], Route] = field(default_factory=dict)

    def __post_init__(self, met: Iterable[Met]) -> None:
        arrays, heads = self.indexed.arrays, self.indexed.numbers(self.indexed.problem.heads)
        self.fleets = [
            _Fleet(
                duties, Group(int(bool(heads[duties[0]])), len(duties)), DutyRoutes(arrays, duties[0], heads[duties[0]])
            )
            for duties in fleets(arrays)
        ]
        self.number = {duty: number for number, fleet in enumerate(self.fleets) for duty in fleet.duties}
        for (duty, visits), cost in met:
            self._add(Route(self.number[duty], visits, cost))
        for number, fleet in enumerate(self.fleets):
            for visits, cost in fleet.shortest():
                self._add(Route(number, visits, cost))

    def in_time(self) -> bool:
        """Whether there is time for more; tells the bound so far."""
        return self.go_on(self.bound)

    def _add(self, route: Route) -> bool:
        """Take a route in; whether none as cheap was there for its visits."""
        key = route.group, frozenset(route.visits)
        better = key not in self.routes or route.cost < self.routes[key].cost - TINY
        if better:
            self.routes[key] = route
        return better

    def run(self, known: Orders, known_cost: float) -> Proof | None:
        """Take in routes until none is missing, then choose among all that could be part of a better plan."""
        try:
            prices = self._converged()
            if prices is not None:
                return self._chosen(prices, known, known_cost)
        except TooManyLabels:
            pass
        return Proof(self.bound) if self.bound > 0 else None

    def _converged(self) -> _Prices | None:
        """The prices at which no route is missing; None when that does not come about."""
        centre: Floats | None = None
        centred = False
        for _ in range(ROUNDS):
            prices = self._prices()
            if prices is None or not self.in_time():
                return None
            rewards = prices.visits
            if centred and centre is not None:
                rewards = CENTRED * centre + (1 - CENTRED) * rewards
            gains = [fleet.endings.gains(rewards) for fleet in self.fleets]
            least = [fleet.least(rewards, gain) for fleet, gain in zip(self.fleets, gains, strict=True)]
            bound = self._lagrangian(rewards, least)
            if centre is None or bound > self.bound:
                self.bound, centre = max(self.bound, bound), rewards
            grown = [self._grow(k, rewards, gains[k], least[k], prices.groups[k]) for k in range(len(gains))]
            if not any(grown) and not centred:
                self.bound = max(self.bound, prices.value - TINY * abs(prices.value))
                return prices
            centred = any(grown)
        return None

    def _grow(self, number: int, rewards: Floats, best: Floats, least: float, price: float) -> bool:
        """Take in a group's routes that cost less than its price, the most wanting first; whether there are any."""
        if least == np.inf:
            return False
        for share in (0.7, 0.3, 0.0):
            limit = price + share * min(0.0, least - price) - TINY
            found = self.fleets[number].below(Limits(rewards, limit, self.in_time), best)
            new = [self._add(Route(number, visits, cost)) for visits, cost in found[:NEW_ROUTES]]
            if any(new):
                return True
        return False

    def _lagrangian(self, rewards: Floats, least: list[float]) -> float:
        """The Lagrangian bound: what every visit would bring, less the best that each duty can make of it."""
        tickets = self.indexed.arrays.tickets
        brought = np.array([rewards[row["visit_from"] : row["visit_to"]].sum() for row in tickets])
        left_out = np.minimum(0.0, tickets["left_out"] - brought).sum()
        duties = [
            low if fleet.group.least else fleet.group.most * min(0.0, low)
            for fleet, low in zip(self.fleets, least, strict=True)
        ]
        return float(rewards.sum() + left_out + sum(duties))

    def _prices(self) -> _Prices | None:
        """The linear relaxation, solved."""
        arrays, solver = self.indexed.arrays, pywraplp.Solver.CreateSolver("GLOP")
        visit_rows = [solver.Constraint(1.0, 1.0) for _ in arrays.visits]
        group_rows = [
            solver.Constraint(float(group.least), float(group.most)) for group in (fleet.group for fleet in self.fleets)
        ]
        objective = solver.Objective()
        for row in arrays.tickets:
            out = solver.NumVar(0.0, 1.0, "")
            objective.SetCoefficient(out, float(row["left_out"]))
            for visit in range(row["visit_from"], row["visit_to"]):
                visit_rows[visit].SetCoefficient(out, 1.0)
        for route in self.routes.values():
            taken = solver.NumVar(0.0, solver.infinity(), "")
            objective.SetCoefficient(taken, route.cost)
            group_rows[route.group].SetCoefficient(taken, 1.0)
            for visit in route.visits:
                visit_rows[visit].SetCoefficient(taken, 1.0)
        objective.SetMinimization()
        if solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return _Prices(
            objective.Value(),
            np.array([row.dual_value() for row in visit_rows]),
            np.array([row.dual_value() for row in group_rows]),
        )

    def _chosen(self, prices: _Prices, known: Orders, known_cost: float) -> Proof:
        """The best choice among all routes that could be part of a plan cheaper than the known one."""
        gap = max(0.0, known_cost - self.bound) + TINY * abs(known_cost)
        self.routes = {}
        for number, fleet in enumerate(self.fleets):
            gains, price = fleet.endings.gains(prices.visits), float(prices.groups[number])
            for visits, cost in fleet.below(Limits(prices.visits, price + gap, self.in_time), gains):
                self._add(Route(number, visits, cost))
        if len(self.routes) > MOST_CHOICES:
            raise TooManyLabels
        routes, groups = list(self.routes.values()), [fleet.group for fleet in self.fleets]
        orders = {(self.number[duty], tuple(order)) for duty, order in enumerate(known) if order}
        hint = [(route.group, route.visits) in orders for route in routes]
        choice = choose(self.indexed.arrays, groups, routes, hint, EFFORT)
        if choice is None:
            return Proof(min(known_cost, self.bound))
        chosen = [(routes[number].group, routes[number].visits) for number in choice.routes]
        answer = given_out([fleet.duties for fleet in self.fleets], chosen, known)
        return Proof(min(known_cost, max(self.bound, choice.bound)), answer)
