"""Work under way when the plan is made: it stays where it is, and nothing is planned before it is done."""

from __future__ import annotations

from dataclasses import replace

from dispatch.plan import Plan, Stop
from dispatch.problem import Lock
from dispatch.rules import check
from dispatch.ticket import Precedence, Started
from tests.builders import at, crew, duty_key, minutes, party, plan, problem, shift, skills, spot, ticket, visit


def on_site(crew_id: str = "C1", since: float = -20, number: int = 0) -> Started:
    return Started(crew_id, at(since), number)


def stop(found: Plan, name: str) -> Stop:
    return found.stops()[visit(name)][1]


def test_a_crew_on_site_goes_on_and_leaves_when_it_is_done() -> None:
    case = problem([ticket("T1", started=(on_site(),)), ticket("T2", place=spot(30))], [crew()])
    found = plan(case, {"C1": "T1 T2"})
    assert (stop(found, "T1").arrival, stop(found, "T1").start, stop(found, "T1").leave) == (at(-20), at(-20), at(40))
    assert stop(found, "T2").arrival == at(60)
    assert not check(case, found)


def test_work_that_should_be_done_by_now_is_done_now() -> None:
    case = problem([ticket(started=(on_site(since=-200),))], [crew()])
    assert stop(plan(case, {"C1": "T1"}), "T1").leave == at(0)


def test_a_crew_on_its_way_has_its_ticket_first_and_starts_where_it_is() -> None:
    case = problem([ticket("T1", started=(Started("C1"),)), ticket("T2")], [crew(position=spot(7))])
    assert case.heads == {duty_key("C1"): (visit("T1"),)}
    assert stop(plan(case, {"C1": "T1 T2"}), "T1").arrival == at(3)


def test_a_crew_that_is_free_only_later_drives_on_only_then() -> None:
    case = problem([ticket("T1", started=(on_site(),)), ticket("T2")], [crew(free_from=at(55))])
    found = plan(case, {"C1": "T1 T2"})
    assert stop(found, "T1").leave == at(40)
    assert stop(found, "T2").depart == at(55)


def test_work_begun_before_the_shift_does_not_make_the_shift_begin_earlier() -> None:
    case = problem([ticket("T1", started=(on_site(),)), ticket("T2")], [crew(shifts=(shift(90, 500),))])
    assert stop(plan(case, {"C1": "T1 T2"}), "T2").depart == at(90)


def test_the_clock_does_not_go_back_when_a_crew_is_said_to_be_at_two_tickets() -> None:
    tickets = [ticket("T1", started=(on_site(since=-30),), parties=(party(90),)), ticket("T2", started=(on_site(),))]
    found = plan(problem([*tickets, ticket("T3")], [crew()]), {"C1": "T1 T2 T3"})
    assert stop(found, "T3").depart == at(60)


def test_a_second_crew_joins_the_one_that_is_at_work() -> None:
    pair = ticket(parties=(party(60), party(30)), started=(on_site("C1"),))
    case = problem([pair], [crew("C1"), crew("C2")])
    found = plan(case, {"C1": "T1", "C2": "T1/1"})
    assert (stop(found, "T1").start, stop(found, "T1/1").start) == (at(-20), at(10))
    assert not check(case, found)


def test_two_crews_on_site_need_not_have_come_together() -> None:
    pair = ticket(parties=(party(), party()), started=(on_site("C1", -20), on_site("C2", -5, 1)))
    case = problem([pair], [crew("C1"), crew("C2")])
    assert not check(case, plan(case, {"C1": "T1", "C2": "T1/1"}))


def test_work_under_way_is_not_held_against_the_plan() -> None:
    begun = ticket(
        "T2",
        parties=(party(30, "line"),),
        after=(Precedence("T1"),),
        forbidden_crews=frozenset({"C1"}),
        started=(on_site(),),
    )
    case = problem([ticket("T1"), begun], [crew("C1"), crew("C2")], locks=(Lock(visit("T2"), "C2"),))
    assert not check(case, plan(case, {"C1": "T2", "C2": "T1"}))


def test_a_duty_lasts_until_started_work_is_done_and_the_crew_home() -> None:
    case = problem([ticket(parties=(party(120),), started=(on_site(),))], [crew(shifts=(shift(-400, 30),))])
    assert case.duties[0].hard_end == at(100 + 10)
    assert not check(case, plan(case, {"C1": "T1"}))


def test_a_crew_at_work_after_its_shift_still_has_its_duty_and_tomorrow_starts_at_home() -> None:
    days = (shift(-500, -20), shift(900, 1300, start_place=spot(3)))
    case = problem([ticket("T1", started=(on_site(since=-60),)), ticket("T2")], [crew(shifts=days)])
    assert case.heads == {duty_key("C1"): (visit("T1"),)}
    found = plan(case, {"C1": "T1", "C1/1": "T2"})
    assert stop(found, "T2").arrival == at(907)
    assert not check(case, found)


def test_work_started_by_a_crew_without_duty_here_is_ordinary_work_for_others() -> None:
    case = problem([ticket(started=(on_site("gone"),))], [crew("C1")])
    assert stop(plan(case, {"C1": "T1"}), "T1").arrival == at(10)


def test_parts_at_the_site_are_not_drawn_again() -> None:
    tickets = [ticket("T1", parts=(("fuse", 1),), started=(on_site(),)), ticket("T2", parts=(("fuse", 1),))]
    case = problem(tickets, [crew(parts=(("fuse", 1),), depot=spot(2))])
    found = plan(case, {"C1": "T1 T2"})
    assert not stop(found, "T2").pauses
    assert not check(case, found)


def test_an_on_call_crew_that_is_out_already_has_left() -> None:
    case = problem([ticket(started=(on_site(),))], [crew(shifts=(shift(-60, 400, on_call=True),))])
    (route,) = plan(case, {"C1": "T1"}).routes
    assert route.departure == at(0)
    assert route.end == at(50)


def test_a_slow_crew_on_site_needs_longer() -> None:
    slow = replace(crew(), skills=skills("line"), speed=(("line", 1.5),))
    case = problem([ticket(parties=(party(60, "line"),), started=(on_site(),))], [slow])
    assert stop(plan(case, {"C1": "T1"}), "T1").leave == at(-20) + minutes(90)


def test_an_on_call_crew_may_finish_begun_work_beyond_its_longest_duty() -> None:
    caller = crew(shifts=(shift(-60, on_call=True),), max_duty=minutes(30), position=spot(10))
    case = problem((ticket(parties=(party(90),), started=(Started("C1", at(-5)),)),), (caller,))
    done = plan(case, {"C1": "T1"})
    assert done.routes[0].end == at(95)
    assert not check(case, done)
