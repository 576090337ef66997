"""A visit tried at every place of a list: when it would be done there, what would break, what it would cost.

Other crews' times stand still meanwhile: a place that would move work they are tied to counts as none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from dispatch.duty import Duty, DutyKey
from dispatch.plan import CrewRoute, Plan, Stop
from dispatch.problem import PlanningProblem
from dispatch.rules import Violation, breaks, changed, locks, priority_first, shifts, stocked, windows
from dispatch.schedule import walk
from dispatch.score import score
from dispatch.ticket import Ticket, Visit

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Trial:
    """One list of one duty, walked with the visit in it."""

    duty: Duty
    route: CrewRoute
    stop: Stop
    breaches: tuple[str, ...]
    """The rules it breaks, those about the visit itself before those about the list, others' at the end."""
    short: float
    """Minutes past the duty's latest end or longest duty; 0 when something else is in the way."""

    @property
    def breach(self) -> str:
        """The first rule it breaks; empty when it breaks none."""
        return self.breaches[0] if self.breaches else ""


@dataclass(frozen=True)
class Trials:
    """A plan, and what is asked of it again and again while places for more visits are sought in it."""

    problem: PlanningProblem
    plan: Plan
    stops: dict[Visit, Stop] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stops", {visit: stop for visit, (_, stop) in self.plan.stops().items()})

    @cached_property
    def routes(self) -> dict[DutyKey, CrewRoute]:
        """The plan's lists by duty."""
        return {route.duty: route for route in self.plan.routes}

    @cached_property
    def changes(self) -> int:
        """How many visits the plan changes already, where a budget counts them."""
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
            if not ends:
                continue
            earliest.append(max(ends) + link.min_delay)
            latest += [max(ends) + link.max_delay] if link.max_delay is not None else []
        return max(earliest, default=None), min(latest, default=None)

    def clock(self, moment: datetime) -> str:
        """The time of day in the zone people read."""
        return f"{moment.astimezone(ZoneInfo(self.problem.policy.zone)):%H:%M}"

    def places(self, duty: Duty, visit: Visit) -> list[Trial]:
        """The visit at every place in the duty's list that is not before its head."""
        head = self.problem.heads.get(duty.key, ())
        order = self.routes[duty.key].visits if duty.key in self.routes else head
        places = range(len(head), len(order) + 1)
        return [self.trial(duty, (*order[:place], visit, *order[place:]), visit) for place in places]

    def trial(self, duty: Duty, order: Sequence[Visit], visit: Visit) -> Trial:
        """The duty walked in that order, and the rules it breaks."""
        problem = self.problem
        begin, until = self.span(problem.ticket[visit.ticket_id])
        not_before = {one: self.tied[one] for one in order if one in self.tied}
        route = walk(problem, duty, order, not_before | ({visit: begin} if begin else {}))
        stop = next(stop for stop in route.stops if stop.visit == visit)
        over = route.end - duty.hard_end
        if duty.max_length is not None:
            over = max(over, route.end - route.departure - duty.max_length)
        if over <= timedelta(0) and until is not None and stop.start > until:
            return Trial(duty, route, stop, ("precedence",), 0.0)
        if over <= timedelta(0) and any(one.start > not_before.get(one.visit, one.start) for one in route.stops):
            return Trial(duty, route, stop, ("tied",), 0.0)
        return Trial(duty, route, stop, _breaches(problem, route, visit), max(over / MINUTE, 0.0))

    def guess(self, trial: Trial) -> float:
        """What the place seems to add: travel, and every clock on the list at its price a minute."""
        before = self.routes.get(trial.duty.key)
        guess = 0.0
        for route, sign in ((trial.route, 1), (before, -1)):
            if route is not None:
                guess += sign * self.problem.policy.weights.travel_minute * (route.travel / MINUTE)
                for stop in route.stops:
                    prices = self.problem.prices[stop.visit.ticket_id]
                    minute = prices.outage_minute + prices.arrival_late_minute + prices.restoration_late_minute
                    guess += sign * minute * ((stop.leave - self.problem.now) / MINUTE)
        return guess

    def price(self, trial: Trial) -> tuple[float, int]:
        """What the place adds to the cost of its list, leaving out not counted; how far the change budget is overdrawn.

        Only that list is scored: no other crew's times move, and what waits upstream elsewhere is not counted.
        """
        problem, before = self.problem, self.routes.get(trial.duty.key)
        ids = dict.fromkeys(visit.ticket_id for visit in trial.route.visits)
        own = replace(problem, tickets=tuple(problem.ticket[name] for name in ids), crews=(trial.duty.crew,), locks=())
        old, new = Plan((before,) if before else ()), Plan((trial.route,))
        added = score(own, new).total - score(own, old).total
        over, budget = 0, problem.change_budget
        if budget is not None:
            changes = len(changed(own, new, budget.tolerance)) - len(changed(own, old, budget.tolerance))
            over = self.changes + changes - budget.changes
        return added + problem.prices[trial.stop.visit.ticket_id].left_out, max(0, over)


def _breaches(problem: PlanningProblem, route: CrewRoute, visit: Visit) -> tuple[str, ...]:
    """The rules the route breaks; "others" stands for one that another visit's place breaks."""
    plan = Plan((route,))
    rules = (windows, locks, shifts, breaks, stocked, priority_first)
    found: list[Violation] = list(chain.from_iterable(rule(problem, plan) for rule in rules))
    found.sort(key=lambda breach: breach.visit != visit)
    return tuple(dict.fromkeys(one.rule if one.visit in (visit, None) else "others" for one in found))
