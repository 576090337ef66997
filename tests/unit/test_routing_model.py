"""The OR-Tools model: for each rule a small day that the rule decides, and random days whose plans keep all rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import get_context

import pytest

from dispatch.crew import Break
from dispatch.plan import Plan, Reason, Unassigned
from dispatch.problem import ChangeBudget, Lock, PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from dispatch.sentences import as_written
from dispatch.ticket import Precedence, Priority, Started, Step, TicketPrices, Visit
from dispatch.travel import Traffic
from solver.arrays import Indexed, index
from solver.routing_model import report_routing, solve_routing
from tests import builders as make
from tests.random_problems import random_problem

PATIENCE = 20.0
"""Seconds; a plain descent ends far earlier by itself."""


def solved(case: PlanningProblem, starts: dict[str, str] | None = None) -> Plan:
    """The schedule of the model's orders; `starts` as in `make.plan`."""
    indexed = index(case)
    first = None if starts is None else indexed.numbers(make.plan(case, starts).sequences)
    return planned(indexed, solve_routing(indexed, PATIENCE, first, lambda _: False, solutions=1000))


def planned(indexed: Indexed, orders: Sequence[Sequence[int]] | None) -> Plan:
    assert orders is not None
    sequences = indexed.sequences(orders)
    done = {visit.ticket_id for order in sequences.values() for visit in order}
    left = (ticket.id for ticket in indexed.problem.tickets if ticket.id not in done)
    told = as_written("not in the model's plan")
    return schedule(indexed.problem, sequences, tuple(Unassigned(name, Reason.COST, told) for name in left))


def lists(case: PlanningProblem, starts: dict[str, str] | None = None) -> dict[str, str]:
    """What the model plans, as in `make.plan`; it keeps every rule."""
    plan = solved(case, starts)
    assert check(case, plan) == ()
    return {route.duty.crew_id: " ".join(map(_name, route.visits)) for route in plan.routes}


def _name(visit: Visit) -> str:
    return f"{visit.ticket_id}/{visit.party}" if visit.party else visit.ticket_id


NEAR = make.crew("C1")
FAR = make.crew("C2", shifts=(make.shift(start_place=make.spot(-30), end_place=make.spot(-30)),))
"""Ten minutes and forty from a plain ticket: only a rule sends the far one."""


def test_the_nearest_crew_goes() -> None:
    assert lists(make.problem([make.ticket()], [NEAR, FAR])) == {"C1": "T1"}


def test_skills_equipment_and_refusals_decide_who_goes() -> None:
    skilled = replace(FAR, skills=make.skills("cable:2"))
    cable = make.ticket(parties=(make.party(60, "cable:2"),))
    assert lists(make.problem([cable], [replace(NEAR, skills=make.skills("cable")), skilled])) == {"C2": "T1"}
    bucket = make.ticket(equipment=frozenset({"bucket"}))
    assert lists(make.problem([bucket], [NEAR, replace(FAR, equipment=frozenset({"bucket"}))])) == {"C2": "T1"}
    refused = make.ticket(forbidden_crews=frozenset({"C1"}))
    assert lists(make.problem([refused], [NEAR, FAR])) == {"C2": "T1"}


def test_a_preferred_crew_is_worth_a_detour() -> None:
    dear = make.policy(weights=make.weights(not_preferred=500.0))
    asked = make.ticket(preferred_crews=frozenset({"C2"}))
    assert lists(make.problem([asked], [NEAR, FAR], policy=dear)) == {"C2": "T1"}


def test_a_slow_crew_counts_its_own_time() -> None:
    work = (make.party(200, "line"),)
    slow = replace(NEAR, skills=make.skills("line"), speed=(("line", 2.0),))
    able = replace(FAR, skills=make.skills("line"))
    assert lists(make.problem([make.ticket(parties=work)], [slow, able])) == {"C2": "T1"}


def test_a_duty_ends_in_time() -> None:
    short = make.crew(shifts=(make.shift(end=100),))
    two = [make.ticket("T1"), make.ticket("T2", priority=Priority.EMERGENCY)]
    assert lists(make.problem(two, [short])) == {"C1": "T2"}
    longer = make.crew(shifts=(make.shift(end=100, max_overtime=make.minutes(60)),))
    assert lists(make.problem(two, [longer])) == {"C1": "T2 T1"}


