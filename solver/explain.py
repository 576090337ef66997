"""Why a ticket is on nobody's list: the rule that stopped the crew that came furthest, in a sentence.

Every duty is tried in stages: may the crew do it at all, could it with an empty list, does it fit into
its list as planned. The reason is that of the furthest stage any crew reached, so it names the real obstacle.
Other crews' times stand still meanwhile: a place that would move work they are tied to counts as none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from dispatch.duty import Duty, DutyKey
from dispatch.plan import CrewRoute, Plan, Reason, Sequences, Stop, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rules import Violation, breaks, changed, locks, priority_first, shifts, stocked, unfit, windows
from dispatch.schedule import schedule, walk
from dispatch.score import score
from dispatch.ticket import Ticket, Visit

CREWS_TRIED = 12
"""Places are tried on the lists of this many duties that could do it with an empty list, nearest first."""
PLACES_PRICED = 4
"""Of the places where it fits, the score is asked for this many: those that look cheapest."""
UNFIT = {"skill": Reason.SKILL, "equipment": Reason.EQUIPMENT, "crew": Reason.CREW}
MINUTE = timedelta(minutes=1)


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


@dataclass(frozen=True, slots=True)
class _Trial:
    """One list of one duty, walked with the visit in it."""

    duty: Duty
    route: CrewRoute
    stop: Stop
    breach: str
    """The first rule it breaks; empty when it breaks none."""
    short: float
    """Minutes past the duty's latest end or longest duty; 0 when something else is in the way."""


@dataclass(frozen=True)
class _Case:
    """The plan that the tickets are left out of, and what is asked of it again and again."""

    problem: PlanningProblem
    plan: Plan
    stops: dict[Visit, Stop] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stops", {visit: stop for visit, (_, stop) in self.plan.stops().items()})

    @cached_property
    def routes(self) -> dict[DutyKey, CrewRoute]:
        return {route.duty: route for route in self.plan.routes}

    @cached_property
    def changes(self) -> int:
        budget = self.problem.change_budget
        return len(changed(self.problem, self.plan, budget.tolerance)) if budget is not None else 0

    @cached_property
    def tied(self) -> dict[Visit, datetime]:
        """When the planned visits start that other crews' times hang on."""
        tied = {ticket.id for ticket in self.problem.tied_tickets}
        tied |= {link.ticket_id for ticket in self.problem.tied_tickets for link in ticket.after}
        return {visit: stop.start for visit, stop in self.stops.items() if visit.ticket_id in tied}

    def span(self, ticket: Ticket) -> tuple[datetime | None, datetime | None]:
        """From when and until when the ticket may start, as its planned predecessors are done."""
        earliest, latest = [], []
        for link in self.problem.comes_after(ticket):
            ends = [self.stops[v].leave for v in self.problem.ticket[link.ticket_id].visits if v in self.stops]
            earliest.append(max(ends) + link.min_delay)
            latest += [max(ends) + link.max_delay] if link.max_delay is not None else []
        return max(earliest, default=None), min(latest, default=None)

    def clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(ZoneInfo(self.problem.policy.zone)):%H:%M}"


def unassigned_reasons(problem: PlanningProblem, sequences: Sequences) -> tuple[Unassigned, ...]:
    """A reason code and a sentence for every ticket on no list of `sequences`, in the problem's order."""
    planned = {visit.ticket_id for order in sequences.values() for visit in order}
    left_out = [ticket for ticket in problem.tickets if ticket.id not in planned]
    if not left_out:
        return ()
    case = _Case(problem, schedule(problem, sequences))
    return tuple(Unassigned(ticket.id, *_explain(case, ticket, planned)) for ticket in left_out)


def _explain(case: _Case, ticket: Ticket, planned: set[str]) -> tuple[Reason, str]:
    for link in case.problem.comes_after(ticket):
        if link.ticket_id not in planned:
            return Reason.PRECEDENCE, f"It comes after ticket {link.ticket_id}, which is left out itself."
    if not case.problem.duties:
        return Reason.SHIFT, "No crew is on shift."
    for visit in ticket.visits:
        found = _best_finding(case, ticket, visit)
        if found.stage is not _Stage.FITS:
            return found.reason, found.sentence
    if len(ticket.parties) == 1:
        return found.reason, found.sentence
    sentence = f"It asks for {len(ticket.parties)} crews at one time: each share alone finds room, no common time did."
    return Reason.SHIFT, sentence


