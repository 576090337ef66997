"""What already stands when the day is planned again: work on the road, frozen visits, what changes are counted."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from dispatch.plan import Plan, Reason, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rules import check, unfit
from dispatch.schedule import schedule
from dispatch.sentences import say
from dispatch.ticket import Ticket, Visit


def held_as_far_as_lawful(problem: PlanningProblem, published: Plan | None) -> PlanningProblem:
    """The problem after `published`, holding in place only what can be done there.

    Visits begun, and those their crew may no longer do, are taken out of the previous plan: their change is
    nobody's choice. Of the frozen visits and those a crew still drives to, each is free again that breaks a rule where
    it stands: the end of a late crew's list, work in a cut shift, a partner that has gone, a lock to another crew.
    """
    if published is not None:
        begun = {Visit(ticket.id, start.party) for ticket in problem.tickets for start in ticket.started}
        problem = replace(problem, previous=_without(published, begun | _beyond(problem, published)))
    while broken := _broken(problem):
        tickets = tuple(_called_off(ticket, broken) for ticket in problem.tickets)
        previous = problem.previous and _without(problem.previous, broken)
        problem = replace(problem, tickets=tickets, previous=previous)
    return problem


def _beyond(problem: PlanningProblem, published: Plan) -> set[Visit]:
    """The visits whose published crew lacks what they need, or is not to do them."""
    return {
        visit
        for visit, (key, _) in published.stops().items()
        if problem.has(visit)
        and key in problem.duty
        and any(unfit(problem.duty[key], problem.ticket[visit.ticket_id], visit.party))
    }


def _without(plan: Plan, visits: Set[Visit]) -> Plan:
    routes = (replace(route, stops=tuple(s for s in route.stops if s.visit not in visits)) for route in plan.routes)
    return replace(plan, routes=tuple(route for route in routes if route.stops))


def _called_off(ticket: Ticket, visits: Set[Visit]) -> Ticket:
    started = tuple(start for start in ticket.started if Visit(ticket.id, start.party) not in visits)
    return ticket if len(started) == len(ticket.started) else replace(ticket, started=started)


def _broken(problem: PlanningProblem) -> set[Visit]:
    """What is held but not yet on site, and breaks a rule in a plan of nothing but what is held."""
    movable = {key: [v for v in head if v not in problem.arrived] for key, head in problem.heads.items()}
    every = {visit for head in movable.values() for visit in head}
    if not every:
        return set()
    held = {visit.ticket_id for head in problem.heads.values() for visit in head}
    rest = tuple(
        Unassigned(ticket.id, Reason.COST, say("left_out.not_in_this_order"))
        for ticket in problem.tickets
        if ticket.id not in held
    )
    broken: set[Visit] = set()
    for violation in check(problem, schedule(problem, problem.heads, rest)):
        if violation.visit is not None:
            broken.update(problem.ticket[violation.visit.ticket_id].visits)
        elif violation.duty is not None:
            broken.update(movable.get(violation.duty, [])[-1:])
    return broken & every
