"""Breaks: taken in time and in full, before work, inside it where it may be interrupted, never inside make-safe."""

from __future__ import annotations

from typing import Any

from dispatch.crew import Break
from dispatch.plan import CrewRoute, Pause
from dispatch.rules import check
from tests.builders import at, crew, minutes, party, plan, problem, shift, spot, ticket, window


def pause(earliest: float, latest: float, length: float = 30) -> Break:
    return Break(at(earliest), at(latest), minutes(length))


def route(tickets: list[Any], *pauses: Break, order: str = "T1") -> CrewRoute:
    case = problem(tickets, [crew(shifts=(shift(breaks=pauses),))])
    found = plan(case, {"C1": order})
    assert not check(case, found)
    return found.routes[0]


def spans(pauses: tuple[Pause, ...]) -> list[tuple[float, float]]:
    return [((one.start - at(0)) / minutes(1), (one.end - at(0)) / minutes(1)) for one in pauses]


def test_a_break_that_is_due_is_taken_before_the_crew_sets_out() -> None:
    found = route([ticket("T1"), ticket("T2")], pause(60, 120), order="T1 T2")
    assert spans(found.stops[1].pauses) == [(70, 100)]
    assert found.stops[1].depart == at(100)


def test_a_long_repair_is_interrupted_for_the_break() -> None:
    found = route([ticket(parties=(party(200),))], pause(60, 120))
    assert spans(found.stops[0].pauses) == [(60, 90)]
    assert (found.stops[0].start, found.stops[0].leave) == (at(10), at(10 + 200 + 30))


def test_two_breaks_fall_inside_one_long_repair() -> None:
    found = route([ticket(parties=(party(300),))], pause(60, 90, 15), pause(150, 200, 30))
    assert spans(found.stops[0].pauses) == [(60, 75), (150, 180)]
    assert found.stops[0].leave == at(10 + 300 + 45)


def test_make_safe_work_is_never_interrupted_the_crew_waits_for_its_break_first() -> None:
    found = route([ticket(parties=(party(200),), make_safe=True)], pause(60, 120))
    assert spans(found.stops[0].pauses) == [(60, 90)]
    assert (found.stops[0].depart, found.stops[0].start, found.stops[0].leave) == (at(90), at(100), at(300))


def test_make_safe_work_that_ends_in_time_comes_before_the_break() -> None:
    found = route([ticket("T1", make_safe=True), ticket("T2")], pause(40, 70), order="T1 T2")
    assert found.stops[0].leave == at(70)
    assert spans(found.stops[1].pauses) == [(70, 100)]


def test_a_crew_that_could_not_start_before_the_latest_break_takes_it_first() -> None:
    found = route([ticket(place=spot(60))], pause(30, 50))
    assert spans(found.stops[0].pauses) == [(30, 60)]
    assert found.stops[0].arrival == at(120)


def test_a_crew_home_before_the_latest_break_needs_none() -> None:
    assert route([ticket()], pause(75, 90)).pauses == ()


def test_a_break_due_on_the_way_home_is_taken_before_it() -> None:
    found = route([ticket(place=spot(40))], pause(60, 120))
    assert spans(found.last_pauses) == [(100, 130)]
    assert found.end == at(130 + 40)


def test_a_break_whose_window_lies_before_the_duty_is_over_and_done() -> None:
    assert route([ticket()], pause(-60, -1)).pauses == ()


def test_a_break_may_still_be_taken_at_the_very_start() -> None:
    assert spans(route([ticket()], pause(-60, 0)).pauses) == [(0, 30)]


def test_a_wait_for_the_break_shows_in_no_travel() -> None:
    found = route([ticket(make_safe=True, appointments=(window(100, 200),))], pause(90, 100))
    assert found.stops[0].travel == minutes(10)
    assert found.stops[0].start == at(130)