def _best_finding(case: _Case, ticket: Ticket, visit: Visit) -> _Finding:
    problem = case.problem
    findings: list[_Finding] = []
    near: list[Duty] = []
    for duty in problem.duties:
        blocked = _blocked(problem, duty, ticket, visit)
        if blocked is None:
            near.append(duty)
        else:
            findings.append(blocked)
    near.sort(key=lambda duty: problem.travel.free_flow_seconds(duty.start_place, ticket.place))
    able: list[Duty] = []
    for duty in near:
        alone = _trial(case, duty, (*problem.heads.get(duty.key, ()), visit), visit)
        if alone.breach:
            findings.append(_too_late(case, ticket, alone))
        else:
            able.append(duty)
        if len(able) == CREWS_TRIED:
            break
    if not able:
        best = max(findings)
        return _nobody(problem, ticket, visit) or best if best.stage is _Stage.UNFIT else best
    trials = [trial for duty in able for trial in _places(case, duty, visit)]
    fitting = [trial for trial in trials if not trial.breach]
    return _dear(case, ticket, fitting) if fitting else _full(case, trials)


def _blocked(problem: PlanningProblem, duty: Duty, ticket: Ticket, visit: Visit) -> _Finding | None:
    """Why the crew may not do the visit at whatever time."""
    reasons = tuple(unfit(duty, ticket, visit.party))
    if reasons:
        kind = reasons[0][0]
        lacking = len(duty.crew.lacks(ticket, visit.party))
        sentence = f"No crew may do it: {reasons[0][1]}."
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


def _nobody(problem: PlanningProblem, ticket: Ticket, visit: Visit) -> _Finding | None:
    """What is said when what one crew lacks is lacking in every crew on shift."""
    if not all(duty.crew.lacks(ticket, visit.party) for duty in problem.duties):
        return None
    needed = " and ".join(map(str, ticket.parties[visit.party].skills))
    sentence = f"No crew on shift holds {needed} together at the level needed."
    return _Finding(_Stage.UNFIT, 0, Reason.SKILL, sentence)


def _places(case: _Case, duty: Duty, visit: Visit) -> list[_Trial]:
    """The visit at every place in the duty's list that is not before its head."""
    head = case.problem.heads.get(duty.key, ())
    order = case.routes[duty.key].visits if duty.key in case.routes else head
    places = range(len(head), len(order) + 1)
    return [_trial(case, duty, (*order[:place], visit, *order[place:]), visit) for place in places]


def _trial(case: _Case, duty: Duty, order: Sequence[Visit], visit: Visit) -> _Trial:
    problem = case.problem
    begin, until = case.span(problem.ticket[visit.ticket_id])
    not_before = {one: case.tied[one] for one in order if one in case.tied}
    route = walk(problem, duty, order, not_before | ({visit: begin} if begin else {}))
    stop = next(stop for stop in route.stops if stop.visit == visit)
    over = route.end - duty.hard_end
    if duty.max_length is not None:
        over = max(over, route.end - route.departure - duty.max_length)
    if over <= timedelta(0) and until is not None and stop.start > until:
        return _Trial(duty, route, stop, "precedence", 0.0)
    if over <= timedelta(0) and any(one.start > not_before.get(one.visit, one.start) for one in route.stops):
        return _Trial(duty, route, stop, "tied", 0.0)
    return _Trial(duty, route, stop, _breach(problem, route, visit), max(over / MINUTE, 0.0))


def _breach(problem: PlanningProblem, route: CrewRoute, visit: Visit) -> str:
    """The first rule the route breaks, those about the visit itself before the others."""
    plan = Plan((route,))
    found: list[Violation] = list(
        chain.from_iterable(rule(problem, plan) for rule in (windows, locks, shifts, breaks, stocked, priority_first))
    )
    found.sort(key=lambda breach: breach.visit != visit)
    return (found[0].rule if found[0].visit in (visit, None) else "others") if found else ""


