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

MINUTE = timedelta(minutes=1)


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
    def sentence(self) -> str:
        """What is saved and what it takes, in words: "saves 30 min of late arrival; takes 12 min of travel"."""
        amounts = [(self.left_out, _tickets(self.left_out)), *((n, f"{abs(n):,.0f} {u}") for n, u in self._amounts())]
        parts = []
        for verb, sign in (("saves", 1), ("takes", -1)):
            named = [words for amount, words in amounts if round(amount) * sign > 0]
            parts += [f"{verb} {_listed(named)}"] if named else []
        return "; ".join(parts) or "changes nothing that is counted"

    def _amounts(self) -> tuple[tuple[float, str], ...]:
        return (
            (self.arrival_late_minutes, "min of late arrival"),
            (self.restoration_late_minutes, "min of late restoration"),
            (self.customer_minutes, "customer-minutes"),
            (self.travel_minutes, "min of travel"),
            (self.overtime_minutes, "min of overtime"),
        )


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


def _tickets(count: int) -> str:
    return f"{abs(count)} ticket{'' if abs(count) == 1 else 's'} from being left out"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
