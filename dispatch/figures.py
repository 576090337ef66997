"""The totals a person reads off a plan: promises kept, customers' minutes, the crews' time.

Figures are facts in minutes and counts; what they cost is :mod:`dispatch.score`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.clocks import Clock, ClockState, TicketClocks, ticket_clocks
from dispatch.duty import DutyKey
from dispatch.plan import CrewRoute, Plan
from dispatch.problem import PlanningProblem
from dispatch.score import busy_time
from dispatch.ticket import AreaClass, Priority

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Compliance:
    """How one promise fared over some tickets."""

    tickets: int
    planned: int
    met: int
    average_minutes: float | None
    """From the report to the promised event, over the planned tickets; None when there are none."""

    @property
    def share(self) -> float | None:
        """Met of all tickets, 0..1: a ticket left out counts as not met, so leaving out never looks better."""
        return self.met / self.tickets if self.tickets else None


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise over all tickets, and by the classes and priorities that occur."""

    overall: Compliance
    by_area: Mapping[AreaClass, Compliance]
    by_priority: Mapping[Priority, Compliance]


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """One duty's time."""

    duty: DutyKey
    visits: int
    travel: timedelta
    busy: timedelta
    """On the road and at work."""
    overtime: timedelta
    regular: timedelta
    """What the shift still had without overtime, seen from the plan's now."""

    @property
    def utilisation(self) -> float:
        """Busy time / regular time; above 1 in overtime, 0 without regular time."""
        return self.busy / self.regular if self.regular else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan in figures."""

    tickets: int
    left_out: int
    arrival: Promise
    restoration: Promise
    customer_minutes: Mapping[str, float]
    """Customer-minutes interrupted from report to restoration, by ticket, of those that are planned."""
    customer_minutes_left_out: Mapping[str, float]
    """From report to the plan's horizon: at least this much, by ticket, of those left out."""
    duties: tuple[DutyFigures, ...]
    """All duties, those without work too, in the problem's order."""

    @property
    def served(self) -> int:
        """Tickets on somebody's list."""
        return self.tickets - self.left_out

    @property
    def travel(self) -> timedelta:
        """All time on the road."""
        return sum((duty.travel for duty in self.duties), timedelta(0))

    @property
    def overtime(self) -> timedelta:
        """All time beyond the shifts' regular ends."""
        return sum((duty.overtime for duty in self.duties), timedelta(0))

    @property
    def utilisation(self) -> float:
        """Busy time / regular time of all duties together."""
        busy = sum((duty.busy for duty in self.duties), timedelta(0))
        regular = sum((duty.regular for duty in self.duties), timedelta(0))
        return busy / regular if regular else 0.0


def figures(problem: PlanningProblem, plan: Plan) -> Figures:
    """The plan's figures under the problem's policy."""
    clocks = tuple(ticket_clocks(problem, plan).values())
    planned = [entry for entry in clocks if entry.planned]
    left_out = [entry for entry in clocks if not entry.planned]
    routes = {route.duty: route for route in plan.routes}
    return Figures(
        tickets=len(clocks),
        left_out=len(left_out),
        arrival=_promise(clocks, lambda entry: entry.arrival),
        restoration=_promise(clocks, lambda entry: entry.restoration),
        customer_minutes={e.ticket.id: _dark(e, e.restoration.at or problem.horizon) for e in planned},
        customer_minutes_left_out={e.ticket.id: _dark(e, problem.horizon) for e in left_out},
        duties=tuple(_duty(problem, duty.key, routes.get(duty.key)) for duty in problem.duties),
    )


_Pick = Callable[[TicketClocks], Clock]


def _promise(clocks: Iterable[TicketClocks], pick: _Pick) -> Promise:
    entries = tuple(clocks)
    by_area = {area: [e for e in entries if e.ticket.area_class is area] for area in AreaClass}
    by_priority = {priority: [e for e in entries if e.ticket.priority is priority] for priority in Priority}
    return Promise(
        overall=_compliance(entries, pick),
        by_area={area: _compliance(some, pick) for area, some in by_area.items() if some},
        by_priority={priority: _compliance(some, pick) for priority, some in by_priority.items() if some},
    )


def _compliance(entries: Iterable[TicketClocks], pick: _Pick) -> Compliance:
    pairs = [(entry.ticket.reported_at, pick(entry)) for entry in entries]
    waits = [(clock.at - reported) / MINUTE for reported, clock in pairs if clock.at is not None]
    return Compliance(
        tickets=len(pairs),
        planned=len(waits),
        met=sum(clock.state is not ClockState.MISSED for _, clock in pairs),
        average_minutes=sum(waits) / len(waits) if waits else None,
    )


def _dark(entry: TicketClocks, until: datetime) -> float:
    return entry.ticket.customers * max(0.0, (until - entry.ticket.reported_at) / MINUTE)


def _duty(problem: PlanningProblem, key: DutyKey, route: CrewRoute | None) -> DutyFigures:
    duty = problem.duty[key]
    regular = max(timedelta(0), duty.regular_end - duty.start)
    if route is None:
        return DutyFigures(key, 0, timedelta(0), timedelta(0), timedelta(0), regular)
    overtime = max(timedelta(0), route.end - duty.regular_end)
    return DutyFigures(key, len(route.stops), route.travel, busy_time(problem, route), overtime, regular)
