"""What a plan costs, each term by hand, and the whole as the sum of its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dispatch.crew import Break
from dispatch.duty import DutyKey
from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.score import Term, busy_time, restored_at, score, workload
from dispatch.ticket import Priority, Started, Step, TicketPrices
from tests.builders import (
    at,
    crew,
    left_out,
    minutes,
    party,
    plan,
    policy,
    problem,
    shift,
    skills,
    spot,
    ticket,
    weights,
    window,
)
from tests.random_problems import random_plan, random_problem


def cost(case: PlanningProblem, lists: dict[str, str], term: Term) -> float:
    return score(case, plan(case, lists)).terms[term]


def alone(**changes: Any) -> PlanningProblem:
    """One urban ticket of high priority: arrival at 10, due at 15; done at 70, due at 195."""
    return problem([ticket(**changes)], [crew()])


ALONE = {"C1": "T1"}


def test_arrival_in_time_is_free_and_each_minute_late_is_priced_by_priority() -> None:
    assert cost(alone(), ALONE, Term.ARRIVAL_LATENESS) == 0
    assert cost(alone(place=spot(25)), ALONE, Term.ARRIVAL_LATENESS) == 10 * 2.0
    assert cost(alone(place=spot(25), priority=Priority.EMERGENCY), ALONE, Term.ARRIVAL_LATENESS) == 10 * 8.0


def test_the_crew_that_is_there_and_waits_has_arrived() -> None:
    waiting = alone(appointments=(window(100, 200),))
    assert cost(waiting, ALONE, Term.ARRIVAL_LATENESS) == 0


def test_only_the_lead_crews_arrival_stops_the_clock() -> None:
    pair = ticket(parties=(party(), party()), place=spot(15))
    case = problem([pair], [crew("C1"), crew("C2", free_from=at(60))])
    assert cost(case, {"C1": "T1", "C2": "T1/1"}, Term.ARRIVAL_LATENESS) == 0
    assert cost(case, {"C2": "T1", "C1": "T1/1"}, Term.ARRIVAL_LATENESS) == 60 * 2.0


def test_restoration_late_is_priced_by_priority() -> None:
    assert cost(alone(), ALONE, Term.RESTORATION_LATENESS) == 0
    assert cost(alone(parties=(party(200),)), ALONE, Term.RESTORATION_LATENESS) == (210 - 195) * 1.0


def test_power_is_back_when_the_last_crew_has_finished() -> None:
    case = problem([ticket(parties=(party(30), party(90)))], [crew("C1"), crew("C2")])
    assert cost(case, {"C1": "T1", "C2": "T1/1"}, Term.OUTAGE) == pytest.approx(100 * 10 * 0.02)


def test_customers_minutes_count_from_now_and_critical_ones_many_times() -> None:
    assert cost(alone(), ALONE, Term.OUTAGE) == pytest.approx(70 * 10 * 0.02)
    assert cost(alone(critical_customers=2), ALONE, Term.OUTAGE) == pytest.approx(70 * (8 + 2 * 20) * 0.02)


def test_steps_are_paid_once_passed_and_not_at_their_bound() -> None:
    steps = weights(
        arrival_steps={Priority.HIGH: (Step(minutes(0), 100.0), Step(minutes(10), 30.0))},
        restoration_steps={Priority.HIGH: (Step(minutes(60), 40.0),)},
    )
    case = replace(alone(place=spot(25)), policy=policy(weights=steps))
    assert cost(case, ALONE, Term.ARRIVAL_LATENESS) == 10 * 2.0 + 100.0
    later = replace(case, tickets=(ticket(place=spot(25), arrive_by=at(14), restore_by=at(20)),))
    assert cost(later, ALONE, Term.ARRIVAL_LATENESS) == 11 * 2.0 + 130.0
    assert cost(later, ALONE, Term.RESTORATION_LATENESS) == 65 * 1.0 + 40.0


def test_a_ticket_left_out_pays_its_price_a_day_of_outage_and_to_be_late_until_the_horizon() -> None:
    terms = score(alone(), plan(alone(), {})).terms
    late = (480 - 15) * 2.0 + (480 - 195) * 1.0
    assert terms[Term.LEFT_OUT] == pytest.approx(2000 + 1440 * 10 * 0.02 + late)
    assert sum(terms.values()) == terms[Term.LEFT_OUT]


def test_agreed_prices_say_all_of_what_leaving_out_costs() -> None:
    agreed = TicketPrices(arrival_late_minute=9.0, left_out=70.0)
    case = replace(alone(), tickets=(ticket(prices=agreed),))
    assert cost(case, {}, Term.LEFT_OUT) == 70.0


def test_a_late_ticket_never_costs_more_than_leaving_it_out() -> None:
    case = problem([ticket(reported_at=at(-3000), priority=Priority.EMERGENCY)], [crew()])
    assert score(case, plan(case, ALONE)).total < score(case, plan(case, {})).total


def test_a_tickets_own_prices_stand_in_for_the_policys() -> None:
    agreed = TicketPrices(arrival_late_minute=3.0, outage_minute=1.0, left_out=77.0)
    case = alone(place=spot(25), prices=agreed)
    assert cost(case, ALONE, Term.ARRIVAL_LATENESS) == 30.0
    assert cost(case, ALONE, Term.OUTAGE) == 85.0
    assert cost(case, {}, Term.LEFT_OUT) == 77.0


def test_travel_is_paid_home_too() -> None:
    case = problem([ticket("T1"), ticket("T2", place=spot(10, 5))], [crew()])
    assert cost(case, {"C1": "T1 T2"}, Term.TRAVEL) == (10 + 5 + 15) * 0.5


def test_overtime_is_paid_past_the_regular_end() -> None:
    case = problem([ticket()], [crew(shifts=(shift(0, 60, max_overtime=minutes(60)),))])
    assert cost(case, ALONE, Term.OVERTIME) == 20 * 2.0


def test_overtime_before_now_is_paid_already() -> None:
    case = problem([ticket()], [crew(shifts=(shift(-480, -60, max_overtime=minutes(240)),))])
    assert cost(case, ALONE, Term.OVERTIME) == 80 * 2.0


def test_a_callout_is_paid_by_each_duty_with_work() -> None:
    days = (shift(), shift(1440, 1900))
    case = problem([ticket("T1"), ticket("T2")], [crew(shifts=days, callout_price=40.0)])
    assert cost(case, {}, Term.CALLOUT) == 0
    assert cost(case, {"C1": "T1 T2"}, Term.CALLOUT) == 40
    assert cost(case, {"C1": "T1", "C1/1": "T2"}, Term.CALLOUT) == 80


def test_waiting_is_paid_from_arrival_to_the_start_of_work_and_not_at_home() -> None:
    dear = policy(weights=weights(waiting_minute=2.0))
    late = ticket(appointments=(window(100, 200),))
    assert cost(problem([late], [crew()], policy=dear), ALONE, Term.WAITING) == 2 * (100 - 10)
    at_home = crew(shifts=(shift(on_call=True),))
    unhurried = ticket(appointments=(window(100, 200),), prices=TicketPrices())
    assert cost(problem([unhurried], [at_home], policy=dear), ALONE, Term.WAITING) == 0


def test_workload_is_busy_time_squared_over_the_shift_and_breaks_are_not_busy() -> None:
    resting = shift(breaks=(Break(at(30), at(60), minutes(30)),))
    case = problem([ticket()], [crew(shifts=(resting,))], policy=policy(weights=weights(workload=0.5)))
    (route,) = plan(case, ALONE).routes
    assert busy_time(case, route) == minutes(80)
    assert workload(case, route) == pytest.approx(80 * 80 / 480)
    assert cost(case, ALONE, Term.WORKLOAD) == pytest.approx(0.5 * 80 * 80 / 480)


def test_workload_is_least_when_all_are_equally_busy() -> None:
    case = problem([ticket("T1"), ticket("T2")], [crew("C1"), crew("C2")], policy=policy(weights=weights(workload=1.0)))
    shared, single = ({"C1": "T1", "C2": "T2"}, {"C1": "T1 T2"})
    assert cost(case, shared, Term.WORKLOAD) < cost(case, single, Term.WORKLOAD)


def test_a_crew_that_is_not_preferred_costs_a_little() -> None:
    case = problem(
        [ticket(preferred_crews=frozenset({"C1"})), ticket("T2")],
        [crew("C1"), crew("C2")],
        policy=policy(weights=weights(not_preferred=9.0)),
    )
    assert cost(case, {"C1": "T1", "C2": "T2"}, Term.PREFERENCE) == 0
    assert cost(case, {"C2": "T1 T2"}, Term.PREFERENCE) == 9


def republished() -> PlanningProblem:
    prices = weights(changed_crew=50.0, changed_time=20.0)
    case = problem([ticket("T1"), ticket("T2")], [crew("C1"), crew("C2")], policy=policy(weights=prices))
    return replace(case, previous=plan(case, {"C1": "T1 T2"}))


@pytest.mark.parametrize(
    ("lists", "price"),
    [
        ({"C1": "T1 T2"}, 0),
        ({"C1": "T1", "C2": "T2"}, 50),
        ({"C1": "T2 T1"}, 40),
        ({"C2": "T1 T2"}, 100),
        ({"C1": "T1"}, 0),
    ],
)
def test_change_against_the_published_plan(lists: dict[str, str], price: float) -> None:
    assert cost(republished(), lists, Term.CHANGE) == price


def test_a_change_that_is_nobodys_choice_costs_nothing() -> None:
    case = republished()
    without = replace(case, crews=(crew("C2"),))
    assert cost(without, {"C2": "T1 T2"}, Term.CHANGE) == 0


def nested() -> PlanningProblem:
    names = [ticket("T1"), ticket("T2", upstream="T1"), ticket("T3", upstream="T2"), ticket("T4", upstream="other")]
    return problem(names, [crew("C1"), crew("C2", shifts=(shift(0, 900),))])


def test_nobody_has_power_before_everything_upstream_is_repaired() -> None:
    case = nested()
    back = restored_at(case, plan(case, {"C1": "T3 T2 T1", "C2": "T4"}))
    assert back == {"T1": at(190), "T2": at(190), "T3": at(190), "T4": at(70)}


def test_a_downstream_repair_after_the_upstream_one_counts_for_itself() -> None:
    case = nested()
    back = restored_at(case, plan(case, {"C1": "T1 T2 T3"}))
    assert back == {"T1": at(70), "T2": at(130), "T3": at(190)}


def test_what_is_left_out_upstream_keeps_everybody_dark_until_the_horizon() -> None:
    case = nested()
    assert restored_at(case, plan(case, {"C1": "T2 T3"})) == {"T2": at(900), "T3": at(900)}


def test_a_ring_of_upstream_tickets_ends() -> None:
    case = problem([ticket("T1", upstream="T2"), ticket("T2", upstream="T1")], [crew()])
    assert restored_at(case, plan(case, {"C1": "T1 T2"})) == {"T1": at(130), "T2": at(130)}


def test_work_under_way_is_priced_from_its_true_arrival() -> None:
    begun = alone(started=(Started("C1", at(-10)),), arrive_by=at(-20))
    assert cost(begun, ALONE, Term.ARRIVAL_LATENESS) == 10 * 2.0
    assert cost(begun, ALONE, Term.OUTAGE) == pytest.approx(50 * 10 * 0.02)


def test_a_slow_crew_is_busy_longer() -> None:
    slow = crew(skills=skills("line"), speed=(("line", 2.0),))
    case = problem([ticket(parties=(party(60, "line"),))], [slow])
    assert busy_time(case, plan(case, ALONE).routes[0]) == minutes(140)


def test_the_empty_plan_of_the_empty_problem_costs_nothing() -> None:
    assert score(problem([], []), Plan(())).total == 0


@pytest.mark.parametrize("seed", range(8))
def test_the_breakdown_adds_up(seed: int) -> None:
    case = random_problem(seed)
    found = score(case, random_plan(case, seed))
    parts = [price for costs in (*found.by_ticket.values(), *found.by_duty.values()) for price in costs.values()]
    assert found.total == pytest.approx(sum(found.terms.values())) == pytest.approx(sum(parts))
    assert set(found.by_ticket) == {one.id for one in case.tickets}
    assert set(found.terms) == set(Term)


def test_costs_stand_with_the_ticket_or_the_duty_that_causes_them() -> None:
    case = problem([ticket("T1"), ticket("T2")], [crew()])
    found = score(case, replace(plan(case, ALONE), unassigned=left_out("T2")))
    assert set(found.by_ticket["T1"]) == {Term.OUTAGE}
    assert set(found.by_ticket["T2"]) == {Term.LEFT_OUT}
    assert found.by_duty[DutyKey("C1", 0)][Term.TRAVEL] == 10