def test_overtime_is_paid() -> None:
    longer = make.crew(shifts=(make.shift(end=60, max_overtime=make.minutes(60)),))
    routine = make.ticket(prices=TicketPrices(left_out=30.0))
    assert lists(make.problem([routine], [longer])) == {}
    cheap = make.policy(weights=make.weights(overtime_minute=0.1))
    assert lists(make.problem([routine], [longer], policy=cheap)) == {"C1": "T1"}


def test_a_callout_has_a_price() -> None:
    tickets = [make.ticket("T1"), make.ticket("T2")]
    crews = [NEAR, replace(NEAR, id="C2", callout_price=1000.0)]
    assert set(lists(make.problem(tickets, crews))) == {"C1"}
    assert set(lists(make.problem(tickets, [NEAR, replace(NEAR, id="C2")]))) == {"C1", "C2"}


def test_the_longest_duty_of_a_crew_on_call_counts_from_its_leaving() -> None:
    late = make.ticket(appointments=(make.window(300, 400),), prices=TicketPrices(left_out=500.0))
    on_call = make.crew(shifts=(make.shift(on_call=True),), max_duty=make.minutes(90))
    assert lists(make.problem([late], [on_call])) == {"C1": "T1"}
    early = make.ticket("T2", prices=TicketPrices(left_out=400.0))
    assert lists(make.problem([late, early], [on_call])) == {"C1": "T1"}


def test_late_arrivals_and_outages_decide_the_order() -> None:
    many = make.ticket("T2", customers=5000)
    assert lists(make.problem([make.ticket("T1"), many], [NEAR])) == {"C1": "T2 T1"}
    overdue = make.ticket("T2", priority=Priority.EMERGENCY, customers=0, reported_at=make.at(-90))
    assert lists(make.problem([make.ticket("T1"), overdue], [NEAR])) == {"C1": "T2 T1"}


def test_a_step_of_lateness_pulls_a_ticket_forward() -> None:
    def priced(name: str, steps: tuple[Step, ...]) -> PlanningProblem:
        prices = TicketPrices(left_out=5000.0, arrival_late_minute=1.0, arrival_steps=steps)
        plain = TicketPrices(left_out=5000.0, arrival_late_minute=2.0)
        return make.problem([make.ticket("T1", prices=plain), make.ticket("T2", prices=prices)], [NEAR])

    assert lists(priced("plain", ()))["C1"] == "T1 T2"
    assert lists(priced("stepped", (Step(make.minutes(0), 900.0),)))["C1"] == "T2 T1"


def test_work_starts_inside_an_appointment_and_lies_inside_an_access_window() -> None:
    split = make.ticket("T1", appointments=(make.window(0, 5), make.window(120, 130)), customers=900)
    assert lists(make.problem([split, make.ticket("T2")], [NEAR])) == {"C1": "T2 T1"}
    fits = make.ticket("T1", access=(make.window(0, 65), make.window(100, 170)), customers=900)
    assert lists(make.problem([fits, make.ticket("T2")], [NEAR])) == {"C1": "T2 T1"}
    assert lists(make.problem([make.ticket("T1", access=(make.window(0, 65),))], [NEAR])) == {}


def test_a_break_is_taken() -> None:
    pause = Break(make.at(60), make.at(100), make.minutes(30))
    urgent = make.ticket("T1", make_safe=True, customers=900)
    case = make.problem([urgent, make.ticket("T2")], [make.crew(shifts=(make.shift(end=165, breaks=(pause,)),))])
    assert lists(case) == {"C1": "T1"}
    assert lists(replace(case, crews=(make.crew(shifts=(make.shift(end=165),)),))) == {"C1": "T1 T2"}


def test_locks_hold_crew_and_time() -> None:
    case = make.problem([make.ticket("T1"), make.ticket("T2")], [NEAR])
    late = Lock(Visit("T1"), None, make.window(100, 120))
    assert lists(replace(case, locks=(late,))) == {"C1": "T2 T1"}
    case = make.problem([make.ticket("T1")], [NEAR, FAR])
    assert lists(replace(case, locks=(Lock(Visit("T1"), "C2"),))) == {"C2": "T1"}
    assert lists(replace(case, locks=(Lock(Visit("T1"), "C2", make.window(0, 20)),))) == {}


