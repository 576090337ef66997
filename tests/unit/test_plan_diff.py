"""What changes between two plans, who hears of it, and what it buys; sums done by hand."""

from __future__ import annotations

import pytest

from dispatch.balance import balance
from dispatch.plan_diff import ChangeKind, PlanDiff, apply, carried_on, diff
from dispatch.problem import PlanningProblem
from dispatch.score import Term
from dispatch.ticket import Started, Visit
from tests.builders import at, crew, duty_key, party, plan, policy, problem, shift, spot, ticket


def two_crews(**changes: object) -> PlanningProblem:
    """T1 ten minutes east, T2 ten minutes west, both due 15 min after now, an hour's work each."""
    return problem((ticket("T1"), ticket("T2", place=spot(-10))), (crew("C1"), crew("C2")), **changes)


def kinds(found: PlanDiff) -> dict[str, ChangeKind]:
    return {change.visit.ticket_id: change.kind for change in found.changes}


def test_the_same_plan_changes_nothing() -> None:
    case = two_crews()
    same = plan(case, {"C1": "T1 T2"})
    found = diff(case, same, same)
    assert (found.changes, found.routes, found.empty, found.bought.cost) == ((), (), True, 0)
    assert str(found.bought.sentence) == "changes nothing that is counted"


def test_a_move_names_both_crews_and_both_times_and_buys_its_minutes() -> None:
    case = two_crews(policy=policy(zone="Asia/Shanghai"))
    old, new = plan(case, {"C1": "T1 T2"}), plan(case, {"C1": "T1", "C2": "T2"})
    found = diff(case, old, new)
    (change,) = found.changes
    assert str(change.sentence) == "Ticket T2 moves from crew C1 to crew C2: starts 16:10 instead of 17:30."
    assert found.crews_to_tell == ("C1", "C2")
    # T2 is due on site at 08:15: 75 min late before, on time after. 80 min sooner restored, ten customers.
    assert found.bought.arrival_late_minutes == 75
    assert found.bought.customer_minutes == 800
    assert found.bought.travel_minutes == 0
    assert found.bought.terms[Term.ARRIVAL_LATENESS] == 75 * 2
    assert found.bought.by_ticket.keys() == {"T2"}
    assert change.receipt is not None
    assert change.receipt.bought == found.bought
    assert str(change.receipt.sentence) == "It saves 75 min of late arrival and 800 customer-minutes (cost -166)."


def test_added_dropped_gone_and_retimed_are_told_apart() -> None:
    old_case = problem([ticket(name) for name in ("T0", "T1", "T2", "T3")], [crew()])
    old = plan(old_case, {"C1": "T0 T1 T2 T3"})
    case = problem([ticket(name) for name in ("T1", "T2", "T3", "T4")], [crew()])
    new = plan(case, {"C1": "T1 T4 T2"})
    found = diff(case, old, new)
    assert kinds(found) == {
        "T0": ChangeKind.GONE,
        "T1": ChangeKind.RETIMED,
        "T3": ChangeKind.DROPPED,
        "T4": ChangeKind.ADDED,
    }


def test_a_crew_hears_of_a_cancelled_ticket_and_not_of_the_one_it_finished() -> None:
    old = plan(two_crews(), {"C1": "T1", "C2": "T2"})
    case = problem([], [crew("C1"), crew("C2")])
    assert diff(case, old, plan(case, {})).crews_to_tell == ()
    assert diff(case, old, plan(case, {}), cancelled={"T2"}).crews_to_tell == ("C2",)


def test_a_small_shift_in_time_is_nobodys_news() -> None:
    case = two_crews()
    old = plan(case, {"C1": "T1"})
    later = problem(case.tickets, case.crews, now=at(15))
    new = plan(later, {"C1": "T1"})
    found = diff(later, old, new)
    assert (found.changes, found.empty) == ((), True)
    assert apply(old, found) == new


