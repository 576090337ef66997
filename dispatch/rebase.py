"""A plan made for an earlier moment, carried to the day as it is: what can stay does, in its order.

What is done falls away, work begun comes first, locks are honoured, and what would break a rule comes off
the lists, with the reason. Nothing is improved: that is a plan run's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dispatch.duty import DutyKey
from dispatch.errors import InfeasiblePlan
from dispatch.plan import Plan, Reason, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.receipts import whole_tickets
from dispatch.rules import Violation, check
from dispatch.sentences import Sentence, say
from dispatch.ticket import Visit

REASON: Mapping[str, Reason] = {
    "able": Reason.SKILL,
    "stocked": Reason.PARTS,
    "windows": Reason.TIME_WINDOW,
    "shifts": Reason.SHIFT,
    "breaks": Reason.SHIFT,
    "together": Reason.PRECEDENCE,
    "precedence": Reason.PRECEDENCE,
    "locks": Reason.LOCK,
}
"""Why a ticket is left out, by the rule it would break."""
Lists = dict[DutyKey, list[Visit]]


@dataclass(frozen=True, slots=True)
class Rebased:
    """The plan on the day as it is, and in sentences what of it could not stay; none when the plan stands."""

    plan: Plan
    not_kept: tuple[Sentence, ...]


def rebased(problem: PlanningProblem, plan: Plan) -> Rebased:
    """`plan` as a lawful plan of `problem`.

    Raises
    ------
    InfeasiblePlan
        When not even the work that must stay as it is keeps the rules.
    """
    lists, locked = _lists(problem, plan), _locked_elsewhere(problem, plan)
    not_kept = [*_lost_crews(problem, plan), *locked.values()]
    given_up: dict[str, Unassigned] = {}
    while True:
        made = whole_tickets(problem, lists)
        broken = _to_give_up(problem, made)
        if not broken:
            break
        for ticket_id, violation in broken.items():
            why = say("left_out.because", why=violation.sentence)
            given_up[ticket_id] = Unassigned(ticket_id, REASON.get(violation.rule, Reason.COST), why)
        lists = {key: [v for v in order if v.ticket_id not in given_up] for key, order in lists.items()}
    not_kept += [say("plan.comes_off", ticket=one.ticket_id, why=one.sentence) for one in given_up.values()]
    return Rebased(replace(made, unassigned=tuple(_unassigned(plan, made, given_up))), tuple(not_kept))


def counted_from_now(problem: PlanningProblem) -> PlanningProblem:
    """The problem with the published plan as it goes on by itself, so that only what is chosen counts as a change.

    A day that runs late moves every visit behind; a budget counted from the times once published would be spent
    before anybody changed anything. Where not even fixed work is lawful the problem stays as it is.
    """
    if problem.previous is None:
        return problem
    try:
        return replace(problem, previous=rebased(problem, problem.previous).plan)
    except InfeasiblePlan:
        return problem


def _lists(problem: PlanningProblem, plan: Plan) -> Lists:
    """The plan's orders of what is left: begun and frozen work, then the first priorities, then the rest."""
    held = {visit for head in problem.heads.values() for visit in head}
    first = problem.policy.first_priorities
    order = [visit for route in plan.routes for visit in route.visits if problem.has(visit) and visit not in held]
    home = {visit: _duty_of(problem, visit, key) for visit, (key, _) in plan.stops().items()}
    order += [
        lock.visit for lock in problem.locks if lock.crew_id and lock.visit not in home and lock.visit not in held
    ]
    starts = {visit: stop.start for visit, (_, stop) in plan.stops().items()}
    order.sort(key=lambda visit: starts.get(visit, problem.horizon))
    order.sort(key=lambda visit: problem.ticket[visit.ticket_id].priority not in first)
    lists: Lists = {duty.key: list(problem.heads.get(duty.key, ())) for duty in problem.duties}
    for visit in order:
        key = home[visit] if visit in home else _duty_of(problem, visit, None)
        if key in lists:
            lists[key].append(visit)
    return lists


def _duty_of(problem: PlanningProblem, visit: Visit, planned: DutyKey | None) -> DutyKey | None:
    """The duty the visit belongs on: the planned one, or the first of the crew it is locked to."""
    crew_id = _locked_to(problem, visit)
    if crew_id is None or (planned is not None and planned.crew_id == crew_id):
        return planned
    return next((duty.key for duty in problem.duties if duty.crew_id == crew_id), planned)


def _locked_to(problem: PlanningProblem, visit: Visit) -> str | None:
    return next((lock.crew_id for lock in problem.locks_by_visit.get(visit, ()) if lock.crew_id), None)


def _locked_elsewhere(problem: PlanningProblem, plan: Plan) -> dict[Visit, Sentence]:
    """The visits that a lock takes to another crew than the plan's, or onto a list, with a sentence."""
    stops, found = plan.stops(), {}
    for lock in problem.locks:
        planned = stops[lock.visit][0].crew_id if lock.visit in stops else None
        if lock.crew_id is not None and lock.crew_id != planned:
            locked = {"ticket": lock.visit.ticket_id, "crew": lock.crew_id}
            off = say("plan.locked_off_list", **locked)
            found[lock.visit] = say("plan.locked", planned=planned, **locked) if planned else off
    return found


def _lost_crews(problem: PlanningProblem, plan: Plan) -> Iterator[Sentence]:
    for route in plan.routes:
        left = {visit.ticket_id for visit in route.visits if problem.has(visit) and not _locked_to(problem, visit)}
        if route.duty not in problem.duty and left:
            yield say("plan.crew_off_duty", crew=route.duty.crew_id, tickets=tuple(sorted(left)))


def _to_give_up(problem: PlanningProblem, made: Plan) -> dict[str, Violation]:
    """For each list that breaks a rule the ticket to take off it: the one that breaks it, else the last."""
    found: dict[str, Violation] = {}
    seen: set[DutyKey | None] = set()
    for violation in check(problem, made):
        if violation.rule == "change_budget" or violation.duty in seen:
            continue
        seen.add(violation.duty)
        found.setdefault(_culprit(problem, made, violation), violation)
    return found


def _culprit(problem: PlanningProblem, made: Plan, violation: Violation) -> str:
    held = {visit.ticket_id for head in problem.heads.values() for visit in head}
    if violation.visit is not None and violation.visit.ticket_id not in held:
        return violation.visit.ticket_id
    order = made.sequences.get(violation.duty, ()) if violation.duty is not None else ()
    movable = [visit.ticket_id for visit in order if visit.ticket_id not in held]
    if not movable:
        raise InfeasiblePlan([violation.sentence])
    return movable[-1]


def _unassigned(plan: Plan, made: Plan, given_up: Mapping[str, Unassigned]) -> Iterator[Unassigned]:
    told = {entry.ticket_id: entry for entry in plan.unassigned}
    planned = {visit.ticket_id for visit in plan.stops()}
    for entry in made.unassigned:
        name = entry.ticket_id
        lost = Unassigned(name, Reason.CREW, say("left_out.crew_lost", ticket=name))
        new = Unassigned(name, Reason.COST, say("left_out.came_later", ticket=name))
        yield given_up.get(name) or told.get(name) or (lost if name in planned else new)