def _too_late(case: _Case, ticket: Ticket, trial: _Trial) -> _Finding:
    """What keeps the crew from it even with an empty list."""
    reasons = {"windows": Reason.TIME_WINDOW, "locks": Reason.LOCK, "precedence": Reason.PRECEDENCE}
    reason = reasons.get(trial.breach, Reason.SHIFT)
    there = f"crew {trial.duty.crew_id} could be there at {case.clock(trial.stop.arrival)} at the earliest"
    late = (trial.stop.start - case.problem.now) / MINUTE
    if trial.breach == "windows":
        closing = [max(w.end for w in group) for group in (ticket.appointments, ticket.access) if group]
        work = (trial.stop.leave - trial.stop.start) / MINUTE
        sentence = f"its last window closes at {case.clock(min(closing))} (work: {work:.0f} min)."
        return _Finding(_Stage.TIME, -late, reason, f"Nobody able comes in time: {there}, and {sentence}")
    if trial.breach in reasons:
        what = "its locked time is over" if trial.breach == "locks" else "that is too long after the ticket before it"
        return _Finding(_Stage.TIME, -late, reason, f"Nobody able comes in time: {there}, but {what}.")
    if trial.short == 0:
        sentence = f"No able crew has a lawful place for it: {there}, but not without breaking what its list must keep."
        return _Finding(_Stage.TIME, 0, reason, sentence)
    end = f"{trial.short:.0f} min past its latest end, {case.clock(trial.duty.hard_end)}."
    if trial.route.end <= trial.duty.hard_end:
        end = f"{trial.short:.0f} min past its longest duty."
    return _Finding(_Stage.TIME, -trial.short, reason, f"Shifts are too short: {there}, and would run {end}")


def _full(case: _Case, trials: Sequence[_Trial]) -> _Finding:
    """Able crews, but no place on their lists: the nearest miss speaks."""
    nearest = min(trials, key=lambda trial: trial.short)
    duty = nearest.duty
    route = case.routes.get(duty.key)
    busy = case.clock(max((stop.leave for stop in route.stops), default=duty.start) if route else duty.start)
    crew = f"crew {duty.crew_id} is busy until {busy} and its shift ends {case.clock(duty.hard_end)}"
    jobs = len(route.stops) if route else 0
    miss = "windows, breaks, priority or other crews' waiting leave no room between its jobs"
    if nearest.short > 0:
        miss = f"with its {jobs} jobs it would be {nearest.short:.0f} min short"
    return _Finding(_Stage.FULL, -nearest.short, Reason.SHIFT, f"Crews are full: {crew}; {miss}.")


def _dear(case: _Case, ticket: Ticket, fitting: list[_Trial]) -> _Finding:
    """It fits: what the cheapest place adds, against leaving out and against the change budget."""
    price = case.problem.prices[ticket.id].left_out
    likely = sorted(fitting, key=lambda trial: _guess(case, trial))[:PLACES_PRICED]
    priced = [(*_price(case, trial), trial.duty.crew_id) for trial in likely]
    # A place that pays and keeps the budget speaks first, then one that pays, then the cheapest.
    added, over, crew = min(priced, key=lambda one: (one[0] > price, one[1] > 0, one[0]))
    could = f"Crew {crew} could take it at a cost of {added:,.0f}; leaving it out costs {price:,.0f}"
    if added > price:
        return _Finding(_Stage.FITS, -added, Reason.COST, f"{could}.")
    if over:
        sentence = f"{could}, but {over} more visits than the budget allows would change."
        return _Finding(_Stage.FITS, -added, Reason.CHANGE_BUDGET, sentence)
    return _Finding(_Stage.FITS, -added, Reason.COST, f"{could}. The search ended before using it.")


def _guess(case: _Case, trial: _Trial) -> float:
    """What the place seems to add: travel, and every clock on the list at its price a minute."""
    before = case.routes.get(trial.duty.key)
    guess = 0.0
    for route, sign in ((trial.route, 1), (before, -1)):
        if route is not None:
            guess += sign * case.problem.policy.weights.travel_minute * (route.travel / MINUTE)
            for stop in route.stops:
                prices = case.problem.prices[stop.visit.ticket_id]
                minute = prices.outage_minute + prices.arrival_late_minute + prices.restoration_late_minute
                guess += sign * minute * ((stop.leave - case.problem.now) / MINUTE)
    return guess


def _price(case: _Case, trial: _Trial) -> tuple[float, int]:
    """What the place adds to the cost of its list, leaving out not counted; how far the change budget is overdrawn.

    Only that list is scored: no other crew's times move, and what waits upstream elsewhere is not counted.
    """
    problem, before = case.problem, case.routes.get(trial.duty.key)
    ids = dict.fromkeys(visit.ticket_id for visit in trial.route.visits)
    own = replace(problem, tickets=tuple(problem.ticket[name] for name in ids), crews=(trial.duty.crew,), locks=())
    old, new = Plan((before,) if before else ()), Plan((trial.route,))
    added = score(own, new).total - score(own, old).total
    over, budget = 0, problem.change_budget
    if budget is not None:
        changes = len(changed(own, new, budget.tolerance)) - len(changed(own, old, budget.tolerance))
        over = case.changes + changes - budget.changes
    return added + problem.prices[trial.stop.visit.ticket_id].left_out, max(0, over)
