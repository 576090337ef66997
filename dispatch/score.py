"""The sole judge of "better": what a plan costs, by term, by visit and by duty.

Lower is better. Prices come from the policy (or the ticket's own); minutes are exact fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.duty import DutyKey
from dispatch.plan import CrewRoute, Plan, Stop
from dispatch.problem import PlanningProblem
from dispatch.rules import changed
from dispatch.ticket import Ticket, Visit

MINUTE = timedelta(minutes=1)


class Term(StrEnum):
    """What a plan pays for."""

    ARRIVAL_LATENESS = "arrival_lateness"
    RESTORATION_LATENESS = "restoration_lateness"
    OUTAGE = "customer_minutes"
    LEFT_OUT = "left_out"
    TRAVEL = "travel"
    OVERTIME = "overtime"
    WAITING = "waiting"
    CALLOUT = "callout"
    CHANGE = "change"
    WORKLOAD = "workload"
    PREFERENCE = "preference"


Costs = Mapping[Term, float]


@dataclass(frozen=True, slots=True)
class Score:
    """A plan's cost. Tickets pay clocks, leaving out, change and preference; duties pay the rest."""

    by_ticket: Mapping[str, Costs]
    by_duty: Mapping[DutyKey, Costs]

    @property
    def terms(self) -> dict[Term, float]:
        """Cost of each term over the whole plan; terms without cost are 0."""
        totals = dict.fromkeys(Term, 0.0)
        for costs in (*self.by_ticket.values(), *self.by_duty.values()):
            for term, cost in costs.items():
                totals[term] += cost
        return totals

    @property
    def total(self) -> float:
        """The whole cost."""
        return sum(self.terms.values())


def score(problem: PlanningProblem, plan: Plan) -> Score:
    """What the plan costs under the problem's policy; whether it keeps the rules is not asked here."""
    stops = plan.stops()
    restored = restored_at(problem, plan)
    change = changed(problem, plan, problem.policy.weights.change_tolerance)
    by_ticket: dict[str, Costs] = {}
    for ticket in problem.tickets:
        own = {visit: stops[visit] for visit in ticket.visits if visit in stops}
        costs = _clocks(problem, ticket, own, restored) if own else _left_out(problem, ticket)
        costs[Term.CHANGE] += _change_price(problem, ticket, change)
        costs[Term.PREFERENCE] += _preference(problem, ticket, own)
        by_ticket[ticket.id] = {term: cost for term, cost in costs.items() if cost}
    return Score(by_ticket, {route.duty: _duty_costs(problem, route) for route in plan.routes})


def restored_at(problem: PlanningProblem, plan: Plan) -> dict[str, datetime]:
    """When each planned ticket's customers have power: its last crew done, and everything upstream restored.

    What is not planned, upstream, is dark until the horizon. Rings of upstream tickets count once.
    """
    stops = plan.stops()
    own = {
        ticket.id: max(stops[visit][1].leave for visit in ticket.visits if visit in stops)
        for ticket in problem.tickets
        if any(visit in stops for visit in ticket.visits)
    }
    restored: dict[str, datetime] = {}
    for ticket_id, done in own.items():
        latest, seen, upstream = done, {ticket_id}, problem.ticket[ticket_id].upstream
        while upstream is not None and upstream in problem.ticket and upstream not in seen:
            latest = max(latest, own.get(upstream, problem.horizon))
            seen.add(upstream)
            upstream = problem.ticket[upstream].upstream
        restored[ticket_id] = latest
    return restored


def _clocks(
    problem: PlanningProblem,
    ticket: Ticket,
    own: Mapping[Visit, tuple[DutyKey, Stop]],
    restored: Mapping[str, datetime],
) -> defaultdict[Term, float]:
    targets, prices = problem.policy.targets, problem.prices[ticket.id]
    costs: defaultdict[Term, float] = defaultdict(float)
    lead = own.get(ticket.visits[0])
    if lead is not None:
        late = lead[1].arrival - targets.arrive_by(ticket)
        costs[Term.ARRIVAL_LATENESS] = prices.late_arrival(late)
    back = restored[ticket.id]
    late = back - targets.restore_by(ticket)
    costs[Term.RESTORATION_LATENESS] = prices.late_restoration(late)
    dark = max(timedelta(0), back - max(problem.now, ticket.reported_at))
    costs[Term.OUTAGE] = prices.outage_minute * (dark / MINUTE)
    return costs


def _left_out(problem: PlanningProblem, ticket: Ticket) -> defaultdict[Term, float]:
    return defaultdict(float, {Term.LEFT_OUT: problem.prices[ticket.id].left_out})


def _change_price(problem: PlanningProblem, ticket: Ticket, change: Mapping[Visit, str]) -> float:
    weights = problem.policy.weights
    price = {"crew": weights.changed_crew, "time": weights.changed_time}
    return sum(price.get(change.get(visit, ""), 0.0) for visit in ticket.visits)


def _preference(problem: PlanningProblem, ticket: Ticket, own: Mapping[Visit, tuple[DutyKey, Stop]]) -> float:
    if not ticket.preferred_crews:
        return 0.0
    others = sum(key.crew_id not in ticket.preferred_crews for key, _ in own.values())
    return problem.policy.weights.not_preferred * others


def _duty_costs(problem: PlanningProblem, route: CrewRoute) -> Costs:
    weights, duty = problem.policy.weights, problem.duty[route.duty]
    overtime = max(timedelta(0), route.end - duty.regular_end)
    return {
        Term.TRAVEL: weights.travel_minute * (route.travel / MINUTE),
        Term.OVERTIME: weights.overtime_minute * (overtime / MINUTE),
        Term.WAITING: weights.waiting_minute * (waiting_time(route) / MINUTE),
        Term.CALLOUT: duty.crew.callout_price,
        Term.WORKLOAD: weights.workload * workload(problem, route),
    }


def waiting_time(route: CrewRoute) -> timedelta:
    """Time on site before work could start."""
    return sum((stop.start - stop.arrival for stop in route.stops), timedelta(0))


def workload(problem: PlanningProblem, route: CrewRoute) -> float:
    """(Minutes on the road and at work)² / the duty's regular minutes."""
    duty = problem.duty[route.duty]
    busy = busy_time(problem, route) / MINUTE
    return busy * busy / max(1.0, (duty.regular_end - duty.start) / MINUTE)


def busy_time(problem: PlanningProblem, route: CrewRoute) -> timedelta:
    """Time on the road and at work; waiting and breaks are not busy."""
    crew = problem.duty[route.duty].crew
    work = (crew.work_time(problem.ticket[v.ticket_id].parties[v.party]) for v in route.visits)
    return sum(work, route.travel)
