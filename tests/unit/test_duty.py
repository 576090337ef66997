"""Duties: shifts seen from now, with every limit resolved."""

from __future__ import annotations

from dispatch.crew import Break
from dispatch.duty import DutyKey, duties_of
from dispatch.rules import check
from tests.builders import NOW, YARD, at, crew, minutes, plan, problem, shift, spot, ticket


def test_a_shift_in_the_future_is_a_duty_as_it_is() -> None:
    (duty,) = duties_of(crew(shifts=(shift(60, 500, end_place=spot(9)),)), NOW)
    assert (duty.key, duty.crew_id) == (DutyKey("C1", 0), "C1")
    assert (duty.start, duty.regular_end, duty.hard_end) == (at(60), at(500), at(500))
    assert (duty.start_place, duty.end_place) == (YARD, spot(9))


def test_a_shift_under_way_starts_now_where_the_crew_is() -> None:
    (duty,) = duties_of(crew(shifts=(shift(-60, 400),), position=spot(20)), NOW)
    assert (duty.start, duty.start_place) == (NOW, spot(20))


def test_a_shift_still_to_come_starts_at_its_own_place_wherever_the_crew_is_now() -> None:
    (duty,) = duties_of(crew(shifts=(shift(600, 900),), position=spot(20)), NOW)
    assert duty.start_place == YARD


def test_no_shift_starts_before_the_crew_is_free() -> None:
    today, tomorrow = duties_of(crew(shifts=(shift(), shift(1440, 1900)), free_from=at(1500)), NOW)
    assert (today.start, tomorrow.start) == (at(1500), at(1500))


def test_a_shift_that_is_over_is_no_duty_but_keeps_its_number() -> None:
    (duty,) = duties_of(crew(shifts=(shift(-900, -400), shift(60, 500))), NOW)
    assert duty.key == DutyKey("C1", 1)


def test_a_shift_in_its_overtime_is_still_a_duty_and_pays_overtime_from_now_on_only() -> None:
    (duty,) = duties_of(crew(shifts=(shift(-500, -20, max_overtime=minutes(120)),)), NOW)
    assert (duty.hard_end, duty.regular_end) == (at(100), NOW)


def test_a_shift_that_is_over_stays_a_duty_while_the_crew_is_at_work() -> None:
    worker = crew(shifts=(shift(-1900, -1500), shift(-500, -20), shift(900, 1300)))
    assert [duty.key.shift for duty in duties_of(worker, NOW)] == [2]
    assert [duty.key.shift for duty in duties_of(worker, NOW, at_work=True)] == [1, 2]


def test_overtime_moves_the_hard_end() -> None:
    (duty,) = duties_of(crew(shifts=(shift(0, 480, max_overtime=minutes(90)),)), NOW)
    assert (duty.regular_end, duty.hard_end) == (at(480), at(570))


def test_the_rest_before_the_next_shift_moves_the_hard_end() -> None:
    days = (shift(0, 480, max_overtime=minutes(240)), shift(1080, 1500))
    first, second = duties_of(crew(shifts=days, min_rest=minutes(480)), NOW)
    assert (first.hard_end, second.hard_end) == (at(600), at(1500))


def test_the_longest_duty_counts_from_the_shifts_start_even_when_it_began_before_now() -> None:
    long = crew(shifts=(shift(-120, 480),), max_duty=minutes(300))
    (duty,) = duties_of(long, NOW)
    assert (duty.hard_end, duty.max_length) == (at(180), None)


def test_an_on_call_crew_counts_its_longest_duty_from_leaving_home() -> None:
    (duty,) = duties_of(crew(shifts=(shift(0, 480, on_call=True),), max_duty=minutes(300)), NOW)
    assert (duty.hard_end, duty.max_length) == (at(480), minutes(300))


def test_breaks_that_can_no_longer_start_in_time_are_over() -> None:
    past, due = Break(at(-90), at(-1), minutes(30)), Break(at(-1), at(60), minutes(30))
    (duty,) = duties_of(crew(shifts=(shift(-200, 480, breaks=(past, due)),)), NOW)
    assert duty.breaks == (due,)


def test_work_in_the_hard_limits_keeps_the_rules_and_a_minute_more_breaks_them() -> None:
    tight = [crew(shifts=(shift(0, end),)) for end in (80, 79)]
    judged = [check(case, plan(case, {"C1": "T1"})) for case in (problem([ticket()], [one]) for one in tight)]
    assert judged[0] == ()
    assert [str(breach.sentence) for breach in judged[1]] == ["crew C1 is 1 min past its latest end"]
