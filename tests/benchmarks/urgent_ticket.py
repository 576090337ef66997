"""One urgent ticket into a published plan: how soon it has a crew, and how many other tickets move.

The plan is solved first; then, one at a time, urgent tickets are reported at the plan's now. The budget
allows three other tickets to change crew or time. The clock runs from the call to solve until a plan with
the urgent ticket in it has come back, in a process that has solved before, as a dispatcher's is.

::

    python -m tests.benchmarks.urgent_ticket storm-500.json --seconds 10 --tickets 5
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from dispatch.plan import Plan, Sequences
from dispatch.problem import ChangeBudget, PlanningProblem
from dispatch.rules import changed, check
from dispatch.schedule import schedule
from dispatch.ticket import Ticket
from solver.result import Progress
from solver.settings import Settings
from solver.solve import solve
from tests.benchmarks.dispatch_instance import problem_of, read_instance, ticket_of
from tests.benchmarks.make_instance import urgent_row

MOST_MOVED = 3


@dataclass(slots=True)
class _FirstAnswer:
    """Notes the first plan that has the ticket."""

    ticket: Ticket
    started: float = field(default_factory=perf_counter)
    seconds: float | None = None
    sequences: Sequences | None = None

    def __call__(self, progress: Progress) -> None:
        if self.seconds is not None or progress.sequences is None:
            return
        if any(self.ticket.visits[0] in order for order in progress.sequences.values()):
            self.seconds, self.sequences = perf_counter() - self.started, progress.sequences


def insert(problem: PlanningProblem, published: Plan, ticket: Ticket, settings: Settings) -> dict[str, Any]:
    """Re-plan with one more ticket; the figures of the first answer and of the plan at the end."""
    budget = ChangeBudget(MOST_MOVED)
    running = replace(problem, tickets=(*problem.tickets, ticket), previous=published, change_budget=budget)
    answer = _FirstAnswer(ticket)
    result = solve(running, settings, on_progress=answer)
    figures: dict[str, Any] = {
        "answer_seconds": None if answer.seconds is None else round(answer.seconds, 4),
        "moved_at_the_end": len(changed(running, result.plan, budget.tolerance)),
        "arrival_minutes": _arrival_minutes(running, result.plan, ticket),
        "cost": round(result.score.total, 2),
        "violations": [str(violation.sentence) for violation in check(running, result.plan)][:3],
    }
    if answer.sequences is not None:
        first = schedule(running, answer.sequences)
        figures["moved_at_first"] = len(changed(running, first, budget.tolerance))
        figures["first_arrival_minutes"] = _arrival_minutes(running, first, ticket)
    return figures


def _arrival_minutes(problem: PlanningProblem, plan: Plan, ticket: Ticket) -> float | None:
    found = plan.stops().get(ticket.visits[0])
    return round((found[1].arrival - problem.now).total_seconds() / 60, 1) if found else None


def main(arguments: Sequence[str] | None = None) -> None:
    """One JSON line for each urgent ticket."""
    parser = argparse.ArgumentParser(prog="urgent_ticket", description=__doc__.partition("\n")[0])
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="wall time for the published plan")
    parser.add_argument("--again", type=float, default=2.0, help="wall time for each re-plan")
    parser.add_argument("--tickets", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    instance = read_instance(options.instance)
    problem = problem_of(instance)
    published = solve(problem, Settings(seconds=options.seconds, seed=options.seed)).plan
    dice = Random(options.seed)
    for number in range(options.tickets):
        # At a place that is in the matrix already: reading in a new place is not the solver's time.
        ticket = ticket_of(urgent_row(f"URGENT-{number}", dice.choice(instance["tickets"])["at"]))
        figures = insert(problem, published, ticket, Settings(seconds=options.again, seed=options.seed))
        print(json.dumps({"instance": instance["name"], "ticket": ticket.id, **figures}), flush=True)


if __name__ == "__main__":
    main()
