"""Why a ticket is on nobody's list: the rule that stopped the crew that came furthest, in a sentence.

Every duty is tried in stages: may the crew do it at all, could it with an empty list, does it fit into
its list as planned. The reason is that of the furthest stage any crew reached, so it names the real obstacle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from dispatch.duty import Duty
from dispatch.plan import CrewRoute, Plan, Reason, Sequences, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rules import priority_first, shifts, stocked, unfit, windows
from dispatch.schedule import schedule
from dispatch.score import score
from dispatch.ticket import Ticket, Visit

CREWS_TRIED = 12
"""Positions are tried on the lists of this many able crews, nearest first."""
CREWS_TRIED_TIED = 4
"""The same for tickets tied to others: each trial works out the whole plan's times."""
UNFIT = {"skill": Reason.SKILL, "equipment": Reason.EQUIPMENT, "crew": Reason.CREW}


class _Stage(IntEnum):
    """How far a crew comes with a ticket."""

    UNFIT = 0
    LOCKED = 1
    PARTS = 2
    TIME = 3
    FULL = 4
    FITS = 5


@dataclass(frozen=True, slots=True, order=True)
class _Finding:
    stage: _Stage
    closeness: float
    """Among findings of one stage, the crew nearest to making it speaks."""
    reason: Reason
    sentence: str


def unassigned_reasons(problem: PlanningProblem, sequences: Sequences) -> tuple[Unassigned, ...]:
    """A reason code and a sentence for every ticket on no list of `sequences`, in the problem's order."""
    planned = {visit for order in sequences.values() for visit in order}
    left_out = [ticket for ticket in problem.tickets if not planned.intersection(ticket.visits)]
    if not left_out:
        return ()
    plan = schedule(problem, sequences)
    return tuple(_explain(problem, plan, ticket, planned) for ticket in left_out)


def _explain(problem: PlanningProblem, plan: Plan, ticket: Ticket, planned: set[Visit]) -> Unassigned:
    for link in problem.comes_after(ticket):
        if Visit(link.ticket_id) not in planned:
            sentence = f"It comes after ticket {link.ticket_id}, which is left out itself."
            return Unassigned(ticket.id, Reason.PRECEDENCE, sentence)
    if not problem.duties:
        return Unassigned(ticket.id, Reason.SHIFT, "No crew is on shift.")
    parties = [_best_finding(problem, plan, visit) for visit in ticket.visits]
    # The party that came least far keeps the ticket off the lists.
    worst = min(parties)
    if len(parties) > 1 and worst.stage is _Stage.FITS:
        sentence = f"It asks for {len(parties)} crews at the same time, and each alone would fit but not together."
        return Unassigned(ticket.id, Reason.SHIFT, sentence)
    return Unassigned(ticket.id, worst.reason, worst.sentence)


def _best_finding(problem: PlanningProblem, plan: Plan, visit: Visit) -> _Finding:
    ticket = problem.ticket[visit.ticket_id]
    findings: list[_Finding] = []
    able: list[Duty] = []
    for duty in problem.duties:
        blocked = _blocked(problem, duty, ticket, visit)
        if blocked is None:
            able.append(duty)
        else:
            findings.append(blocked)
    routes = {route.duty: route for route in plan.routes}
    able.sort(key=lambda duty: problem.travel.free_flow_seconds(duty.start_place, ticket.place))
    tied = visit.ticket_id in problem.tied_ids
    rest = plan.sequences if tied else {}
    tried = able[: CREWS_TRIED_TIED if tied else CREWS_TRIED]
    findings.extend(_in_time(problem, duty, routes.get(duty.key), visit, rest) for duty in tried)
    return max(findings)


def _blocked(problem: PlanningProblem, duty: Duty, ticket: Ticket, visit: Visit) -> _Finding | None:
    """Why the crew may not do the visit at whatever time."""
    reasons = tuple(unfit(duty, ticket, visit.party))
    if reasons:
        kind = reasons[0][0]
        lacking = len(duty.crew.lacks(ticket, visit.party))
        sentence = _nobody(problem, ticket, visit, kind) or f"{reasons[0][1].capitalize()}."
        return _Finding(_Stage.UNFIT, -len(reasons) - lacking, UNFIT[kind], sentence)
    for lock in problem.locks_by_visit.get(visit, ()):
        if lock.crew_id not in (None, duty.crew_id):
            sentence = f"It is locked to crew {lock.crew_id}, which cannot do it now."
            return _Finding(_Stage.LOCKED, 0, Reason.LOCK, sentence)
    carried = dict(duty.crew.parts)
    short = [name for name, count in ticket.parts if visit.party == 0 and carried.get(name, 0) < count]
    if short:
        sentence = f"It needs more {', '.join(short)} than crew {duty.crew_id}, which could do it, carries."
        return _Finding(_Stage.PARTS, -len(short), Reason.PARTS, sentence)
    return None


def _nobody(problem: PlanningProblem, ticket: Ticket, visit: Visit, kind: str) -> str | None:
    """The sentence when what one crew lacks is lacking in every crew on shift."""
    needed = ticket.parties[visit.party].skills
    if kind != "skill" or not all(duty.crew.lacks(ticket, visit.party) for duty in problem.duties):
        return None
    return f"No crew on shift holds {' and '.join(map(str, needed))} together at the level needed."


