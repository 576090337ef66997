"""The rules a plan must keep: one function a rule, one sentence a breach.

`check` is independent of how the plan came about; every engine's plans go through it. Work that a crew
is at already is not judged: it stays as it was begun, and only the heads rule asks that it stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from dispatch.duty import Duty, DutyKey
from dispatch.plan import CrewRoute, PauseKind, Plan, Stop
from dispatch.problem import PlanningProblem
from dispatch.schedule import schedule
from dispatch.sentences import Sentence, say
from dispatch.ticket import Ticket, Visit
from dispatch.window import TimeWindow


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach: the rule's name, what it is about, and a sentence for a person."""

    rule: str
    sentence: Sentence
    visit: Visit | None = None
    duty: DutyKey | None = None


Rule = Callable[[PlanningProblem, Plan], Iterator[Violation]]


def check(problem: PlanningProblem, plan: Plan) -> tuple[Violation, ...]:
    """Every breach of every rule, in the order of `RULES`; empty when the plan may be published."""
    strangers = tuple(known(problem, plan))
    if strangers:
        return strangers
    return tuple(chain.from_iterable(rule(problem, plan) for rule in RULES))


def known(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """A plan speaks only of the problem's duties and tickets."""
    for route in plan.routes:
        if route.duty not in problem.duty:
            yield Violation("known", say("rule.no_such_shift", crew=route.duty.crew_id), duty=route.duty)
        for visit in route.visits:
            if not problem.has(visit):
                yield Violation("known", say("rule.no_such_ticket", ticket=visit.ticket_id), visit, route.duty)
    for entry in plan.unassigned:
        if entry.ticket_id not in problem.ticket:
            yield Violation("known", say("rule.no_such_ticket", ticket=entry.ticket_id))


def once(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001 - every rule is called alike
    """No visit is on two lists, nor twice on one."""
    for visit, times in Counter(visit for route in plan.routes for visit in route.visits).items():
        if times > 1:
            yield Violation("once", say("rule.planned_twice", ticket=visit.ticket_id, times=times), visit)


def whole(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """A ticket gets all the crews it asks for, or none; what is left out is said to be."""
    stops = plan.stops()
    left_out = {entry.ticket_id for entry in plan.unassigned}
    for ticket in problem.tickets:
        served = sum(visit in stops for visit in ticket.visits)
        if 0 < served < len(ticket.parties):
            sentence = say("rule.crews_missing", ticket=ticket.id, asked=len(ticket.parties), served=served)
            yield Violation("whole", sentence, ticket.visits[0])
        if served == 0 and ticket.id not in left_out:
            yield Violation("whole", say("rule.on_no_list", ticket=ticket.id), ticket.visits[0])
        if served > 0 and ticket.id in left_out:
            yield Violation("whole", say("rule.planned_and_left_out", ticket=ticket.id), ticket.visits[0])


def able(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """A crew holds the skills and brings the equipment, and the ticket does not refuse it."""
    for duty, stop, ticket in _stops(problem, plan):
        if stop.visit in problem.arrived:
            continue
        for _, sentence in unfit(duty, ticket, stop.visit.party):
            yield Violation("able", sentence, stop.visit, duty.key)


def unfit(duty: Duty, ticket: Ticket, party: int) -> Iterator[tuple[str, Sentence]]:
    """Why a crew may not do a party's share at any time: (skill | equipment | crew, sentence)."""
    lacking = duty.crew.lacks(ticket, party)
    if lacking:
        skills = tuple(map(str, lacking))
        yield "skill", say("rule.lacks_skills", crew=duty.crew_id, skills=skills, ticket=ticket.id)
    gear = tuple(sorted(ticket.equipment - duty.crew.equipment)) if party == 0 else ()
    if gear:
        yield "equipment", say("rule.lacks_equipment", crew=duty.crew_id, equipment=gear, ticket=ticket.id)
    if duty.crew_id in ticket.forbidden_crews:
        yield "crew", say("rule.crew_refused", crew=duty.crew_id, ticket=ticket.id)


def stocked(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """A crew has the parts it uses; it reloads only at its depot, and never more than it carries."""
    for duty, route in _routes(problem, plan):
        full = dict(duty.crew.parts)
        load = dict(full)
        for stop in route.stops:
            if any(pause.kind is PauseKind.RELOAD for pause in stop.pauses):
                load = dict(full)
            draws = stop.visit.party == 0 and stop.visit not in problem.arrived
            needed = problem.ticket[stop.visit.ticket_id].parts if draws else ()
            for name, count in needed:
                load[name] = load.get(name, 0) - count
                if load[name] < 0:
                    crew, missing = duty.crew_id, -load[name]
                    place = stop.visit.ticket_id
                    sentence = say("rule.parts_short", crew=crew, count=missing, part=name, ticket=place)
                    yield Violation("stocked", sentence, stop.visit, duty.key)


def windows(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """Work starts inside an appointment and lies inside an access window, where there are any."""
    for duty, stop, ticket in _stops(problem, plan):
        if stop.visit in problem.arrived:
            continue
        if ticket.appointments and not any(window.holds(stop.start) for window in ticket.appointments):
            yield Violation("windows", say("rule.outside_appointments", ticket=ticket.id), stop.visit, duty.key)
        inside = (window.holds(stop.start) and window.holds(stop.leave) for window in ticket.access)
        if ticket.access and not any(inside):
            yield Violation("windows", say("rule.outside_access", ticket=ticket.id), stop.visit, duty.key)


def shifts(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """A duty ends within its longest overtime, its longest duty, and in time for the rest before the next."""
    for duty, route in _routes(problem, plan):
        over = route.end - duty.hard_end
        if over > timedelta(0):
            sentence = say("rule.past_latest_end", crew=duty.crew_id, minutes=_minutes(over))
            yield Violation("shifts", sentence, duty=duty.key)
        length = route.end - route.departure
        if duty.max_length is not None and length > duty.max_length:
            long = _minutes(length - duty.max_length)
            yield Violation("shifts", say("rule.duty_too_long", crew=duty.crew_id, minutes=long), duty=duty.key)


def breaks(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """Each break that the duty outlasts is taken in full and starts inside its window, never in make-safe work."""
    for duty, route in _routes(problem, plan):
        taken = [pause for pause in route.pauses if pause.kind is PauseKind.BREAK]
        under_way = max((stop.leave for stop in route.stops if stop.visit in problem.arrived), default=duty.start)
        for due in duty.breaks:
            latest = max(due.latest, under_way)
            fits = any(due.earliest <= p.start <= latest and p.end - p.start >= due.duration for p in taken)
            if route.end > latest and not fits:
                yield Violation("breaks", say("rule.break_missed", crew=duty.crew_id), duty=duty.key)
        for stop in route.stops:
            if problem.ticket[stop.visit.ticket_id].make_safe and any(
                pause.kind is PauseKind.BREAK and stop.start < pause.end and pause.start < stop.leave for pause in taken
            ):
                sentence = say("rule.break_in_make_safe", crew=duty.crew_id, ticket=stop.visit.ticket_id)
                yield Violation("breaks", sentence, stop.visit, duty.key)


def together(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """All crews of one ticket start at the same time."""
    stops = plan.stops()
    for ticket in problem.tickets:
        starts = {stops[visit][1].start for visit in ticket.visits if visit in stops and visit not in problem.arrived}
        if len(starts) > 1:
            apart = _minutes(max(starts) - min(starts))
            yield Violation("together", say("rule.starts_apart", ticket=ticket.id, minutes=apart), ticket.visits[0])


def precedence(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """A ticket starts its delay after the ones before it end, and only if they are planned."""
    stops = {visit: stop for visit, (_, stop) in plan.stops().items()}
    for ticket in problem.tickets:
        own = [stops[visit].start for visit in ticket.visits if visit in stops and visit not in problem.arrived]
        if not own:
            continue
        for link in problem.comes_after(ticket):
            before = [stops[visit].leave for visit in problem.ticket[link.ticket_id].visits if visit in stops]
            name = {"ticket": ticket.id, "before": link.ticket_id}
            if not before:
                yield Violation("precedence", say("rule.predecessor_left_out", **name), ticket.visits[0])
            elif min(own) < max(before) + link.min_delay:
                short = _minutes(max(before) + link.min_delay - min(own))
                yield Violation("precedence", say("rule.too_soon_after", minutes=short, **name), ticket.visits[0])
            elif link.max_delay is not None and max(own) > max(before) + link.max_delay:
                long = _minutes(max(own) - max(before) - link.max_delay)
                yield Violation("precedence", say("rule.too_long_after", minutes=long, **name), ticket.visits[0])


def priority_first(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """On each list, tickets of the policy's first priorities stand before the others that may still move."""
    first = problem.policy.first_priorities
    for duty, route in _routes(problem, plan):
        waiting: Ticket | None = None
        for stop in route.stops[len(problem.heads.get(duty.key, ())) :]:
            ticket = problem.ticket[stop.visit.ticket_id]
            if ticket.priority not in first:
                waiting = waiting or ticket
            elif waiting is not None:
                sentence = say("rule.priority_waits", crew=duty.crew_id, first=waiting.id, ticket=ticket.id)
                yield Violation("priority_first", sentence, stop.visit, duty.key)


def locks(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """A locked visit that is planned has the locked crew and starts inside the locked time."""
    stops = plan.stops()
    for lock in problem.locks:
        if lock.visit not in stops or lock.visit in problem.arrived:
            continue
        key, stop = stops[lock.visit]
        if lock.crew_id is not None and key.crew_id != lock.crew_id:
            sentence = say("rule.locked_to_crew", ticket=lock.visit.ticket_id, crew=lock.crew_id)
            yield Violation("locks", sentence, lock.visit, key)
        if lock.start is not None and not lock.start.holds(stop.start):
            sentence = say("rule.outside_locked_time", ticket=lock.visit.ticket_id, **_span(lock.start))
            yield Violation("locks", sentence, lock.visit, key)


def heads(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """Started and frozen work stays at the head of its crew's list, in its order."""
    orders = plan.sequences
    for key, head in problem.heads.items():
        if orders.get(key, ())[: len(head)] != head:
            names = tuple(visit.ticket_id for visit in head)
            yield Violation("heads", say("rule.fixed_first", crew=key.crew_id, tickets=names), head[0], key)


def change_budget(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """No more visits than the budget allows change crew or move beyond its tolerance."""
    budget = problem.change_budget
    if budget is None:
        return
    count = len(changed(problem, plan, budget.tolerance))
    if count > budget.changes:
        yield Violation("change_budget", say("rule.too_many_changes", changes=count, allowed=budget.changes))


def changed(problem: PlanningProblem, plan: Plan, tolerance: timedelta) -> dict[Visit, str]:
    """The published visits that got another crew ("crew"), another time ("time"), or left the plan ("dropped")."""
    stops = plan.stops()
    found: dict[Visit, str] = {}
    for visit, (key, start) in problem.published.items():
        if visit not in stops:
            found[visit] = "dropped"
        elif stops[visit][0].crew_id != key.crew_id:
            found[visit] = "crew"
        elif abs(stops[visit][1].start - start) > tolerance:
            found[visit] = "time"
    return found


def clock(problem: PlanningProblem, plan: Plan) -> Iterator[Violation]:
    """The plan's times are the ones its order leads to."""
    true = {route.duty: route for route in schedule(problem, plan.sequences).routes}
    for said in plan.routes:
        if said != true.get(said.duty):
            yield Violation("clock", say("rule.times_do_not_follow", crew=said.duty.crew_id), duty=said.duty)


RULES: tuple[Rule, ...] = (
    once,
    whole,
    able,
    stocked,
    windows,
    shifts,
    breaks,
    together,
    precedence,
    priority_first,
    locks,
    heads,
    change_budget,
    clock,
)


def _routes(problem: PlanningProblem, plan: Plan) -> Iterator[tuple[Duty, CrewRoute]]:
    for route in plan.routes:
        yield problem.duty[route.duty], route


def _stops(problem: PlanningProblem, plan: Plan) -> Iterator[tuple[Duty, Stop, Ticket]]:
    for duty, route in _routes(problem, plan):
        for stop in route.stops:
            yield duty, stop, problem.ticket[stop.visit.ticket_id]


def _minutes(span: timedelta) -> int:
    return -(-span // timedelta(minutes=1))


def _span(window: TimeWindow) -> dict[str, str]:
    return {name: f"{moment:%Y-%m-%d %H:%M}" for name, moment in (("start", window.start), ("end", window.end))}
