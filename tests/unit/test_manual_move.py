"""What a move by hand would do: sums done by hand too."""

from __future__ import annotations

import pytest

from dispatch.manual_move import Move, MoveEffect, evaluate_move
from dispatch.plan import Reason
from dispatch.problem import Lock, PlanningProblem
from dispatch.score import Term
from dispatch.ticket import Visit
from tests.builders import at, crew, duty_key, party, plan, problem, shift, skills, spot, ticket, visit

C1, C2 = duty_key("C1"), duty_key("C2")


def two_crews() -> PlanningProblem:
    """T1 ten minutes east, T2 ten minutes west; C2 goes home at 09:00."""
    return problem((ticket("T1"), ticket("T2", place=spot(-10))), (crew("C1"), crew("C2", shifts=(shift(end=60),))))


def order(effect: MoveEffect, crew_id: str = "C1") -> str:
    return " ".join(one.ticket_id for one in effect.plan.sequences[duty_key(crew_id)])


def test_a_move_to_another_list_shows_times_costs_and_what_it_breaks() -> None:
    case = two_crews()
    effect = evaluate_move(case, plan(case, {"C1": "T1 T2"}), Move(Visit("T2"), C2))
    assert [str(one.sentence) for one in effect.violations] == ["crew C2 is 20 min past its latest end"]
    assert not effect.lawful
    assert effect.balance.arrival_late_minutes == 75
    assert effect.balance.terms[Term.ARRIVAL_LATENESS] == 150
    (change,) = effect.clocks
    assert str(change.sentence) == "Ticket T2: on site 08:10 instead of 09:30, power back 09:10 instead of 10:30."


def test_lateness_that_stays_is_said() -> None:
    case = two_crews()
    effect = evaluate_move(case, plan(case, {"C1": "T1 T2"}), Move(Visit("T2"), C1, position=0))
    assert order(effect) == "T2 T1"
    assert [str(one.sentence) for one in effect.clocks] == [
        "Ticket T1: on site 09:30 instead of 08:10 (75 min late), power back 10:30 instead of 09:10.",
        "Ticket T2: on site 08:10 instead of 09:30, power back 09:10 instead of 10:30.",
    ]
    assert effect.lawful


@pytest.mark.parametrize(("minute", "expected"), [(0, "T3 T1 T2"), (60, "T1 T3 T2"), (300, "T1 T2 T3")])
def test_a_time_finds_its_place_in_the_list(minute: float, expected: str) -> None:
    case = problem([ticket(name) for name in ("T1", "T2", "T3")], [crew()])
    effect = evaluate_move(case, plan(case, {"C1": "T1 T2"}), Move(Visit("T3"), C1, start=at(minute)))
    assert order(effect) == expected
    assert effect.balance.left_out == 1


def test_without_place_or_time_it_goes_last() -> None:
    case = problem([ticket(name) for name in ("T1", "T2")], [crew()])
    assert order(evaluate_move(case, plan(case, {"C1": "T1 T2"}), Move(Visit("T1"), C1))) == "T2 T1"


def test_taking_a_joint_ticket_off_takes_all_its_crews_off() -> None:
    case = problem([ticket("T1", parties=(party(), party()))], [crew("C1"), crew("C2")])
    effect = evaluate_move(case, plan(case, {"C1": "T1", "C2": "T1/1"}), Move(Visit("T1"), None))
    assert effect.plan.routes == ()
    assert [(one.ticket_id, one.reason) for one in effect.plan.unassigned] == [("T1", Reason.LOCK)]
    assert effect.lawful


def test_one_crew_of_a_joint_ticket_alone_is_said_to_be_too_few() -> None:
    case = problem([ticket("T1", parties=(party(), party()))], [crew("C1"), crew("C2")])
    effect = evaluate_move(case, plan(case, {}), Move(Visit("T1"), C1))
    assert [str(one.sentence) for one in effect.violations] == ["ticket T1 asks for 2 crews and gets 1"]


def test_a_missing_skill_is_a_sentence() -> None:
    case = problem([ticket("T1", parties=(party(60, "cable"),))], [crew("C1", skills=skills("line")), crew("C2")])
    effect = evaluate_move(case, plan(case, {}), Move(Visit("T1"), C1))
    assert [str(one.sentence) for one in effect.violations] == ["crew C1 lacks cable for ticket T1"]


def test_what_was_broken_before_is_not_held_against_the_move() -> None:
    case = two_crews()
    before = plan(case, {"C2": "T1"})
    effect = evaluate_move(case, before, Move(Visit("T2"), C1))
    assert effect.violations == ()


def test_the_lock_that_keeps_a_move() -> None:
    assert Move(Visit("T1"), C2).lock == Lock(visit("T1"), "C2")
    assert Move(Visit("T1"), None).lock is None


def test_strangers_are_refused() -> None:
    case = two_crews()
    with pytest.raises(KeyError):
        evaluate_move(case, plan(case, {}), Move(Visit("T9"), C1))
    with pytest.raises(KeyError):
        evaluate_move(case, plan(case, {}), Move(Visit("T1"), duty_key("C9")))
