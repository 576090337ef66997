"""Dispatch without planning ahead: a crew that is free is sent to one ticket at a time. What ours is held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from dispatch.duty import Duty, DutyKey
from dispatch.plan import Plan, Reason, Unassigned
from dispatch.problem import ChangeBudget, PlanningProblem
from dispatch.rules import check, unfit
from dispatch.schedule import schedule
from dispatch.sentences import say
from dispatch.ticket import Ticket
from scenarios.simulation.dispatch_policy import Replan

NEAREST_A_PARTY = 5
"""For tickets that ask for several crews: of each party's crews only so many are tried."""


class Queue(StrEnum):
    """Which waiting ticket is served first."""

    NEAREST = "nearest crew"
    """The shortest drive of all between a free crew and a waiting ticket."""
    FIRST_COME = "first come"
    """The ticket reported first."""
    PRIORITY = "priority list"
    """The most urgent ticket, of these the one reported first."""


@dataclass(frozen=True, slots=True)
class Greedy:
    """Tickets by the queue's order; each gets the nearest free crew that may do it."""

    queue: Queue
    replan: Replan = Replan()
    freeze: timedelta = timedelta(0)
    change_budget: ChangeBudget | None = None

    @property
    def name(self) -> str:
        """The queue's name."""
        return str(self.queue)

    def plan(self, problem: PlanningProblem, seed: int) -> Plan:  # noqa: ARG002 - nothing is drawn here
        """Started work, and one visit more for each free crew that is needed."""
        orders = {key: visits for key, visits in problem.heads.items() if visits}
        free = {duty.key: duty for duty in problem.duties if duty.start <= problem.now and duty.key not in orders}
        held = {visit.ticket_id for visits in orders.values() for visit in visits}
        waiting = [ticket for ticket in problem.tickets if ticket.id not in held and not problem.comes_after(ticket)]
        options = [option for ticket in waiting for option in _options(problem, ticket, free)]
        for option in sorted(options, key=self._rank):
            unused = all(key in free for key in option.duties)
            if unused and option.ticket.id not in held and _lawful(problem, option):
                orders |= {key: (visit,) for key, visit in zip(option.duties, option.ticket.visits, strict=True)}
                held.add(option.ticket.id)
                free = {key: duty for key, duty in free.items() if key not in option.duties}
        left = (ticket for ticket in problem.tickets if ticket.id not in held)
        return schedule(problem, orders, tuple(_unassigned(problem, ticket) for ticket in left))

    def _rank(self, option: _Option) -> tuple[int, datetime, timedelta, str, tuple[DutyKey, ...]]:
        ticket, nearest = option.ticket, self.queue is Queue.NEAREST
        urgency = int(ticket.priority) if self.queue is Queue.PRIORITY else 0
        since = datetime.min.replace(tzinfo=UTC) if nearest else ticket.reported_at
        return urgency, since, option.drive, ticket.id, option.duties


class _Option(NamedTuple):
    drive: timedelta
    ticket: Ticket
    duties: tuple[DutyKey, ...]


def _options(problem: PlanningProblem, ticket: Ticket, free: dict[DutyKey, Duty]) -> Iterator[_Option]:
    """Every choice of free crews that may do the ticket, one a party, with the longest of their drives."""
    able: list[list[tuple[timedelta, DutyKey]]] = []
    for party in range(len(ticket.parties)):
        duties = (duty for duty in free.values() if not any(unfit(duty, ticket, party)))
        able.append(sorted((_drive(problem, duty, ticket), duty.key) for duty in duties))
    if len(able) > 1:
        able = [choices[:NEAREST_A_PARTY] for choices in able]
    for choice in product(*able):
        if len({key.crew_id for _, key in choice}) == len(choice):
            yield _Option(max(drive for drive, _ in choice), ticket, tuple(key for _, key in choice))


def _drive(problem: PlanningProblem, duty: Duty, ticket: Ticket) -> timedelta:
    return problem.travel.drive(duty.start_place, ticket.place, problem.now)


def _lawful(problem: PlanningProblem, option: _Option) -> bool:
    """Whether these crews, doing nothing else, keep every rule."""
    alone = replace(problem, tickets=(option.ticket,), locks=(), previous=None, freeze_until=None, change_budget=None)
    plan = schedule(alone, dict(zip(option.duties, ((visit,) for visit in option.ticket.visits), strict=True)))
    return not check(alone, plan)


def _unassigned(problem: PlanningProblem, ticket: Ticket) -> Unassigned:
    parties = range(len(ticket.parties))
    if all(any(not any(unfit(duty, ticket, party)) for duty in problem.duties) for party in parties):
        return Unassigned(ticket.id, Reason.SHIFT, say("left_out.nobody_free", ticket=ticket.id))
    return Unassigned(ticket.id, Reason.SKILL, say("left_out.nobody_able_left", ticket=ticket.id))