def _in_time(problem: PlanningProblem, duty: Duty, route: CrewRoute | None, visit: Visit, rest: Sequences) -> _Finding:
    """How far an able crew comes: with an empty list, then somewhere in its list; `rest` is what others do."""
    head = problem.heads.get(duty.key, ())
    alone = _trial(problem, duty, (*head, visit), visit, rest)
    if not alone.feasible:
        return _Finding(_Stage.TIME, -alone.short_minutes, alone.reason, _too_late(problem, duty, visit, alone))
    order = route.visits if route is not None else head
    trials = [
        _trial(problem, duty, (*order[:position], visit, *order[position:]), visit, rest)
        for position in range(len(head), len(order) + 1)
    ]
    fitting = [trial for trial in trials if trial.feasible]
    if not fitting:
        nearest = min(trials, key=lambda trial: trial.short_minutes)
        return _Finding(_Stage.FULL, -nearest.short_minutes, Reason.SHIFT, _full(problem, duty, route, nearest))
    before = _trial(problem, duty, order, visit, rest).cost if order or rest else 0.0
    added = min(trial.cost for trial in fitting) - before
    price = problem.prices[visit.ticket_id].left_out
    return _Finding(_Stage.FITS, -added, *_dear(problem, duty, added, price))


def _dear(problem: PlanningProblem, duty: Duty, added: float, price: float) -> tuple[Reason, str]:
    if added > price:
        sentence = f"Crew {duty.crew_id} could take it at a cost of {added:,.0f}; leaving it out costs {price:,.0f}."
        return Reason.COST, sentence
    if problem.change_budget is not None:
        sentence = f"Crew {duty.crew_id} could take it, but that moves more published work than the budget allows."
        return Reason.CHANGE_BUDGET, sentence
    sentence = f"Crew {duty.crew_id} has room for it at a cost of {added:,.0f}, but the search ended before using it."
    return Reason.COST, sentence


@dataclass(frozen=True, slots=True)
class _Trial:
    """One list of one duty, tried with nothing else or with what others do."""

    route: CrewRoute | None
    feasible: bool
    reason: Reason
    short_minutes: float
    """How far past its latest end the duty would run; 0 when something else is in the way."""
    cost: float


def _trial(problem: PlanningProblem, duty: Duty, order: Sequence[Visit], visit: Visit, rest: Sequences) -> _Trial:
    moved = set(order)
    others = {key: [v for v in visits if v not in moved] for key, visits in rest.items() if key != duty.key}
    plan = schedule(problem, {**others, duty.key: order})
    route = next((route for route in plan.routes if route.duty == duty.key), None)
    if route is None:
        return _Trial(None, True, Reason.COST, 0.0, _route_cost(problem, plan))
    late = tuple(windows(problem, plan))
    all_breaches = (*late, *shifts(problem, plan), *stocked(problem, plan), *priority_first(problem, plan))
    breaches = [breach for breach in all_breaches if breach.duty == duty.key]
    short = max(timedelta(0), route.end - duty.hard_end) / timedelta(minutes=1)
    reason = Reason.TIME_WINDOW if any(breach.visit == visit for breach in late) else Reason.SHIFT
    cost = 0.0 if breaches else _route_cost(problem, plan)
    return _Trial(route, not breaches, reason, short, cost)


def _route_cost(problem: PlanningProblem, plan: Plan) -> float:
    costs = score(problem, plan)
    served = {visit.ticket_id for route in plan.routes for visit in route.visits}
    tickets = sum(sum(costs.by_ticket[ticket_id].values()) for ticket_id in served)
    return tickets + sum(sum(terms.values()) for terms in costs.by_duty.values())


def _too_late(problem: PlanningProblem, duty: Duty, visit: Visit, trial: _Trial) -> str:
    assert trial.route is not None
    stop = next(stop for stop in trial.route.stops if stop.visit == visit)
    there = f"crew {duty.crew_id} could be there at {_clock(problem, stop.arrival)} at the earliest"
    if trial.reason is Reason.TIME_WINDOW:
        ticket = problem.ticket[visit.ticket_id]
        last = max(window.end for window in (*ticket.appointments, *ticket.access))
        return f"Nobody able comes in time: {there}, and its last window closes at {_clock(problem, last)}."
    if trial.short_minutes == 0:
        return f"No able crew has a lawful place for it: {there}, but not without breaking what its list must keep."
    end = _clock(problem, duty.hard_end)
    return f"Shifts are too short: {there}, and would run {trial.short_minutes:.0f} min past its latest end, {end}."


def _full(problem: PlanningProblem, duty: Duty, route: CrewRoute | None, nearest: _Trial) -> str:
    jobs = len(route.stops) if route is not None else 0
    until = f"{_clock(problem, duty.hard_end)}"
    if nearest.short_minutes > 0:
        return (
            f"Crews are full: the nearest fit is crew {duty.crew_id} with {jobs} jobs, "
            f"{nearest.short_minutes:.0f} min short of its latest end, {until}."
        )
    return f"Crews are full: crew {duty.crew_id} has {jobs} jobs, whose windows or priority leave no room for it."


def _clock(problem: PlanningProblem, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(problem.policy.zone)):%H:%M}"
