"""Plans are read off routes."""

from __future__ import annotations

from dispatch.crew import Break
from dispatch.plan import PauseKind
from tests.builders import at, crew, duty_key, minutes, party, plan, problem, shift, spot, ticket, visit


def test_a_route_adds_up_its_travel_and_lists_its_pauses_in_order_of_time() -> None:
    resting = shift(breaks=(Break(at(20), at(60), minutes(15)), Break(at(200), at(260), minutes(30))))
    stocked = crew(shifts=(resting,), parts=(("fuse", 1),), depot=spot(10, 5))
    tickets = [ticket(name, parties=(party(90),), parts=(("fuse", 1),)) for name in ("T1", "T2")]
    (route,) = plan(problem(tickets, [stocked]), {"C1": "T1 T2"}).routes
    assert route.travel == minutes(10 + 10 + 10)
    assert [pause.kind for pause in route.pauses] == [PauseKind.BREAK, PauseKind.RELOAD, PauseKind.BREAK]
    assert list(route.pauses) == sorted(route.pauses, key=lambda pause: pause.start)
    assert route.visits == (visit("T1"), visit("T2"))


def test_a_plan_knows_its_decisions_and_where_each_visit_stands() -> None:
    case = problem([ticket("T1"), ticket("T2")], [crew("C1"), crew("C2")])
    found = plan(case, {"C1": "T2", "C2": "T1"})
    assert found.sequences == {duty_key("C1"): (visit("T2"),), duty_key("C2"): (visit("T1"),)}
    key, stop = found.stops()[visit("T1")]
    assert (key, stop.arrival) == (duty_key("C2"), at(10))