def test_started_and_frozen_work_stays_first() -> None:
    going = make.ticket("T1", started=(Started("C2"),))
    there = make.ticket("T2", started=(Started("C1", make.at(-10)),))
    crew = replace(NEAR, position=make.spot(10))
    urgent = make.ticket("T3", customers=5000)
    assert lists(make.problem([going, there, urgent], [crew, FAR])) == {"C1": "T2 T3", "C2": "T1"}
    case = make.problem([make.ticket("T1"), make.ticket("T2"), urgent], [NEAR])
    frozen = replace(case, previous=make.plan(case, {"C1": "T2 T1"}), freeze_until=make.at(20))
    assert lists(frozen) == {"C1": "T2 T3 T1"}


def test_a_crew_has_the_parts_it_uses() -> None:
    fuses = [make.ticket(f"T{n}", parts=(("fuse", 1),)) for n in range(3)]
    carries = replace(NEAR, parts=(("fuse", 2),))
    assert len(lists(make.problem(fuses, [carries]))["C1"].split()) == 2
    assert len(lists(make.problem(fuses, [replace(carries, depot=make.YARD)]))["C1"].split()) == 3
    small = replace(carries, depot=make.YARD, shifts=(make.shift(end=210),))
    assert len(lists(make.problem(fuses, [small]))["C1"].split()) == 2


def test_orders_to_start_from_may_need_reloads() -> None:
    fuses = [make.ticket(f"T{n}", parts=(("fuse", 1),)) for n in range(3)]
    case = make.problem(fuses, [replace(NEAR, parts=(("fuse", 1),), depot=make.YARD)])
    assert len(lists(case, {"C1": "T0 T1 T2"})["C1"].split()) == 3


def test_orders_to_start_from_may_name_crews_that_cannot(capfd: pytest.CaptureFixture[str]) -> None:
    refused = make.ticket("T2", forbidden_crews=frozenset({"C1"}))
    case = make.problem([make.ticket(), refused], [NEAR, FAR])
    assert lists(case, {"C1": "T1 T2"}) == {"C1": "T1", "C2": "T2"}
    assert capfd.readouterr().err == ""


def test_all_crews_of_a_ticket_come_together_or_none() -> None:
    pair = make.ticket(parties=(make.party(60), make.party(30)))
    busy = make.ticket("T2", started=(Started("C2"),), place=make.spot(-30))
    case = make.problem([pair, busy], [NEAR, FAR])
    assert lists(case, {"C1": "T1", "C2": "T2 T1/1"}) == {"C1": "T1", "C2": "T2 T1/1"}
    assert lists(make.problem([pair], [NEAR])) == {}


def test_guided_search_finds_a_first_plan_for_several_crews() -> None:
    pair = make.ticket(parties=(make.party(60), make.party(30)))
    indexed = index(make.problem([pair, make.ticket("T2")], [NEAR, FAR]))
    plan = planned(indexed, solve_routing(indexed, 0.5, None, lambda _: False))
    assert check(indexed.problem, plan) == ()
    assert len(plan.stops()) == 3


def test_a_ticket_comes_after_another_with_its_delays() -> None:
    after = make.ticket("T1", customers=900, after=(Precedence("T2", make.minutes(15)),))
    case = make.problem([after, make.ticket("T2")], [NEAR])
    assert lists(case) == {"C1": "T2 T1"}
    assert lists(make.problem([make.ticket("T1", customers=900), make.ticket("T2")], [NEAR])) == {"C1": "T1 T2"}
    nobody = make.ticket("T2", parties=(make.party(60, "cable"),))
    assert lists(make.problem([after, nobody], [NEAR])) == {}


def test_a_longest_delay_holds_crews_back_or_keeps_the_ticket_out() -> None:
    def case(most: float) -> PlanningProblem:
        link = Precedence("T2", make.minutes(0), make.minutes(most))
        after = make.ticket("T1", after=(link,), appointments=(make.window(300, 400),))
        return make.problem([after, make.ticket("T2", appointments=(make.window(0, 100),))], [NEAR])

    assert lists(case(200)) == {"C1": "T2 T1"}
    assert lists(case(100)) == {"C1": "T2"}


def test_first_priorities_stand_before_all_others() -> None:
    tickets = [make.ticket("T1", customers=5000), make.ticket("T2", priority=Priority.EMERGENCY, customers=0)]
    rule = make.policy(first_priorities=frozenset({Priority.EMERGENCY}))
    assert lists(make.problem(tickets, [NEAR])) == {"C1": "T1 T2"}
    assert lists(make.problem(tickets, [NEAR], policy=rule)) == {"C1": "T2 T1"}


