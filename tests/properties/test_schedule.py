"""What holds for every schedule, over random problems with the rules mixed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.rules import check, clock, once, precedence, together
from dispatch.schedule import schedule
from tests.random_problems import RULES, random_plan, random_problem, random_sequences

seeds = st.integers(0, 10**6)
sweep = settings(deadline=None, max_examples=60)
# Breaks are the one thing that may make a later start end sooner: a crew already due takes its break at
# once, perhaps while it would have waited, instead of inside the work. On-call crews choose their own start,
# and started work is where it is.
MONOTONE = tuple(rule for rule in RULES if rule not in {"breaks", "on_call", "started"})
UNTIED = tuple(rule for rule in MONOTONE if rule not in {"parties", "precedence", "max_delay"})


@sweep
@given(seeds)
def test_a_schedule_of_its_own_decisions_is_itself(seed: int) -> None:
    case = random_problem(seed)
    found = random_plan(case, seed)
    assert schedule(case, found.sequences) == found
    assert not list(clock(case, found))


@sweep
@given(seeds)
def test_every_decision_is_in_the_plan_once_and_in_its_place(seed: int) -> None:
    case = random_problem(seed)
    orders = random_sequences(case, Random(seed))
    found = schedule(case, orders)
    assert found.sequences == orders
    assert set(Counter(visit for route in found.routes for visit in route.visits).values()) <= {1}
    assert not list(once(case, found))


@sweep
@given(seeds)
def test_the_order_in_which_duties_are_given_does_not_matter(seed: int) -> None:
    case = random_problem(seed)
    orders = random_sequences(case, Random(seed))
    assert schedule(case, dict(reversed(orders.items()))) == schedule(case, orders)


@sweep
@given(seeds)
def test_time_runs_forward_on_every_list(seed: int) -> None:
    case = random_problem(seed)
    for route in random_plan(case, seed).routes:
        moment = route.departure
        for stop in route.stops:
            if stop.visit in case.arrived:
                moment = max(moment, stop.leave)
                continue
            assert moment <= stop.depart <= stop.arrival <= stop.start <= stop.leave
            assert stop.travel <= stop.arrival - stop.depart
            moment = stop.leave
        assert moment + route.return_travel <= route.end
        for before, after in zip(route.pauses, route.pauses[1:], strict=False):
            assert before.end <= after.start


@sweep
@given(seeds)
def test_every_second_of_a_list_is_accounted_for(seed: int) -> None:
    case = random_problem(seed, [rule for rule in RULES if rule != "started"])
    for route in random_plan(case, seed).routes:
        crew = case.duty[route.duty].crew
        work = sum((crew.work_time(case.ticket[v.ticket_id].parties[v.party]) for v in route.visits), timedelta(0))
        paused = sum((pause.end - pause.start for pause in route.pauses), timedelta(0))
        waited = sum((stop.start - stop.arrival for stop in route.stops), timedelta(0))
        idle = route.end - route.departure - work - paused - waited - route.travel
        # What is left is waiting for a break before setting out.
        assert idle >= timedelta(0)
        if not case.duty[route.duty].breaks:
            assert idle == timedelta(0)


def delayed(case: PlanningProblem, seconds: int) -> PlanningProblem:
    """The first crew is free that much after its first duty's start, and nothing else changes."""
    first = case.duties[0]
    late = replace(first.crew, free_from=first.start + timedelta(seconds=seconds))
    return replace(case, crews=tuple(late if crew.id == late.id else crew for crew in case.crews))


@sweep
@given(seeds, st.integers(1, 7200))
def test_who_starts_later_is_nowhere_earlier(seed: int, seconds: int) -> None:
    """Whatever the windows, locks, parts and traffic, as long as there are no ties and no breaks."""
    assert_no_earlier(*both(random_problem(seed, UNTIED), seed, seconds))


@sweep
@given(seeds, st.integers(1, 7200))
def test_who_starts_later_makes_nobody_tied_to_it_earlier(seed: int, seconds: int) -> None:
    """As long as both schedules are settled: nothing waits in a circle or past the horizon."""
    case = random_problem(seed, MONOTONE, tickets=6)
    first, second = both(case, seed, seconds)
    if settled(case, first) and settled(case, second):
        assert_no_earlier(first, second)


def both(case: PlanningProblem, seed: int, seconds: int) -> tuple[Plan, Plan]:
    orders = random_sequences(case, Random(seed))
    return schedule(case, orders), schedule(delayed(case, seconds), orders)


def settled(case: PlanningProblem, found: Plan) -> bool:
    breaches = (*together(case, found), *precedence(case, found))
    return all("on no list" in str(breach.sentence) for breach in breaches)


def assert_no_earlier(first: Plan, second: Plan) -> None:
    later = second.stops()
    for visit, (_, stop) in first.stops().items():
        assert stop.start <= later[visit][1].start
        assert stop.leave <= later[visit][1].leave


@sweep
@given(seeds)
def test_crews_of_one_ticket_start_together_unless_something_waits_in_a_circle(seed: int) -> None:
    case = random_problem(seed, ["parties", "skills", "speed"], tickets=6)
    found = random_plan(case, seed)
    if max((route.end for route in found.routes), default=case.horizon) <= case.horizon:
        assert not list(together(case, found))


@sweep
@given(seeds)
def test_judging_never_fails_whatever_the_plan(seed: int) -> None:
    rng = Random(seed)
    case, other = random_problem(seed), random_problem(seed + 1, tickets=8, crews=3)
    found = random_plan(case, seed)
    for mangled in (
        found,
        Plan(()),
        Plan(tuple(reversed(found.routes))),
        Plan(tuple(replace(route, stops=route.stops[: rng.randint(0, len(route.stops))]) for route in found.routes)),
        Plan((*found.routes, *found.routes)),
    ):
        assert all(breach.sentence for breach in check(case, mangled))
        check(other, mangled)
