"""How a plan may really run: arrival and restoration of every ticket as P50 and P90, and the risk of each promise.

The lists are driven many times over with durations drawn from their spreads (seeded Monte Carlo): each crew does its
visits in order, crews of one ticket wait for each other, and a ticket waits for those it comes after, as in the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random

from dispatch.duty import DutyKey
from dispatch.plan import Plan, Stop
from dispatch.problem import PlanningProblem
from dispatch.quantiles import NO_SPREAD, Quantiles
from dispatch.schedule import earliest_start
from dispatch.ticket import Ticket, Visit
from dispatch.work_spread import WorkSpread

NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class TicketForecast:
    """When a planned ticket's crew arrives and its power is back, and the risk of each promise (0..1)."""

    ticket_id: str
    arrival_p50: datetime
    arrival_p90: datetime
    restored_p50: datetime
    restored_p90: datetime
    arrival_late: float
    restoration_late: float


def forecast(
    problem: PlanningProblem,
    plan: Plan,
    work: WorkSpread,
    travel: Quantiles = NO_SPREAD,
    *,
    samples: int = 300,
    seed: int = 1,
) -> dict[str, TicketForecast]:
    """The forecast of every planned ticket, by id, in the problem's order; the same seed gives the same.

    Parameters
    ----------
    work
        The spread of each party's working time over the problem's; of work under way, that it is not done yet counts.
    travel
        The spread of every drive over the planned one.
    samples
        How often the plan is driven.
    """
    case, rng = _Case(problem, plan, work, travel), Random(seed)
    runs = [case.run(rng) for _ in range(samples)]
    return {
        ticket.id: _forecast(problem, ticket, [run[ticket.id] for run in runs])
        for ticket in problem.tickets
        if ticket.id in case.planned
    }


_Run = dict[str, tuple[datetime, datetime]]
"""Arrival of the lead and restoration of each ticket, by id."""


@dataclass(frozen=True)
class _Leg:
    """What a crew does for one visit, as planned: drive, pauses, work."""

    duty: DutyKey
    stop: Stop
    pauses: timedelta
    work: timedelta
    inside: timedelta
    """Breaks inside the work."""
    spread: Quantiles


@dataclass(frozen=True)
class _Case:
    problem: PlanningProblem
    plan: Plan
    work: WorkSpread
    travel: Quantiles
    planned: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "planned", frozenset(visit.ticket_id for visit in self.plan.stops()))

    @cached_property
    def starts(self) -> dict[DutyKey, datetime]:
        return {route.duty: route.departure for route in self.plan.routes}

    @cached_property
    def groups(self) -> list[list[_Leg]]:
        """The visits of each ticket, tickets in order of their planned start: nobody waits for a later one."""
        found: defaultdict[tuple[datetime, str], list[tuple[int, _Leg]]] = defaultdict(list)
        for route in self.plan.routes:
            for place, leg in enumerate(self._legs(route.duty, route.departure, route.stops)):
                found[leg.stop.start, leg.stop.visit.ticket_id].append((place, leg))
        # Of tickets that start at one time the earlier on a list goes first: visits may take no time at all.
        order = sorted(found, key=lambda key: (key[0], max(place for place, _ in found[key]), key[1]))
        return [[leg for _, leg in sorted(found[key], key=lambda one: one[1].stop.visit)] for key in order]

    def _legs(self, key: DutyKey, clock: datetime, stops: Sequence[Stop]) -> list[_Leg]:
        found, crew = [], self.problem.duty[key].crew
        for stop in stops:
            ticket = self.problem.ticket[stop.visit.ticket_id]
            work = crew.work_time(ticket.parties[stop.visit.party])
            under_way = stop.visit in self.problem.arrived
            pauses = NONE if under_way else max(NONE, stop.arrival - clock - stop.travel)
            inside = NONE if under_way else max(NONE, stop.leave - stop.start - work)
            found.append(_Leg(key, stop, pauses, work, inside, self.work(ticket, stop.visit.party)))
            clock = max(clock, stop.leave)
        return found

    def run(self, rng: Random) -> _Run:
        """One drive of the whole plan."""
        clocks, left = dict(self.starts), dict[Visit, datetime]()
        arrivals: dict[str, datetime] = {}
        for legs in self.groups:
            ticket = self.problem.ticket[legs[0].stop.visit.ticket_id]
            there = {leg.stop.visit: self._arrival(leg, clocks[leg.duty], rng) for leg in legs}
            ready = max((*there.values(), *self._released(ticket, left)))
            for leg in legs:
                visit = leg.stop.visit
                left[visit] = self._done(leg, ticket, there[visit], ready, rng)
                clocks[leg.duty] = max(clocks[leg.duty], left[visit])
            if legs[0].stop.visit.party == 0:
                arrivals[ticket.id] = there[legs[0].stop.visit]
        return {name: (arrivals.get(name, back), back) for name, back in self._restored(left).items()}

    def _arrival(self, leg: _Leg, clock: datetime, rng: Random) -> datetime:
        if leg.stop.visit in self.problem.arrived:
            return leg.stop.arrival
        return clock + leg.pauses + _seconds(leg.stop.travel, self.travel.at(rng.random()))

    def _released(self, ticket: Ticket, left: Mapping[Visit, datetime]) -> list[datetime]:
        """When the tickets it comes after let it start."""
        return [
            left[visit] + link.min_delay
            for link in self.problem.comes_after(ticket)
            for visit in self.problem.ticket[link.ticket_id].visits
            if visit in left
        ]

    def _done(self, leg: _Leg, ticket: Ticket, there: datetime, ready: datetime, rng: Random) -> datetime:
        visit, now = leg.stop.visit, self.problem.now
        if visit in self.problem.arrived:
            # Not done yet says that it takes longer than so far.
            so_far = leg.spread.share_within((now - there) / leg.work) if leg.work else 1.0
            share = so_far + (1 - so_far) * rng.random()
            return max(now, there + _seconds(leg.work, leg.spread.at(share))) if leg.work else now
        start = earliest_start(ticket, ready, leg.work) or ready
        return start + leg.inside + _seconds(leg.work, leg.spread.at(rng.random()))

    def _restored(self, left: Mapping[Visit, datetime]) -> dict[str, datetime]:
        """When each ticket's power is back: its last crew done, and everything upstream restored."""
        own: dict[str, datetime] = {}
        for visit, at in left.items():
            own[visit.ticket_id] = max(at, own.get(visit.ticket_id, at))
        found = {}
        for name, at in own.items():
            seen, upstream = {name}, self.problem.ticket[name].upstream
            while upstream in self.problem.ticket and upstream is not None and upstream not in seen:
                at = max(at, own.get(upstream, self.problem.horizon))
                seen.add(upstream)
                upstream = self.problem.ticket[upstream].upstream
            found[name] = at
        return found


def _seconds(planned: timedelta, factor: float) -> timedelta:
    return timedelta(seconds=round(planned.total_seconds() * factor))


def _forecast(problem: PlanningProblem, ticket: Ticket, runs: Sequence[tuple[datetime, datetime]]) -> TicketForecast:
    arrivals, restored = (sorted(side) for side in zip(*runs, strict=True))
    targets = problem.policy.targets
    return TicketForecast(
        ticket.id,
        arrivals[len(runs) // 2],
        arrivals[len(runs) * 9 // 10],
        restored[len(runs) // 2],
        restored[len(runs) * 9 // 10],
        sum(at > targets.arrive_by(ticket) for at in arrivals) / len(runs),
        sum(at > targets.restore_by(ticket) for at in restored) / len(runs),
    )
