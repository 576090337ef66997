"""A run plans its part of the day; the rest goes on as published."""

from __future__ import annotations

from datetime import timedelta

from dispatch.live_day import LiveDay
from dispatch.plan_run import PlanRun, RunScope, RunSettings
from dispatch.problem import Lock, PlanningProblem
from dispatch.regions import Regions
from dispatch.run_scope import problem_of, with_the_rest, within
from dispatch.ticket import Precedence, Ticket
from tests.builders import NOW, Grid, crew, minutes, party, plan, policy, problem, shift, ticket, visit

REGIONS = Regions(
    {"T1": "north", "T2": "north", "T3": "south", "T4": "south", "T5": "south"}, {"C1": "north", "C2": "south"}
)


def day(published: dict[str, str], **changes: Ticket) -> PlanningProblem:
    own = {f"T{n}": ticket(f"T{n}") for n in range(1, 6)} | changes
    case = problem(own.values(), [crew("C1"), crew("C2")])
    return problem(own.values(), [crew("C1"), crew("C2")], previous=plan(case, published))


def parts(case: PlanningProblem) -> tuple[set[str], set[str]]:
    return set(case.ticket), set(case.crew)


def test_a_region_takes_its_crews_lists_and_its_tickets_on_nobodys_list() -> None:
    case = day({"C1": "T1 T3", "C2": "T4"})
    assert parts(within(case, RunScope(regions=frozenset({"north"})), REGIONS)) == ({"T1", "T2", "T3"}, {"C1"})


def test_crews_take_their_lists_and_every_ticket_on_nobodys_list() -> None:
    case = day({"C1": "T1", "C2": "T4"})
    assert parts(within(case, RunScope(crews=frozenset({"C2"})), REGIONS)) == ({"T2", "T3", "T4", "T5"}, {"C2"})


def test_joint_work_brings_the_other_crew_in() -> None:
    case = day({"C1": "T1", "C2": "T1/1 T4"}, T1=ticket("T1", parties=(party(), party())))
    seen = within(case, RunScope(regions=frozenset({"north"})), REGIONS)
    assert parts(seen) == ({"T1", "T2", "T4"}, {"C1", "C2"})


def test_work_that_comes_after_other_work_brings_its_crew_in() -> None:
    case = day({"C1": "T1", "C2": "T4"}, T4=ticket("T4", after=(Precedence("T1"),)))
    assert parts(within(case, RunScope(regions=frozenset({"north"})), REGIONS))[1] == {"C1", "C2"}


def test_only_the_tickets_named_may_change_crew() -> None:
    case = day({"C1": "T1 T2", "C2": "T4"})
    seen = within(case, RunScope(tickets=frozenset({"T2", "T5"})), REGIONS)
    assert parts(seen) == parts(case)
    assert set(seen.locks) == {Lock(visit("T1"), "C1"), Lock(visit("T4"), "C2")}


def test_the_whole_plan_is_the_part_and_the_rest_as_it_runs() -> None:
    case = day({"C1": "T1", "C2": "T4 T5"})
    part = within(case, RunScope(regions=frozenset({"north"})), REGIONS)
    whole = with_the_rest(case, part, plan(part, {"C1": "T2 T1"}))
    assert {key.crew_id: [one.ticket_id for one in order] for key, order in whole.sequences.items()} == {
        "C1": ["T2", "T1"],
        "C2": ["T4", "T5"],
    }
    assert [one.ticket_id for one in whole.unassigned] == ["T3"]


def test_a_run_plans_up_to_its_horizon_and_its_locks_stand_in_for_the_desks() -> None:
    two = (shift(0, 480), shift(1440, 1920))
    desk, own = Lock(visit("T1"), "C1"), Lock(visit("T1"), "C2")
    known = LiveDay((ticket("T1"),), (crew("C1", shifts=two), crew("C2")), policy(), locks=(desk,))
    run = PlanRun("R1", RunScope(horizon=minutes(600)), RunSettings(locks=(own,)), "test", NOW)
    case = problem_of(run, known, NOW, Grid())
    assert ([key.crew_id for key in case.duty], case.locks) == (["C1", "C2"], (own,))
    longer = PlanRun("R2", RunScope(horizon=timedelta(days=2)), RunSettings(), "test", NOW)
    assert len(problem_of(longer, known, NOW, Grid()).duties) == 3
