"""The part of the day that a run may change, and the whole plan again from what came out of it.

A ticket belongs to the crews whose lists it is on; one on nobody's list belongs to its region. Joint work,
and work that comes after other work, brings the other crews in, so that no tie leads out of the scope and what is
outside can be carried on as it runs.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import replace
from datetime import datetime

from dispatch.crew import Crew
from dispatch.live_day import LiveDay, problem_at
from dispatch.plan import Plan, Reason, Unassigned
from dispatch.plan_diff import carried_on
from dispatch.plan_run import PlanRun, RunScope
from dispatch.problem import Lock, PlanningProblem
from dispatch.regions import Regions
from dispatch.schedule import schedule
from dispatch.sentences import say
from dispatch.ticket import Ticket, Visit
from dispatch.travel.matrix import TravelTimes

NO_PLAN = Plan(())


def problem_of(run: PlanRun, day: LiveDay, now: datetime, travel: TravelTimes) -> PlanningProblem:
    """The whole day as the run plans it at `now`, its own locks and its horizon counted in."""
    own = {lock.visit for lock in run.settings.locks}
    locks = (*(lock for lock in day.locks if lock.visit not in own), *run.settings.locks)
    crews = tuple(_up_to(crew, now + run.scope.horizon) for crew in day.crews)
    day = replace(day, locks=locks, crews=crews)
    return problem_at(day, now, travel, freeze=run.settings.freeze, change_budget=run.settings.change_budget)


def _up_to(crew: Crew, end: datetime) -> Crew:
    return replace(crew, shifts=tuple(shift for shift in crew.shifts if shift.start <= end))


def within(problem: PlanningProblem, scope: RunScope, regions: Regions) -> PlanningProblem:
    """The problem with what is outside the scope taken out, or held to its crew."""
    if not scope.whole:
        problem = _cut(problem, *_inside(problem, scope, regions))
    return _held(problem, scope.tickets) if scope.tickets else problem


def with_the_rest(problem: PlanningProblem, part: PlanningProblem, plan: Plan) -> Plan:
    """The plan of the whole problem: `plan` for the part, and the running plan carried on for the rest."""
    if len(part.tickets) == len(problem.tickets) and len(part.crews) == len(problem.crews):
        return plan
    rest = carried_on(problem, problem.previous or NO_PLAN)
    orders = {key: visits for key, visits in rest.sequences.items() if key.crew_id not in part.crew}
    planned = {visit.ticket_id for order in orders.values() for visit in order}
    known = {one.ticket_id: one for one in (problem.previous or NO_PLAN).unassigned}
    outside = (ticket.id for ticket in problem.tickets if ticket.id not in part.ticket)
    left = tuple(known.get(name, _not_asked(name)) for name in outside if name not in planned)
    return schedule(problem, {**orders, **plan.sequences}, (*plan.unassigned, *left))


def _not_asked(ticket_id: str) -> Unassigned:
    return Unassigned(ticket_id, Reason.COST, say("left_out.not_in_this_run", ticket=ticket_id))


def _inside(problem: PlanningProblem, scope: RunScope, regions: Regions) -> tuple[set[str], set[str]]:
    """The tickets and crews in scope, with all that is tied to them."""
    crews = {c.id for c in problem.crews if c.id in scope.crews or regions.crews.get(c.id) in scope.regions}
    tickets: set[str] = set()
    while True:
        found = {ticket.id for ticket in problem.tickets if _belongs(problem, ticket, crews, scope, regions)}
        found |= {name for ticket in problem.tickets if ticket.id in found for name in _tied(problem, ticket)}
        found |= {ticket.id for ticket in problem.tickets if found & _tied(problem, ticket)}
        with_them = crews.union(*(_crews_of(problem, problem.ticket[name]) for name in found))
        if found == tickets and with_them == crews:
            return tickets, crews
        tickets, crews = found | tickets, with_them


def _belongs(
    problem: PlanningProblem, ticket: Ticket, crews: Collection[str], scope: RunScope, regions: Regions
) -> bool:
    theirs = _crews_of(problem, ticket)
    if theirs:
        return not theirs.isdisjoint(crews)
    return not scope.regions or regions.tickets.get(ticket.id) in scope.regions


def _crews_of(problem: PlanningProblem, ticket: Ticket) -> set[str]:
    """Whoever has a part of the ticket on the list, or is at it."""
    placed = {problem.published[visit][0].crew_id for visit in ticket.visits if visit in problem.published}
    return (placed | {start.crew_id for start in ticket.started}) & problem.crew.keys()


def _tied(problem: PlanningProblem, ticket: Ticket) -> set[str]:
    """The tickets this one waits for."""
    names = {link.ticket_id for link in problem.comes_after(ticket)} | {ticket.upstream or ticket.id}
    return names & problem.ticket.keys() - {ticket.id}


def _cut(problem: PlanningProblem, tickets: Set[str], crews: Set[str]) -> PlanningProblem:
    previous = problem.previous
    if previous is not None:
        routes = tuple(route for route in previous.routes if route.duty.crew_id in crews)
        previous = Plan(routes, tuple(one for one in previous.unassigned if one.ticket_id in tickets))
    return replace(
        problem,
        tickets=tuple(ticket for ticket in problem.tickets if ticket.id in tickets),
        crews=tuple(crew for crew in problem.crews if crew.id in crews),
        locks=tuple(lock for lock in problem.locks if lock.visit.ticket_id in tickets),
        previous=previous,
    )


def _held(problem: PlanningProblem, free: Set[str]) -> PlanningProblem:
    """The problem with every published visit locked to its crew, but for the `free` tickets'."""
    locks = tuple(
        Lock(visit, key.crew_id)
        for visit, (key, _) in problem.published.items()
        if visit.ticket_id not in free and _has_no_crew(problem, visit)
    )
    return replace(problem, locks=(*problem.locks, *locks))


def _has_no_crew(problem: PlanningProblem, visit: Visit) -> bool:
    return all(lock.crew_id is None for lock in problem.locks_by_visit.get(visit, ()))
