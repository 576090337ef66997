"""Which crews and times suit a ticket best, given the plan as it stands: the suggestions a dispatcher picks from.

Every place of every able crew's list is tried by itself; the cheapest of each list is then scheduled with the
whole plan, judged by the rules and priced by the score, so that what is suggested may be published as it is.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from dispatch.balance import Balance, balance
from dispatch.duty import Duty
from dispatch.manual_move import Move, moved
from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.rules import check, unfit
from dispatch.sentences import Fact, Sentence, say
from dispatch.ticket import Ticket, Visit
from solver.trials import Trial, Trials

LISTS_JUDGED = 3
"""For each suggestion asked for, this many lists are scheduled whole and priced."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One lawful way to plan a ticket: who, when, and what it saves or takes against the plan as it stands."""

    moves: tuple[Move, ...]
    """One for each of the ticket's crews, to be made in this order."""
    plan: Plan
    arrival: datetime
    """The lead's."""
    start: datetime
    balance: Balance
    sentence: Sentence


def recommend(problem: PlanningProblem, plan: Plan, ticket_id: str, count: int = 5) -> tuple[Suggestion, ...]:
    """The best few crews and times for a ticket, at most one a list, best first; empty when nobody can.

    A ticket that is planned already is suggested elsewhere; one that has begun or is frozen stays where it is.

    Raises
    ------
    KeyError
        When the ticket is not in the problem.
    """
    ticket = problem.ticket[ticket_id]
    held = {visit for head in problem.heads.values() for visit in head}
    if held.intersection(ticket.visits):
        return ()
    free = moved(problem, plan, Move(ticket.visits[0], None))
    found = []
    for trial in _best_of_lists(problem, free, ticket.visits[0])[: LISTS_JUDGED * count]:
        moves = _with_partners(problem, free, ticket, trial)
        made = free
        for move in moves:
            made = moved(problem, made, move)
        if moves and made.sequences != plan.sequences and not check(problem, made):
            found.append(_suggestion(problem, plan, made, moves))
    found.sort(key=lambda one: (-one.balance.cost, one.start))
    return tuple(found[:count])


def able(problem: PlanningProblem, duty: Duty, visit: Visit) -> bool:
    """Whether the crew may do the visit at some time: skills, gear, refusals and locks."""
    ticket = problem.ticket[visit.ticket_id]
    free = all(lock.crew_id in (None, duty.crew_id) for lock in problem.locks_by_visit.get(visit, ()))
    return free and not any(unfit(duty, ticket, visit.party))


def _best_of_lists(problem: PlanningProblem, plan: Plan, visit: Visit, busy: Set[str] = frozenset()) -> list[Trial]:
    """The cheapest-looking lawful place in each list of the crews that are able and not busy, cheapest first."""
    trials = Trials(problem, plan)
    best: list[tuple[float, str, Trial]] = []
    for duty in problem.duties:
        if duty.crew_id not in busy and able(problem, duty, visit):
            fitting = [trial for trial in trials.places(duty, visit) if not trial.breach]
            ranked = [(trials.guess(trial), duty.crew_id, trial) for trial in fitting]
            best += sorted(ranked, key=lambda one: one[0])[:1]
    return [trial for _, _, trial in sorted(best, key=lambda one: one[:2])]


def _with_partners(problem: PlanningProblem, plan: Plan, ticket: Ticket, lead: Trial) -> tuple[Move, ...]:
    """The lead's move and, for a joint ticket, the best-looking of another crew for each further party."""
    moves, busy = [_move(lead)], {lead.duty.crew_id}
    for visit in ticket.visits[1:]:
        plan = moved(problem, plan, moves[-1])
        partners = _best_of_lists(problem, plan, visit, busy)
        if not partners:
            return ()
        moves.append(_move(partners[0]))
        busy.add(partners[0].duty.crew_id)
    return tuple(moves)


def _move(trial: Trial) -> Move:
    return Move(trial.stop.visit, trial.duty.key, trial.route.visits.index(trial.stop.visit))


def _suggestion(problem: PlanningProblem, plan: Plan, made: Plan, moves: tuple[Move, ...]) -> Suggestion:
    key, stop = made.stops()[moves[0].visit]
    visits = made.sequences[key]
    before = visits[: visits.index(stop.visit)]
    crews = tuple(move.duty.crew_id for move in moves if move.duty is not None)
    gained = balance(problem, plan, made)
    at = Trials(problem, made).clock(stop.arrival)
    there: dict[str, Fact] = {"crews": crews, "at": at, "gained": gained.sentence}
    sentence = say("suggestion.first", **there)
    if before:
        sentence = say("suggestion.after", ticket=before[-1].ticket_id, **there)
    return Suggestion(moves, made, stop.arrival, stop.start, gained, sentence)
