"""What one day comes to under one way of planning it: the figures that variants are compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch.clocks import TicketClocks, ticket_clocks
from dispatch.figures import Figures, Promise, figures
from dispatch.plan import Plan
from dispatch.policy import Policy
from dispatch.problem import PlanningProblem
from dispatch.score import score
from dispatch.ticket import AreaClass
from scenarios.scenario import Scenario
from solver.settings import Settings

MINUTE = timedelta(minutes=1)
DEFAULT_STEPS = 10_000
"""Search steps of a static plan: about half a second for 120 tickets, and the same plan each time."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's name in files and tables, in words, and which way is better."""

    name: str
    label: str
    unit: str
    """"share" (0..1), "minutes", "tickets", "customer-minutes" or "cost"."""
    more_is_better: bool


def _shares(name: str, label: str) -> tuple[Figure, ...]:
    areas = (Figure(f"{name}_{area.value}", f"{label}, {area.value}", "share", True) for area in AreaClass)
    return (Figure(name, label, "share", True), *areas)


WITHIN_MINUTES = (45, 90, 120)
"""Fixed marks, whatever the policy promises."""

FIGURES: tuple[Figure, ...] = (
    *_shares("on_site", "on site in time"),
    *_shares("restored", "power back in time"),
    *(Figure(f"on_site_{n}_min", f"on site within {n} min", "share", True) for n in WITHIN_MINUTES),
    Figure("minutes_to_site", "average minutes to site", "minutes", False),
    Figure("customer_minutes", "customer-minutes interrupted", "customer-minutes", False),
    Figure("left_out", "tickets left out", "tickets", False),
    Figure("travel_minutes", "minutes of travel", "minutes", False),
    Figure("overtime_minutes", "minutes of overtime", "minutes", False),
    Figure("cost", "cost", "cost", False),
    Figure("urgent_minutes_to_site", "average minutes to site, priorities 1 and 2", "minutes", False),
    Figure("plans", "plans made", "plans", False),
    Figure("moved", "visits moved between crews", "visits", False),
)
FIGURE: Mapping[str, Figure] = {figure.name: figure for figure in FIGURES}
CHIEF = ("on_site", "restored", "minutes_to_site", "customer_minutes", "left_out", "travel_minutes", "cost")
"""Names of those that are shown of every variant, whatever is asked."""


@dataclass(frozen=True, slots=True)
class TicketFate:
    """When a crew came and power was back, minutes from the report; None for a ticket left out."""

    on_site: float | None
    restored: float | None
    reason: str = ""
    """Why it was left out: a reason code."""


@dataclass(frozen=True)
class Evaluation:
    """One day under one seed.

    Parameters
    ----------
    figures
        By the names in `FIGURES`; an area class without tickets has none.
    tickets
        What became of each ticket, by id.
    plan
        The plan, or in a rolling day what the crews did.
    """

    figures: Mapping[str, float]
    tickets: Mapping[str, TicketFate]
    plan: Plan


Evaluate = Callable[[Scenario, int, Settings, Policy], Evaluation]
"""From a day, a seed, the solver's settings and the policy that judges."""


def evaluate(day: Scenario, seed: int, settings: Settings, judge: Policy) -> Evaluation:
    """Plan the day once, and read off what comes of it under `judge`'s clocks and prices.

    Raises
    ------
    InfeasiblePlan
        When not even the work under way keeps the rules.
    """
    from solver.solve import solve

    problem = day.problem()
    plan = solve(problem, replace(settings, seed=seed)).plan
    return judged(replace(problem, policy=judge), plan)


def judged(problem: PlanningProblem, plan: Plan) -> Evaluation:
    """The evaluation of a plan under the problem's policy.

    Customer-minutes count a ticket left out as dark for as long as the policy has it pay for
    (`left_out_outage`, from now): the same in all variants, however late their crews work.
    """
    found = figures(problem, plan)
    clocks = ticket_clocks(problem, plan)
    reasons = {entry.ticket_id: entry.reason.value for entry in plan.unassigned}
    fates = {ticket_id: _fate(entry, reasons.get(ticket_id, "")) for ticket_id, entry in clocks.items()}
    arrivals = [fate.on_site for fate in fates.values() if fate.on_site is not None]
    values = {
        **_promise("on_site", found.arrival),
        **_promise("restored", found.restoration),
        "customer_minutes": _customer_minutes(problem, found),
        "left_out": float(found.left_out),
        "travel_minutes": found.travel / MINUTE,
        "overtime_minutes": found.overtime / MINUTE,
        "cost": score(problem, plan).total,
    }
    if fates:
        for within in WITHIN_MINUTES:
            values[f"on_site_{within}_min"] = sum(wait <= within for wait in arrivals) / len(fates)
    if arrivals:
        values["minutes_to_site"] = sum(arrivals) / len(arrivals)
    return Evaluation({figure.name: values[figure.name] for figure in FIGURES if figure.name in values}, fates, plan)


def _promise(name: str, promise: Promise) -> dict[str, float]:
    shares = {name: promise.overall.share} | {f"{name}_{area.value}": c.share for area, c in promise.by_area.items()}
    return {key: share for key, share in shares.items() if share is not None}


def _customer_minutes(problem: PlanningProblem, found: Figures) -> float:
    dark_until = problem.now + problem.policy.weights.left_out_outage
    left_out = (problem.ticket[ticket_id] for ticket_id in found.customer_minutes_left_out)
    waiting = sum(t.customers * max(0.0, (dark_until - t.reported_at) / MINUTE) for t in left_out)
    return sum(found.customer_minutes.values()) + waiting


def _fate(entry: TicketClocks, reason: str) -> TicketFate:
    reported = entry.ticket.reported_at
    return TicketFate(_minutes(reported, entry.arrival.at), _minutes(reported, entry.restoration.at), reason)


def _minutes(since: datetime, until: datetime | None) -> float | None:
    return None if until is None else (until - since) / MINUTE