def test_what_is_bought_is_counted_against_the_old_plan_as_late_as_it_runs_now() -> None:
    old = plan(two_crews(), {"C1": "T1 T2"})
    later = two_crews(now=at(60))
    assert carried_on(later, old).stops()[Visit("T1")][1].arrival == at(70)
    new = plan(later, {"C1": "T1", "C2": "T2"})
    assert diff(later, old, new).bought.arrival_late_minutes == 80


def test_an_old_list_that_runs_past_the_shift_by_now_is_no_cheaper_choice() -> None:
    short = (crew("C1", shifts=(shift(end=180),)),)
    two = (ticket("T1"), ticket("T2"))
    old = plan(problem(two, short), {"C1": "T1 T2"})
    late = problem(two, short, now=at(60))
    found = diff(late, old, plan(late, {"C1": "T2"}))
    # One of the two cannot be done whatever anybody chooses.
    assert (found.bought.left_out, found.bought.cost) == (0, 0)


def test_an_old_list_goes_on_behind_the_work_that_has_begun() -> None:
    old = plan(two_crews(), {"C1": "T1 T2"})
    begun = ticket("T2", place=spot(-10), started=(Started("C1", at(0)),))
    case = problem((ticket("T1"), begun), (crew("C1"), crew("C2")))
    assert carried_on(case, old).sequences == {duty_key("C1"): (Visit("T2"), Visit("T1"))}


def test_a_joint_ticket_that_lost_a_crew_is_left_out_of_the_old_plan_carried_on() -> None:
    joint = ticket("T1", parties=(party(), party()))
    old = plan(problem([joint], [crew("C1"), crew("C2")]), {"C1": "T1", "C2": "T1/1"})
    case = problem([joint], [crew("C1")])
    assert [entry.ticket_id for entry in carried_on(case, old).unassigned] == ["T1"]


def test_a_move_that_cannot_be_undone_alone_says_what_binds_it() -> None:
    short = (crew("C1", shifts=(shift(end=100),)), crew("C2"))
    case = problem((ticket("T1"), ticket("T2")), short)
    old, new = plan(case, {"C1": "T1", "C2": "T2"}), plan(case, {"C1": "T2", "C2": "T1"})
    found = diff(case, old, new)
    first = found.changes[0]
    assert first.receipt is not None
    assert first.receipt.bought is None
    assert (
        str(first.receipt.sentence) == "It belongs to other changes: without it, crew C1 is 40 min past its latest end."
    )


def test_serving_a_ticket_that_was_left_out_is_said() -> None:
    case = two_crews()
    old, new = plan(case, {"C1": "T1"}), plan(case, {"C1": "T1", "C2": "T2"})
    bought = balance(case, old, new)
    assert bought.left_out == 1
    assert str(bought.sentence).startswith("saves 1 ticket from being left out, 465 min of late arrival")
    assert str(bought.sentence).endswith("; takes 20 min of travel")
    assert balance(case, new, old).cost == pytest.approx(-bought.cost)


def test_another_crew_of_a_joint_ticket_is_named_by_its_number() -> None:
    case = problem([ticket("T1", parties=(party(), party()))], [crew("C1"), crew("C2"), crew("C3")])
    old, new = plan(case, {"C1": "T1", "C2": "T1/1"}), plan(case, {"C1": "T1", "C3": "T1/1"})
    (change,) = diff(case, old, new, receipts=False).changes
    assert str(change.sentence).startswith("Ticket T1, crew 2 of it, moves from crew C2 to crew C3")
    assert change.receipt is None


def test_a_time_on_another_day_is_given_with_its_date() -> None:
    case = problem([ticket("T1")], [crew(shifts=(shift(), shift(1440, 1900)))])
    found = diff(case, plan(case, {"C1": "T1"}), plan(case, {"C1/1": "T1"}))
    assert str(found.changes[0].sentence) == "Ticket T1 stays with crew C1: starts 2026-03-03 08:10 instead of 08:10."
    assert found.bought.arrival_late_minutes == -(1440 - 5)
