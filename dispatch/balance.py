"""What one plan has over another, in minutes a person knows and in cost: the receipt of every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.clocks import Clock, ticket_clocks
from dispatch.figures import figures
from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.score import Costs, Term, score
from dispatch.sentences import Sentence, say

MINUTE = timedelta(minutes=1)
COUNTED = (
    "left_out",
    "arrival_late_minutes",
    "restoration_late_minutes",
    "customer_minutes",
    "travel_minutes",
    "overtime_minutes",
)
"""The fields of a balance that its sentence tells, in its order."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What the second plan saves against the first; a negative figure is what it costs more.

    What a plan leaves out counts as late and dark until the problem's horizon.
    """

    cost: float
    """In the policy's cost units; everything that is scored."""
    terms: Mapping[Term, float]
    """`cost` by term; terms that do not change are left out."""
    by_ticket: Mapping[str, Costs]
    """What tickets pay less, by term; tickets that do not change are left out."""
    arrival_late_minutes: float
    restoration_late_minutes: float
    customer_minutes: float
    travel_minutes: float
    overtime_minutes: float
    left_out: int
    """How many tickets fewer are on nobody's list."""

    @property
    def sentence(self) -> Sentence:
        """What is saved and what it takes, in words: "saves 30 min of late arrival; takes 12 min of travel"."""
        amounts = [(round(getattr(self, name)), name) for name in COUNTED]
        saved = tuple(_amount(amount, name) for amount, name in amounts if amount > 0)
        taken = tuple(_amount(-amount, name) for amount, name in amounts if amount < 0)
        if saved and taken:
            return say("balance.both", saved=saved, taken=taken)
        if saved:
            return say("balance.saves", saved=saved)
        return say("balance.takes", taken=taken) if taken else say("balance.nothing")


def balance(problem: PlanningProblem, before: Plan, after: Plan) -> Balance:
    """What `after` saves against `before`; both are plans of this problem, seen at its now."""
    old, new = score(problem, before), score(problem, after)
    minutes = {name: value - _minutes(problem, after)[name] for name, value in _minutes(problem, before).items()}
    by_ticket = {name: _saved(costs, new.by_ticket[name]) for name, costs in old.by_ticket.items()}
    return Balance(
        cost=old.total - new.total,
        terms=_saved(old.terms, new.terms),
        by_ticket={name: saved for name, saved in by_ticket.items() if saved},
        left_out=len(before.unassigned) - len(after.unassigned),
        **minutes,
    )


def _saved(old: Costs, new: Costs) -> dict[Term, float]:
    saved = {term: old.get(term, 0.0) - new.get(term, 0.0) for term in Term}
    return {term: amount for term, amount in saved.items() if amount}


def _minutes(problem: PlanningProblem, plan: Plan) -> dict[str, float]:
    clocks, found = ticket_clocks(problem, plan).values(), figures(problem, plan)
    dark = (*found.customer_minutes.values(), *found.customer_minutes_left_out.values())
    return {
        "arrival_late_minutes": sum(_late(entry.arrival, problem.horizon) for entry in clocks),
        "restoration_late_minutes": sum(_late(entry.restoration, problem.horizon) for entry in clocks),
        "customer_minutes": sum(dark),
        "travel_minutes": found.travel / MINUTE,
        "overtime_minutes": found.overtime / MINUTE,
    }


def _late(clock: Clock, horizon: datetime) -> float:
    return max(0.0, ((clock.at or horizon) - clock.due) / MINUTE)


def _amount(count: int, name: str) -> Sentence:
    if name == "left_out":
        return say("amount.ticket", n=count) if count == 1 else say("amount.tickets", n=count)
    return say(f"amount.{name}", n=count)
