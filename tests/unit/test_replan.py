"""Re-planning begins at the running plan: what is new finds room with the fewest changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.plan import Plan
from dispatch.problem import ChangeBudget, PlanningProblem
from dispatch.rules import changed, check
from dispatch.schedule import schedule
from dispatch.ticket import Precedence, Priority, Started
from solver.result import Progress
from solver.settings import Engine, Settings
from solver.solve import solve
from tests import builders as make

FULL = make.crew(shifts=(make.shift(end=160),))
"""Room for two plain tickets, ten minutes from each other and the yard at most."""
PUBLISHED = {"C1": "T1 T2", "C2": "T3 T4"}
URGENT = make.ticket("T9", priority=Priority.EMERGENCY, customers=300, place=make.spot(-10))


def running(*new: str, end: float = 160, **changes: object) -> PlanningProblem:
    """Two crews with two tickets each, published, and `URGENT` (by other names) besides."""
    crews = [replace(FULL, id=name, shifts=(make.shift(end=end),)) for name in ("C1", "C2")]
    places = {"T1": 10, "T2": 10, "T3": -10, "T4": -10}
    tickets = [make.ticket(name, place=make.spot(east)) for name, east in places.items()]
    before = make.problem(tickets, crews)
    case = make.problem([*tickets, *(replace(URGENT, id=name) for name in new)], crews)
    return replace(case, previous=make.plan(before, PUBLISHED), **changes)  # type: ignore[arg-type]


def inserted(case: PlanningProblem) -> Plan:
    plan = solve(case, Settings(engine=Engine.INSERTION, steps=0)).plan
    assert check(case, plan) == ()
    return plan


def moved(case: PlanningProblem, plan: Plan) -> dict[str, str]:
    return {visit.ticket_id: how for visit, how in changed(case, plan, make.minutes(15)).items()}


def test_a_running_plan_without_news_stays() -> None:
    assert moved(running(), inserted(running())) == {}


def test_where_there_is_room_nothing_else_changes() -> None:
    case = running("T9", end=240)
    plan = inserted(case)
    assert moved(case, plan) == {}
    assert plan.sequences[make.duty_key("C2")] == tuple(map(make.visit, ("T3", "T4", "T9")))


def test_where_there_is_none_the_fewest_give_way() -> None:
    case = running("T9")
    plan = inserted(case)
    assert "T9" in {visit.ticket_id for visit in plan.stops()}
    assert moved(case, plan) == {"T3": "dropped"}


@pytest.mark.parametrize("changes", [0, 1, 2])
def test_every_plan_told_of_keeps_the_change_budget(changes: int) -> None:
    case = running("T8", "T9", change_budget=ChangeBudget(changes))
    told: list[Progress] = []
    result = solve(case, Settings(engine=Engine.SEARCH, steps=500), on_progress=told.append)
    for progress in told:
        if progress.sequences is not None:
            plan = schedule(case, progress.sequences)
            assert len(changed(case, plan, make.minutes(15))) <= changes
    new = {"T8", "T9"} - {entry.ticket_id for entry in result.plan.unassigned}
    assert len(new) == changes


def test_many_new_tickets_make_another_day() -> None:
    case = running(*(f"N{number}" for number in range(12)), end=480)
    plan = inserted(case)
    assert len(plan.stops()) >= 12
    assert moved(case, plan)


def test_what_would_come_too_late_after_begun_work_is_left_out() -> None:
    begun = make.ticket("T1", started=(Started("C1", make.at(-60)),))
    after = make.ticket("T2", after=(Precedence("T1", make.minutes(0), make.minutes(30)),), place=make.spot(40))
    other = make.ticket("T3", after=(Precedence("T1", make.minutes(0), make.minutes(30)),), place=make.spot(20))
    case = make.problem([begun, after, other], [make.crew(position=make.spot(10))])
    plan = solve(case, Settings(engine=Engine.SEARCH, steps=200)).plan
    assert check(case, plan) == ()
    assert [entry.ticket_id for entry in plan.unassigned] == ["T2"]
    published = replace(case, previous=make.plan(case, {"C1": "T1 T3 T2"}))
    assert [entry.ticket_id for entry in inserted(published).unassigned] == ["T2"]
