"""Random days under way: a lawful plan was published, and the crews have kept to it until now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from random import Random

from dispatch.live_day import LiveDay, problem_at
from dispatch.plan import Plan
from dispatch.problem import ChangeBudget, PlanningProblem
from dispatch.progress import ProgressEvent, VisitState, progress_by_visit
from dispatch.rules import changed, check
from dispatch.schedule import schedule
from solver.run import starting_point
from solver.settings import Engine, Settings
from solver.solve import solve
from tests.builders import Grid, at, minutes
from tests.random_problems import random_problem


def running_day(seed: int, rules: Collection[str]) -> PlanningProblem:
    """The problem some time into the day: work begun, some frozen, one ticket new, and at times a change budget.

    What the published plan has become by now keeps the budget, so that there is a lawful plan; a budget there is
    only where it is lawful itself, for not every crew that is not at work yet has said how far it has come.
    """
    rng, case = Random(seed), random_problem(seed, rules)
    new, known = case.tickets[-1], case.tickets[:-1]
    locks = tuple(lock for lock in case.locks if lock.visit.ticket_id != new.id)
    morning = replace(case, tickets=known, locks=locks, previous=None)
    published = solve(morning, Settings(engine=Engine.SEARCH, steps=100)).plan
    now = at(rng.randint(10, 240))
    progress = progress_by_visit(_reports(published), now)
    day = LiveDay(case.tickets, case.crews, case.policy, progress, published, locks)
    running = problem_at(day, now, Grid(case.travel.traffic), freeze=minutes(rng.choice((0, 30, 90))))
    if rng.random() < 0.5:
        return running
    tolerance, going_on = minutes(rng.choice((0, 15))), schedule(running, starting_point(running))
    if any(breach.rule != "whole" for breach in check(running, going_on)):
        return running
    used = changed(running, going_on, tolerance)
    return replace(running, change_budget=ChangeBudget(len(used) + rng.randint(0, 3), tolerance))


def _reports(plan: Plan) -> list[ProgressEvent]:
    """All that the crews will report if they keep to the plan; on site when work starts, for a report begins it."""
    return [
        ProgressEvent(f"{visit} {state}", visit, key.crew_id, state, moment)
        for visit, (key, stop) in plan.stops().items()
        for state, moment in (
            (VisitState.EN_ROUTE, stop.depart),
            (VisitState.ON_SITE, stop.start),
            (VisitState.DONE, stop.leave),
        )
    ]