def test_a_change_of_crew_has_a_price_and_a_budget() -> None:
    case = make.problem([make.ticket()], [NEAR, FAR])
    published = replace(case, previous=make.plan(case, {"C2": "T1"}))
    assert lists(published) == {"C1": "T1"}
    assert lists(replace(published, change_budget=ChangeBudget(0))) == {"C2": "T1"}
    dear = make.policy(weights=make.weights(changed_crew=500.0))
    assert lists(replace(published, policy=dear)) == {"C2": "T1"}


def test_work_is_shared_out_where_workload_has_a_price() -> None:
    unhurried = TicketPrices(left_out=5000.0)
    tickets = [make.ticket("T1", prices=unhurried), make.ticket("T2", prices=unhurried)]
    case = make.problem(tickets, [NEAR, replace(NEAR, id="C2")])
    assert len(lists(case)) == 1
    assert len(lists(replace(case, policy=make.policy(weights=make.weights(workload=2.0))))) == 2


def test_traffic_is_taken_at_its_mean() -> None:
    slow = Traffic((make.NOW.time().replace(hour=0),), (250,))
    case = make.problem([make.ticket()], [make.crew(shifts=(make.shift(end=100),))])
    assert lists(case) == {"C1": "T1"}
    assert lists(make.problem([make.ticket()], case.crews, traffic=slow)) == {}


EXACT = (
    *("skills", "speed", "equipment", "forbidden", "preference", "callout", "overtime", "several_shifts", "max_duty"),
    *("mid_shift", "own_clocks", "own_prices", "windows", "access", "locks", "precedence", "first_priorities", "parts"),
)
"""Rules under which whatever the model holds for feasible is feasible, and early enough."""


@pytest.mark.parametrize("seed", range(1, 13))  # 0 is a day on which nobody can do anything.
def test_plans_of_random_days_keep_every_rule(seed: int) -> None:
    case = random_problem(seed, EXACT, tickets=10, crews=3)
    plan = solved(case)
    assert check(case, plan) == ()
    nothing = schedule(case, {}, make.left_out(*(ticket.id for ticket in case.tickets)))
    assert score(case, plan).total < score(case, nothing).total


def test_each_solution_told_is_better_than_the_last_and_the_last_is_the_answer() -> None:
    case = random_problem(3, ("skills", "overtime"))
    indexed = index(case)
    told: list[list[list[int]]] = []

    def tell(orders: list[list[int]]) -> bool:
        told.append(orders)
        return False

    best = solve_routing(indexed, PATIENCE, None, tell, solutions=1000)
    costs = [score(case, planned(indexed, orders)).total for orders in told]
    assert costs == sorted(costs, reverse=True)
    assert told[-1] == best
    assert best == solve_routing(indexed, PATIENCE, None, lambda _: False, solutions=1000)


def test_a_listener_stops_the_search_and_its_errors_come_out() -> None:
    indexed = index(random_problem(3, ("skills",)))
    told: list[list[list[int]]] = []

    def enough(orders: list[list[int]]) -> bool:
        told.append(orders)
        return True

    assert solve_routing(indexed, PATIENCE, None, enough) == told[0]
    assert len(told) == 1

    def fail(_: list[list[int]]) -> bool:
        raise ValueError("nobody listens")

    with pytest.raises(ValueError, match="nobody listens"):
        solve_routing(indexed, PATIENCE, None, fail)


def test_a_day_without_crews_or_work_has_a_plan() -> None:
    assert solve_routing(index(make.problem([make.ticket()], [])), 1, None, lambda _: False) == []
    assert solve_routing(index(make.problem([], [NEAR])), 1, None, lambda _: False) == [[]]


def test_a_process_of_its_own_reports_through_a_pipe() -> None:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    indexed = index(make.problem([make.ticket()], [NEAR, FAR]))
    process = context.Process(target=report_routing, args=(theirs, indexed, PATIENCE, None, 100))
    process.start()
    theirs.close()
    received = []
    while (orders := ours.recv()) is not None:
        received.append(orders)
    process.join()
    assert received[-1] == [[0], []]
    assert process.exitcode == 0
