"""What of a live problem a scenario folder carries: nothing personal, and what else it cannot say is told.

Personal is who people are, and where they live or are met: names of crews and members, addresses, contacts, notes.
A planning problem knows only some of these, and they are left out here; contacts, notes and members never reach it.
What the plan depends on stays: ids, skills, shifts, the kind of fault, and places. A place is as good as an address to
whoever has a map, so a day that leaves the house should have its places rounded; drives then differ a little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dispatch.crew import Break, Crew, Shift
from dispatch.duty import DutyKey
from dispatch.place import Place
from dispatch.plan import CrewRoute, Plan
from dispatch.policy import Policy
from dispatch.problem import Lock, PlanningProblem
from dispatch.ticket import Ticket

COARSE = 3
"""Decimals of a degree, about 100 m: a street, and not a house."""


@dataclass(frozen=True)
class Carried:
    """The problem as the folder says it, and in sentences what it cannot say.

    Its travel matrix is the live one: a folder has none, and those who read it make their own.
    """

    problem: PlanningProblem
    not_carried: tuple[str, ...]


def carried(problem: PlanningProblem, *, coarse: bool = False) -> Carried:
    """What is left of the problem; `coarse` rounds all places to `COARSE` decimals."""
    told: list[str] = []
    crews = tuple(_crew(problem, crew, told) for crew in problem.crews if _shifts(problem, crew))
    known = frozenset(crew.id for crew in crews)
    kept = replace(
        problem,
        tickets=tuple(_ticket(problem, ticket, known, told) for ticket in problem.tickets),
        crews=crews,
        policy=_policy(problem.policy),
        locks=tuple(_locks(problem.locks, known, told)),
        previous=_published(problem),
    )
    return Carried(_rounded(kept) if coarse else kept, tuple(told))


def _shifts(problem: PlanningProblem, crew: Crew) -> list[Shift]:
    """The shifts that are not over; plans may still use no others."""
    numbered = zip(crew.shift_numbers, crew.shifts, strict=True)
    return [shift for number, shift in numbered if DutyKey(crew.id, number) in problem.duty]


def _crew(problem: PlanningProblem, crew: Crew, told: list[str]) -> Crew:
    shifts = []
    for shift in _shifts(problem, crew):
        shifts.append(replace(shift, number=None, breaks=tuple(_breaks_inside(shift))))
        last = shift.end + shift.max_overtime
        if any(pause.latest >= shift.start and pause.latest + pause.duration > last for pause in shift.breaks):
            told.append(f"Crew {crew.id} may begin a break too late to end in its shift; here it may not.")
    return replace(crew, name="", shifts=tuple(shifts))


def _breaks_inside(shift: Shift) -> Iterable[Break]:
    """The breaks as far as they lie in the shift: those of a cut one may not."""
    for pause in shift.breaks:
        earliest = max(pause.earliest, shift.start)
        latest = min(pause.latest, shift.end + shift.max_overtime - pause.duration)
        if earliest <= latest:
            yield replace(pause, earliest=earliest, latest=latest)


def _ticket(problem: PlanningProblem, ticket: Ticket, crews: frozenset[str], told: list[str]) -> Ticket:
    started = tuple(start for start in ticket.started if start.crew_id in crews)
    if len(started) < len(ticket.started):
        told.append(f"Ticket {ticket.id} was begun by a crew that has no shift left; it is not begun here.")
    preferred = ticket.preferred_crews & crews
    if ticket.preferred_crews and not preferred:
        told.append(f"Ticket {ticket.id} prefers crews that are not at work; here it prefers none.")
    return replace(
        ticket,
        address="",
        after=problem.comes_after(ticket),
        upstream=ticket.upstream if ticket.upstream in problem.ticket else None,
        preferred_crews=preferred,
        forbidden_crews=ticket.forbidden_crews & crews,
        started=started,
    )


def _policy(policy: Policy) -> Policy:
    weights = policy.weights
    return replace(
        policy,
        weights=replace(
            weights,
            arrival_steps={priority: steps for priority, steps in weights.arrival_steps.items() if steps},
            restoration_steps={priority: steps for priority, steps in weights.restoration_steps.items() if steps},
        ),
    )


def _locks(locks: Iterable[Lock], crews: frozenset[str], told: list[str]) -> Iterable[Lock]:
    for lock in locks:
        if lock.crew_id is None or lock.crew_id in crews:
            yield lock
        else:
            told.append(f"Ticket {lock.visit.ticket_id} is locked to crew {lock.crew_id}, which has no shift left.")
            if lock.start is not None:
                yield replace(lock, crew_id=None)


def _published(problem: PlanningProblem) -> Plan | None:
    """The published plan of what is left, its shifts counted as in the folder."""
    if problem.previous is None:
        return None
    number = {
        key: DutyKey(crew.id, place)
        for crew in problem.crews
        for place, key in enumerate(duty.key for duty in problem.duties if duty.crew_id == crew.id)
    }
    routes = tuple(
        _route(problem, route, number[route.duty]) for route in problem.previous.routes if route.duty in number
    )
    routes = tuple(route for route in routes if route.stops)
    return Plan(routes) if routes else None


def _route(problem: PlanningProblem, route: CrewRoute, key: DutyKey) -> CrewRoute:
    return replace(route, duty=key, stops=tuple(stop for stop in route.stops if problem.has(stop.visit)))


def _rounded(problem: PlanningProblem) -> PlanningProblem:
    return replace(
        problem,
        tickets=tuple(replace(ticket, place=_near(ticket.place)) for ticket in problem.tickets),
        crews=tuple(_crew_near(crew) for crew in problem.crews),
    )


def _near(place: Place) -> Place:
    return Place(round(place.lat, COARSE), round(place.lon, COARSE))


def _crew_near(crew: Crew) -> Crew:
    return replace(
        crew,
        shifts=tuple(
            replace(shift, start_place=_near(shift.start_place), end_place=_near(shift.end_place))
            for shift in crew.shifts
        ),
        depot=crew.depot and _near(crew.depot),
        position=crew.position and _near(crew.position),
    )
