"""What a dispatcher's move would do, before it is made: the plan after it, what it breaks, what it saves or takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.balance import Balance, balance
from dispatch.clocks import Clock, TicketClocks, ticket_clocks
from dispatch.duty import DutyKey
from dispatch.plan import Plan, Reason, Unassigned
from dispatch.problem import Lock, PlanningProblem
from dispatch.rules import Violation, check
from dispatch.schedule import schedule
from dispatch.sentences import Sentence, say
from dispatch.ticket import Visit


@dataclass(frozen=True, slots=True)
class Move:
    """One visit put on a list by hand, or taken off all lists.

    Its place in the list is `position` (0 is first), or where `start` falls, or last.
    """

    visit: Visit
    duty: DutyKey | None
    position: int | None = None
    start: datetime | None = None

    @property
    def lock(self) -> Lock | None:
        """What keeps the move when the day is planned again."""
        return Lock(self.visit, self.duty.crew_id) if self.duty is not None else None


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What happens to one ticket's promises, with a sentence for a person."""

    before: TicketClocks
    after: TicketClocks
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class MoveEffect:
    """The plan after a move, and all that a dispatcher should see before making it."""

    plan: Plan
    violations: tuple[Violation, ...]
    """What the plan breaks after the move and did not before."""
    balance: Balance
    clocks: tuple[ClockChange, ...]
    """Every ticket whose arrival or restoration changes, in the problem's order."""

    @property
    def lawful(self) -> bool:
        """Whether the move breaks no rule."""
        return not self.violations


def evaluate_move(problem: PlanningProblem, plan: Plan, move: Move) -> MoveEffect:
    """What the move does to the plan; nothing is refused here, only said.

    Raises
    ------
    KeyError
        When the visit or the duty is not in the problem.
    """
    after = moved(problem, plan, move)
    known = {(one.rule, one.visit, one.duty) for one in check(problem, plan)}
    fresh = (one for one in check(problem, after) if (one.rule, one.visit, one.duty) not in known)
    return MoveEffect(after, tuple(fresh), balance(problem, plan, after), clock_changes(problem, plan, after))


def moved(problem: PlanningProblem, plan: Plan, move: Move) -> Plan:
    """The plan after the move; a ticket taken off comes off all lists."""
    ticket = problem.ticket[move.visit.ticket_id]
    taken = {move.visit} if move.duty is not None else set(ticket.visits)
    orders = {key: [v for v in visits if v not in taken] for key, visits in plan.sequences.items()}
    if move.duty is not None:
        problem.duty[move.duty]
        order = orders.setdefault(move.duty, [])
        order.insert(_position(plan, move, order), move.visit)
    planned = {visit.ticket_id for order in orders.values() for visit in order}
    told = {entry.ticket_id: entry for entry in plan.unassigned}
    rest = [told.get(t.id, _taken_off(t.id)) for t in problem.tickets if t.id not in planned]
    return schedule(problem, orders, rest)


def _position(plan: Plan, move: Move, order: Sequence[Visit]) -> int:
    if move.position is not None or move.start is None:
        return len(order) if move.position is None else move.position
    starts = {visit: stop.start for visit, (_, stop) in plan.stops().items()}
    return sum(starts[visit] <= move.start for visit in order)


def _taken_off(ticket_id: str) -> Unassigned:
    return Unassigned(ticket_id, Reason.LOCK, say("left_out.by_hand"))


def clock_changes(problem: PlanningProblem, before: Plan, after: Plan) -> tuple[ClockChange, ...]:
    """Every ticket whose arrival or restoration is another in the second plan."""
    old, new = ticket_clocks(problem, before), ticket_clocks(problem, after)
    return tuple(
        ClockChange(old[name], new[name], _sentence(problem, old[name], new[name]))
        for name in old
        if (old[name].arrival, old[name].restoration) != (new[name].arrival, new[name].restoration)
    )


def _sentence(problem: PlanningProblem, old: TicketClocks, new: TicketClocks) -> Sentence:
    zone = ZoneInfo(problem.policy.zone)
    changes = []
    if old.arrival != new.arrival:
        arrival = say("clocks.arrival", now=_at(new.arrival, zone), then=_at(old.arrival, zone))
        changes.append(_standing(arrival, new.arrival))
    if old.restoration != new.restoration:
        restoration = say("clocks.restoration", now=_at(new.restoration, zone), then=_at(old.restoration, zone))
        changes.append(_standing(restoration, new.restoration))
    return say("clocks.ticket", ticket=new.ticket.id, changes=tuple(changes))


def _at(clock: Clock, zone: ZoneInfo) -> str | Sentence:
    return f"{clock.at.astimezone(zone):%H:%M}" if clock.at is not None else say("clocks.never")


def _standing(change: Sentence, clock: Clock) -> Sentence:
    if clock.margin is None or clock.margin >= timedelta(0):
        return change
    return say("clocks.late", change=change, minutes=-clock.margin // timedelta(minutes=1))
