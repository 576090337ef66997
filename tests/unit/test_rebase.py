"""A plan carried to the day as it is by now: what stays, what falls away, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.plan import Plan, Reason
from dispatch.problem import Lock, PlanningProblem
from dispatch.rebase import rebased
from dispatch.rules import check
from dispatch.ticket import Priority, Started, Ticket
from tests.builders import at, crew, left_out, party, plan, policy, problem, shift, spot, ticket, visit, window

CREWS = (crew("C1"), crew("C2"))


def case(*tickets: Ticket, **changes: Any) -> PlanningProblem:
    return problem(tickets or (ticket("T1"), ticket("T2", place=spot(-10))), changes.pop("crews", CREWS), **changes)


def lists(made: Plan) -> dict[str, list[str]]:
    return {route.duty.crew_id: [v.ticket_id for v in route.visits] for route in made.routes}


def test_an_unchanged_day_keeps_the_plan_as_it_is() -> None:
    same = case()
    made = plan(same, {"C1": "T1 T2"})
    found = rebased(same, made)
    assert (found.plan, found.not_kept) == (made, ())


def test_times_are_counted_again_and_what_is_done_falls_away_in_silence() -> None:
    made = plan(case(), {"C1": "T1 T2"})
    later = case(ticket("T2", place=spot(-10)), now=at(60))
    found = rebased(later, made)
    assert (lists(found.plan), found.not_kept) == ({"C1": ["T2"]}, ())
    assert found.plan.routes[0].stops[0].arrival == at(70)


def test_work_begun_comes_first_wherever_the_plan_had_it() -> None:
    made = plan(case(), {"C1": "T1", "C2": "T2"})
    begun = ticket("T2", place=spot(-10), started=(Started("C1", at(5)),))
    found = rebased(case(ticket("T1"), begun, now=at(10)), made)
    assert (lists(found.plan), found.not_kept) == ({"C1": ["T2", "T1"]}, ())


def test_a_lock_to_another_crew_is_honoured_and_told() -> None:
    made = plan(case(), {"C1": "T1 T2"})
    found = rebased(case(locks=(Lock(visit("T2"), "C2"),)), made)
    assert lists(found.plan) == {"C1": ["T1"], "C2": ["T2"]}
    assert tuple(map(str, found.not_kept)) == ("Ticket T2 is locked to crew C2; the plan has crew C1.",)


def test_a_lock_puts_a_ticket_on_a_list_that_was_on_none() -> None:
    made = plan(case(), {"C1": "T1"})
    found = rebased(case(locks=(Lock(visit("T2"), "C2"),)), made)
    assert lists(found.plan) == {"C1": ["T1"], "C2": ["T2"]}
    assert tuple(map(str, found.not_kept)) == ("Ticket T2 is locked to crew C2; the plan has no list.",)


def test_what_breaks_a_rule_comes_off_its_list_with_the_reason_and_the_rest_stays() -> None:
    made = plan(case(), {"C1": "T1 T2"})
    barred = ticket("T1", forbidden_crews=frozenset({"C1"}))
    found = rebased(case(barred, ticket("T2", place=spot(-10))), made)
    assert lists(found.plan) == {"C1": ["T2"]}
    (entry,) = found.plan.unassigned
    assert (entry.ticket_id, str(entry.sentence)) == ("T1", "Crew C1 is not to work on ticket T1.")
    assert tuple(map(str, found.not_kept)) == ("Ticket T1 comes off its list: Crew C1 is not to work on ticket T1.",)


def test_a_cut_shift_loses_the_end_of_its_list() -> None:
    made = plan(case(), {"C1": "T1 T2"})
    short = (crew("C1", shifts=(shift(0, 120),)), crew("C2"))
    found = rebased(case(crews=short), made)
    assert (lists(found.plan), found.plan.unassigned[0].reason) == ({"C1": ["T1"]}, Reason.SHIFT)


def test_a_crew_that_is_gone_is_named_and_its_tickets_are_on_no_list() -> None:
    made = plan(case(), {"C1": "T1", "C2": "T2"})
    found = rebased(case(crews=(crew("C2"),)), made)
    assert lists(found.plan) == {"C2": ["T2"]}
    assert tuple(map(str, found.not_kept)) == ("Crew C1 is not on duty for T1.",)
    assert str(found.plan.unassigned[0].sentence) == "Ticket T1 has lost a crew it was planned for."


def test_joint_work_comes_off_both_lists() -> None:
    both = ticket("T1", parties=(party(30), party(30)))
    made = plan(case(both), {"C1": "T1", "C2": "T1/1"})
    found = rebased(case(ticket("T1", parties=(party(30), party(30)), access=(window(-100, 5),))), made)
    assert (lists(found.plan), found.plan.unassigned[0].reason) == ({}, Reason.TIME_WINDOW)


def test_a_ticket_that_came_in_since_is_on_no_list_and_known_reasons_stay() -> None:
    made = plan(case(ticket("T1"), ticket("T2")), {"C1": "T1"})
    found = rebased(case(ticket("T1"), ticket("T2"), ticket("T3")), made)
    assert found.plan.unassigned[0] == left_out("T2")[0]
    assert str(found.plan.unassigned[1].sentence) == "Ticket T3 came in after this plan was made."
    assert found.not_kept == ()


def test_a_ticket_that_became_an_emergency_goes_first() -> None:
    first = policy(first_priorities=frozenset({Priority.EMERGENCY}))
    made = plan(case(), {"C1": "T1 T2"})
    urgent = ticket("T2", place=spot(-10), priority=Priority.EMERGENCY)
    found = rebased(case(ticket("T1"), urgent, policy=first), made)
    assert (lists(found.plan), found.not_kept) == ({"C1": ["T2", "T1"]}, ())


@pytest.mark.parametrize("minute", [0, 30, 90, 200])
def test_what_comes_out_is_lawful(minute: float) -> None:
    made = plan(case(), {"C1": "T1 T2"})
    later = case(now=at(minute), locks=(Lock(visit("T1"), None, window(0, 60)),))
    assert check(later, rebased(later, made).plan) == ()
