"""What changes between two plans, for whom, and what each change buys.

Crews hear only what changes for them; a dispatcher sees with every move what it is good for before publishing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dispatch.balance import Balance, balance
from dispatch.duty import DutyKey
from dispatch.errors import InfeasiblePlan
from dispatch.plan import CrewRoute, Plan, Stop, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rebase import rebased
from dispatch.receipts import Receipt, receipt, whole_tickets
from dispatch.sentences import Sentence, say
from dispatch.ticket import Visit


class ChangeKind(StrEnum):
    """What happens to a visit."""

    MOVED = "moved"
    """Another crew goes."""
    RETIMED = "retimed"
    """The same crew starts at another time, beyond the tolerance."""
    ADDED = "added"
    DROPPED = "dropped"
    """Still to do, and on nobody's list now."""
    GONE = "gone"
    """Nothing is left to do: finished, cancelled, or waiting."""


WITH_RECEIPT = frozenset({ChangeKind.MOVED, ChangeKind.ADDED, ChangeKind.DROPPED})


@dataclass(frozen=True, slots=True)
class VisitChange:
    """One visit's change, with a sentence for a person."""

    visit: Visit
    kind: ChangeKind
    old_crew: str | None
    new_crew: str | None
    old_start: datetime | None
    new_start: datetime | None
    sentence: Sentence
    receipt: Receipt | None = None
    """Its ticket's, where that moved, was added or dropped; what is only retimed follows from others."""


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """All that changes, and enough of the new plan to make it out of the old one."""

    changes: tuple[VisitChange, ...]
    """In order of the new time, then of the old."""
    bought: Balance
    """Against the old plan carried on from now: as late as it runs, and as far as the rules still let it."""
    crews_to_tell: tuple[str, ...]
    routes: tuple[CrewRoute, ...]
    """The lists that differ from the old plan's, as they are now."""
    duties: tuple[DutyKey, ...]
    """The duties with work in the new plan, in its order."""
    unassigned: tuple[Unassigned, ...]

    @property
    def empty(self) -> bool:
        """Whether nobody need be told anything."""
        return not self.crews_to_tell


def diff(
    problem: PlanningProblem,
    old: Plan,
    new: Plan,
    *,
    cancelled: Set[str] = frozenset(),
    receipts: bool = True,
) -> PlanDiff:
    """What changes from `old`, as crews know it, to `new`, a plan of `problem`.

    Parameters
    ----------
    cancelled
        Tickets withdrawn since `old`: their crews are told. Of others that have left, the crew knows itself.
    receipts
        Whether to score the plan again without each ticket's change; some milliseconds a ticket.
    """
    changes = tuple(_changes(problem, old, new))
    if receipts:
        changed = {one.visit.ticket_id for one in changes if one.kind in WITH_RECEIPT}
        receipt_of = {ticket_id: receipt(problem, old, new, ticket_id) for ticket_id in changed}
        changes = tuple(replace(one, receipt=receipt_of.get(one.visit.ticket_id)) for one in changes)
    before = {route.duty: route for route in old.routes}
    return PlanDiff(
        changes=changes,
        bought=balance(problem, _still_lawful(problem, old), new),
        crews_to_tell=_crews_to_tell(changes, cancelled),
        routes=tuple(route for route in new.routes if route != before.get(route.duty)),
        duties=tuple(route.duty for route in new.routes),
        unassigned=new.unassigned,
    )


def apply(old: Plan, change: PlanDiff) -> Plan:
    """The new plan, from the old one and what changes.

    Raises
    ------
    KeyError
        When the diff was not made from this plan.
    """
    routes = {route.duty: route for route in (*old.routes, *change.routes)}
    return Plan(tuple(routes[key] for key in change.duties), change.unassigned)


def carried_on(problem: PlanningProblem, old: Plan) -> Plan:
    """The old plan's order seen from the problem's now: work begun first, then what is left of each list.

    Tickets that have lost a crew they need are left out. It may break rules that the old plan kept.
    """
    held = {visit for head in problem.heads.values() for visit in head}
    left = {route.duty: [v for v in route.visits if problem.has(v) and v not in held] for route in old.routes}
    orders = {duty.key: (*problem.heads.get(duty.key, ()), *left.get(duty.key, ())) for duty in problem.duties}
    return whole_tickets(problem, orders)


def _still_lawful(problem: PlanningProblem, old: Plan) -> Plan:
    """What would become of the old plan if nobody changed it: one that breaks a rule by now is no cheaper choice.

    Locks are left aside, for they are what somebody has changed.
    """
    try:
        return rebased(replace(problem, locks=()), old).plan
    except InfeasiblePlan:
        return carried_on(problem, old)


def _changes(problem: PlanningProblem, old: Plan, new: Plan) -> Iterator[VisitChange]:
    tolerance = problem.policy.weights.change_tolerance
    was, now = old.stops(), new.stops()
    found = [_change(problem, visit, was.get(visit), now.get(visit), tolerance) for visit in {**now, **was}]
    changes = [change for change in found if change is not None]
    yield from sorted(changes, key=lambda one: (one.new_start or one.old_start or problem.now, one.visit))


def _change(
    problem: PlanningProblem,
    visit: Visit,
    was: tuple[DutyKey, Stop] | None,
    now: tuple[DutyKey, Stop] | None,
    tolerance: timedelta,
) -> VisitChange | None:
    if was is None:
        kind = ChangeKind.ADDED
    elif now is None:
        kind = ChangeKind.DROPPED if problem.has(visit) else ChangeKind.GONE
    elif was[0].crew_id != now[0].crew_id:
        kind = ChangeKind.MOVED
    elif abs(now[1].start - was[1].start) > tolerance:
        kind = ChangeKind.RETIMED
    else:
        return None
    old_crew, old_start = (was[0].crew_id, was[1].start) if was else (None, None)
    new_crew, new_start = (now[0].crew_id, now[1].start) if now else (None, None)
    sentence = _sentence(problem, visit, kind, (old_crew, old_start), (new_crew, new_start))
    return VisitChange(visit, kind, old_crew, new_crew, old_start, new_start, sentence)


_Side = tuple[str | None, datetime | None]


def _sentence(problem: PlanningProblem, visit: Visit, kind: ChangeKind, old: _Side, new: _Side) -> Sentence:
    zone = ZoneInfo(problem.policy.zone)
    name = say("visit.ticket", ticket=visit.ticket_id)
    if visit.party:
        name = say("visit.share", ticket=visit.ticket_id, number=visit.party + 1)
    crews = {"old": old[0] or "", "new": new[0] or ""}
    then, now = (_clock(side[1], zone, problem.now) for side in (old, new))
    match kind:
        case ChangeKind.MOVED:
            return say("change.moved", visit=name, now=now, then=then, **crews)
        case ChangeKind.RETIMED:
            return say("change.retimed", visit=name, new=crews["new"], now=now, then=then)
        case ChangeKind.ADDED:
            return say("change.added", visit=name, new=crews["new"], now=now)
        case ChangeKind.DROPPED:
            return say("change.dropped", visit=name, old=crews["old"], then=then)
        case ChangeKind.GONE:
            return say("change.gone", visit=name, old=crews["old"])


def _clock(moment: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else f"{local:%Y-%m-%d %H:%M}"


def _crews_to_tell(changes: tuple[VisitChange, ...], cancelled: Set[str]) -> tuple[str, ...]:
    heard = [one for one in changes if one.kind is not ChangeKind.GONE or one.visit.ticket_id in cancelled]
    return tuple(sorted({crew for one in heard for crew in (one.old_crew, one.new_crew) if crew is not None}))
