"""Orders of visits become times: travel, windows, ties, parts, traffic, on-call departures."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from dispatch.plan import Plan, Stop
from dispatch.problem import Lock
from dispatch.schedule import earliest_start, schedule
from dispatch.ticket import Precedence, TicketPrices
from dispatch.travel import Traffic
from tests.builders import (
    YARD,
    at,
    crew,
    duty_key,
    minutes,
    party,
    plan,
    problem,
    shift,
    skills,
    spot,
    ticket,
    visit,
    window,
)

NO_PRICE = TicketPrices(left_out=500.0)


def stop(found: Plan, name: str) -> Stop:
    return found.stops()[visit(name)][1]


def two_crews(*tickets: Any, **changes: Any) -> Any:
    return problem(tickets, [crew("C1"), crew("C2")], **changes)


def test_a_crew_drives_works_drives_on_and_goes_home() -> None:
    case = problem([ticket("T1"), ticket("T2", place=spot(10, 5), parties=(party(30),))], [crew()])
    (route,) = plan(case, {"C1": "T1 T2"}).routes
    first, second = route.stops
    assert (first.depart, first.arrival, first.start, first.leave) == (at(0), at(10), at(10), at(70))
    assert (second.depart, second.arrival, second.start, second.leave) == (at(70), at(75), at(75), at(105))
    assert (route.departure, route.return_travel, route.end) == (at(0), minutes(15), at(120))
    assert route.travel == minutes(30)


def test_duties_without_visits_have_no_route_and_routes_stand_in_the_order_of_duties() -> None:
    case = problem([ticket("T1"), ticket("T2")], [crew("C1"), crew("C2"), crew("C3")])
    orders = {duty_key("C3"): [visit("T1")], duty_key("C2"): [], duty_key("C1"): [visit("T2")]}
    assert [route.duty.crew_id for route in schedule(case, orders).routes] == ["C1", "C3"]


def test_the_empty_problem_has_the_empty_plan() -> None:
    assert schedule(problem([], []), {}) == Plan(())


def test_a_slow_crew_works_longer() -> None:
    case = problem([ticket(parties=(party(60, "line"),))], [crew(skills=skills("line"), speed=(("line", 1.25),))])
    assert stop(plan(case, {"C1": "T1"}), "T1").leave == at(10 + 75)


def test_a_crew_waits_for_the_appointment_and_starts_late_when_it_has_passed() -> None:
    early, late = ticket("T1", appointments=(window(30, 40),)), ticket("T2", appointments=(window(0, 50),))
    found = plan(problem([early, late], [crew()]), {"C1": "T1 T2"})
    assert stop(found, "T1").start == at(30)
    assert stop(found, "T2").start == stop(found, "T2").arrival == at(90)


def test_work_waits_for_an_access_window_that_holds_all_of_it() -> None:
    case = problem([ticket(access=(window(0, 60), window(90, 150)))], [crew()])
    assert stop(plan(case, {"C1": "T1"}), "T1").start == at(90)


@pytest.mark.parametrize(
    ("moment", "start"), [(0, 20), (25, 100), (40, 100), (100, 100), (120, 120), (121, None), (200, None)]
)
def test_a_start_lies_in_an_appointment_and_its_work_in_an_access_window(moment: int, start: int | None) -> None:
    both = ticket(appointments=(window(0, 50), window(100, 300)), access=(window(20, 80), window(60, 180)))
    assert earliest_start(both, at(moment), minutes(60)) == (None if start is None else at(start))


def test_a_locked_start_is_waited_for() -> None:
    case = problem([ticket()], [crew()], locks=(Lock(visit("T1"), start=window(45, 50)),))
    assert stop(plan(case, {"C1": "T1"}), "T1").start == at(45)


def test_parts_run_out_and_are_loaded_again_on_the_way() -> None:
    tickets = [ticket(name, parties=(party(20),), parts=(("fuse", 1),)) for name in ("T1", "T2", "T3")]
    stocked = crew(parts=(("fuse", 2),), depot=spot(4), reload=minutes(15))
    (route,) = plan(problem(tickets, [stocked]), {"C1": "T1 T2 T3"}).routes
    first, second, third = route.stops
    assert not first.pauses
    assert not second.pauses
    assert second.leave == at(50)
    assert [(pause.kind, pause.start, pause.end) for pause in third.pauses] == [("reload", at(56), at(71))]
    assert (third.travel, third.arrival) == (minutes(12), at(77))


def test_without_a_depot_a_crew_does_not_look_for_parts() -> None:
    tickets = [ticket(name, parts=(("fuse", 1),)) for name in ("T1", "T2")]
    (route,) = plan(problem(tickets, [crew(parts=(("fuse", 1),))]), {"C1": "T1 T2"}).routes
    assert route.pauses == ()


def test_only_the_lead_party_uses_parts() -> None:
    case = two_crews(ticket(parties=(party(), party()), parts=(("fuse", 1),)))
    assert not plan(case, {"C1": "T1/1"}).routes[0].pauses


def test_a_drive_over_the_start_of_the_rush_slows_down_midway() -> None:
    rush = Traffic((time(0), time(8, 5)), (1000, 500))
    found = plan(problem([ticket()], [crew()], traffic=rush), {"C1": "T1"})
    assert stop(found, "T1").arrival == at(5 + 10)
    assert found.routes[0].return_travel == minutes(20)


def test_all_crews_of_a_ticket_start_together() -> None:
    case = two_crews(ticket("T1", parties=(party(30), party(50))), ticket("T2", place=spot(5)))
    found = plan(case, {"C1": "T1", "C2": "T2 T1/1"})
    assert stop(found, "T1").arrival == at(10)
    assert stop(found, "T1").start == stop(found, "T1/1").start == at(5 + 60 + 5)
    assert (stop(found, "T1").leave, stop(found, "T1/1").leave) == (at(100), at(120))


def test_a_ticket_waits_for_the_ones_before_it_and_their_delay() -> None:
    case = two_crews(ticket("T1"), ticket("T2", after=(Precedence("T1", minutes(20)),)))
    found = plan(case, {"C1": "T1", "C2": "T2"})
    assert stop(found, "T2").start == at(70 + 20)


def test_what_is_not_in_the_problem_is_done_and_what_is_on_no_list_is_not_waited_for() -> None:
    case = two_crews(ticket("T1"), ticket("T2", after=(Precedence("T1"), Precedence("long ago"))))
    assert stop(plan(case, {"C2": "T2"}), "T2").start == at(10)


def test_a_longest_delay_holds_the_earlier_ticket_back() -> None:
    opened = ticket("T2", appointments=(window(300, 310),), after=(Precedence("T1", max_delay=minutes(30)),))
    found = plan(two_crews(ticket("T1"), opened), {"C1": "T1", "C2": "T2"})
    assert stop(found, "T2").start == at(300)
    assert stop(found, "T1").leave == at(270)


def test_waiting_is_passed_down_a_chain_over_several_crews() -> None:
    names = ["T1", "T2", "T3", "T4"]
    links = [()] + [(Precedence(name),) for name in names]
    tickets = [ticket(name, after=link) for name, link in zip(names, links, strict=False)]
    case = problem(tickets, [crew(f"C{n}") for n in range(1, 5)])
    found = plan(case, {f"C{n}": f"T{n}" for n in range(1, 5)})
    assert [stop(found, name).start for name in names] == [at(10), at(70), at(130), at(190)]


def test_two_crews_that_wait_for_each_other_do_not_wait_for_ever() -> None:
    first, second = ticket("T1", after=(Precedence("T4"),)), ticket("T2")
    third, fourth = ticket("T3", after=(Precedence("T2"),)), ticket("T4")
    found = plan(two_crews(first, second, third, fourth), {"C1": "T1 T2", "C2": "T3 T4"})
    assert len(found.stops()) == 4


def on_call(**changes: Any) -> Any:
    return crew(shifts=(shift(on_call=True, **changes),))


def test_an_on_call_crew_leaves_home_no_earlier_than_it_must() -> None:
    case = problem([ticket(appointments=(window(60, 90),), prices=NO_PRICE)], [on_call()])
    (route,) = plan(case, {"C1": "T1"}).routes
    assert (route.departure, route.stops[0].arrival, route.stops[0].start) == (at(50), at(60), at(60))


def test_an_on_call_crew_hurries_where_arriving_late_costs_something() -> None:
    case = problem([ticket(appointments=(window(60, 90),))], [on_call()])
    (route,) = plan(case, {"C1": "T1"}).routes
    assert route.departure == at(0)


def test_an_on_call_crew_moves_an_unpriced_visit_towards_the_next_appointment_within_its_window() -> None:
    first = ticket("T1", appointments=(window(0, 40),), prices=NO_PRICE)
    second = ticket("T2", appointments=(window(200, 220),), prices=NO_PRICE)
    (route,) = plan(problem([first, second], [on_call()]), {"C1": "T1 T2"}).routes
    assert [each.start for each in route.stops] == [at(40), at(200)]
    assert route.departure == at(30)


def test_an_on_call_crew_does_not_drift_past_a_locked_start() -> None:
    first, second = ticket("T1", prices=NO_PRICE), ticket("T2", appointments=(window(300, 310),), prices=NO_PRICE)
    lock = Lock(visit("T1"), start=window(60, 70))
    (route,) = plan(problem([first, second], [on_call()], locks=(lock,)), {"C1": "T1 T2"}).routes
    assert route.stops[0].start == at(60)


def test_a_crew_on_a_plain_shift_leaves_at_once_and_waits_on_site() -> None:
    case = problem([ticket(appointments=(window(60, 90),), prices=NO_PRICE)], [crew()])
    (route,) = plan(case, {"C1": "T1"}).routes
    assert (route.departure, route.stops[0].arrival) == (at(0), at(10))


def test_each_shift_of_a_crew_starts_from_its_own_place() -> None:
    days = (shift(), shift(1440, 1900, start_place=spot(30), end_place=YARD))
    found = plan(problem([ticket("T1"), ticket("T2")], [crew(shifts=days)]), {"C1": "T1", "C1/1": "T2"})
    assert stop(found, "T2").arrival == at(1440 + 20)


def test_a_visit_of_nothing_known_is_refused() -> None:
    with pytest.raises(KeyError):
        plan(problem([ticket()], [crew()]), {"C1": "T9"})
    with pytest.raises(KeyError):
        plan(problem([ticket()], [crew()]), {"C9": "T1"})


def test_a_longest_delay_holds_several_crews_back_no_longer_than_it_must() -> None:
    pair = ticket("T1", parties=(party(100), party(5)))
    opened = ticket("T2", appointments=(window(300, 310),), after=(Precedence("T1", max_delay=minutes(0)),))
    case = problem([pair, opened], [crew("C1"), crew("C2", free_from=at(90)), crew("C3")])
    found = plan(case, {"C1": "T1", "C2": "T1/1", "C3": "T2"})
    assert stop(found, "T1").start == stop(found, "T1/1").start == at(200)
    assert stop(found, "T2").start == at(300)
