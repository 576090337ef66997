"""Each rule, where it is kept and where it is broken: a plan that breaks it draws one sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dispatch.crew import Break
from dispatch.duty import DutyKey
from dispatch.plan import Plan
from dispatch.policy import Policy
from dispatch.problem import ChangeBudget, Lock, PlanningProblem
from dispatch.rules import RULES, check
from dispatch.ticket import Precedence, Priority, Started
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
    visit,
    window,
)


def sentences(case: PlanningProblem, found: Plan, rule: str) -> list[str]:
    """The sentences of one rule; every other rule must be kept."""
    breaches = check(case, found)
    assert {breach.rule for breach in breaches} <= {rule}
    return [str(breach.sentence) for breach in breaches]


def test_a_good_plan_breaks_no_rule() -> None:
    case = problem([ticket("T1"), ticket("T2")], [crew("C1"), crew("C2")])
    assert check(case, plan(case, {"C1": "T1", "C2": "T2"})) == ()


def test_the_empty_problem_has_a_plan_that_keeps_all_rules() -> None:
    assert check(problem([], []), Plan(())) == ()


def test_every_rule_says_what_it_asks() -> None:
    assert all(rule.__doc__ for rule in RULES)


def test_a_plan_speaks_only_of_what_it_knows() -> None:
    big = problem([ticket("T1"), ticket("T2", parties=(party(), party()))], [crew("C1"), crew("C2")])
    found = plan(big, {"C1": "T1 T2", "C2": "T2/1"})
    smaller = problem([ticket("T2")], [crew("C1")])
    assert sentences(smaller, found, "known") == [
        "ticket T1 is not in this problem",
        "crew C2 has no such shift in this problem",
        "ticket T2 is not in this problem",
    ]
    assert sentences(smaller, Plan((), left_out("T2", "T9")), "known") == ["ticket T9 is not in this problem"]


def test_nothing_is_planned_twice() -> None:
    case = problem([ticket()], [crew("C1"), crew("C2")])
    found = plan(case, {"C1": "T1", "C2": "T1"})
    assert sentences(case, found, "once") == ["ticket T1 is planned 2 times"]


def test_a_ticket_gets_all_its_crews_or_none() -> None:
    case = problem([ticket(parties=(party(), party()))], [crew("C1"), crew("C2")])
    assert check(case, plan(case, {"C1": "T1", "C2": "T1/1"})) == ()
    assert sentences(case, plan(case, {"C1": "T1"}), "whole") == ["ticket T1 asks for 2 crews and gets 1"]


def test_what_is_left_out_is_said_to_be_and_only_that() -> None:
    case = problem([ticket()], [crew()])
    assert check(case, plan(case, {})) == ()
    assert sentences(case, Plan(()), "whole") == ["ticket T1 is on no list and not among the unassigned"]
    both = replace(plan(case, {"C1": "T1"}), unassigned=left_out("T1"))
    assert sentences(case, both, "whole") == ["ticket T1 is planned and unassigned"]


def test_a_crew_holds_the_skills_at_their_level() -> None:
    case = problem(
        [ticket(parties=(party(60, "line:2", "tree"),))],
        [crew("C1", skills=skills("line:2", "tree")), crew("C2", skills=skills("line"))],
    )
    assert check(case, plan(case, {"C1": "T1"})) == ()
    assert sentences(case, plan(case, {"C2": "T1"}), "able") == ["crew C2 lacks line:2 and tree for ticket T1"]


def test_the_lead_crew_brings_the_equipment() -> None:
    pair = ticket(parties=(party(), party()), equipment=frozenset({"bucket"}))
    case = problem([pair], [crew("C1", equipment=frozenset({"bucket", "crane"})), crew("C2")])
    assert check(case, plan(case, {"C1": "T1", "C2": "T1/1"})) == ()
    assert sentences(case, plan(case, {"C2": "T1", "C1": "T1/1"}), "able") == [
        "crew C2 does not bring bucket for ticket T1"
    ]


def test_a_refused_crew_stays_away() -> None:
    case = problem([ticket(forbidden_crews=frozenset({"C1"}))], [crew("C1"), crew("C2")])
    assert check(case, plan(case, {"C2": "T1"})) == ()
    assert sentences(case, plan(case, {"C1": "T1"}), "able") == ["crew C1 is not to work on ticket T1"]


def test_a_crew_has_the_parts_it_uses() -> None:
    tickets = [ticket(name, parts=(("fuse", 2),)) for name in ("T1", "T2")]
    with_depot, without = (crew(parts=(("fuse", 3),), depot=depot) for depot in (spot(1), None))
    kept, broken = problem(tickets, [with_depot]), problem(tickets, [without])
    assert check(kept, plan(kept, {"C1": "T1 T2"})) == ()
    assert sentences(broken, plan(broken, {"C1": "T1 T2"}), "stocked") == ["crew C1 is 1 fuse short at ticket T2"]


def test_a_crew_cannot_load_more_than_it_carries() -> None:
    case = problem([ticket(parts=(("fuse", 2),))], [crew(parts=(("fuse", 1),), depot=spot(1))])
    assert sentences(case, plan(case, {"C1": "T1"}), "stocked") == ["crew C1 is 1 fuse short at ticket T1"]


def test_work_starts_inside_an_appointment() -> None:
    for spans, said in (((0, 10), []), ((0, 9), ["ticket T1 starts outside its appointments"])):
        case = problem([ticket(appointments=(window(*spans),))], [crew()])
        assert sentences(case, plan(case, {"C1": "T1"}), "windows") == said


def test_work_lies_inside_an_access_window() -> None:
    for spans, said in (((10, 70), []), ((10, 69), ["ticket T1 is worked on outside its access times"])):
        case = problem([ticket(access=(window(*spans),))], [crew()])
        assert sentences(case, plan(case, {"C1": "T1"}), "windows") == said


def test_work_interrupted_past_its_access_window_breaks_it() -> None:
    taking = shift(breaks=(Break(at(30), at(30), minutes(20)),))
    case = problem([ticket(access=(window(10, 80),))], [crew(shifts=(taking,))])
    assert sentences(case, plan(case, {"C1": "T1"}), "windows") == ["ticket T1 is worked on outside its access times"]


def test_a_duty_ends_within_its_longest_overtime() -> None:
    for overtime, said in ((20, []), (19.5, ["crew C1 is 1 min past its latest end"])):
        case = problem([ticket()], [crew(shifts=(shift(0, 60, max_overtime=minutes(overtime)),))])
        assert sentences(case, plan(case, {"C1": "T1"}), "shifts") == said


def test_an_on_call_duty_is_no_longer_than_the_longest_duty() -> None:
    for longest, said in ((80, []), (50, ["crew C1 is on duty 30 min too long"])):
        case = problem([ticket()], [crew(shifts=(shift(on_call=True),), max_duty=minutes(longest))])
        assert sentences(case, plan(case, {"C1": "T1"}), "shifts") == said


def test_a_break_is_taken_in_time() -> None:
    due = Break(at(60), at(90), minutes(30))
    kept = problem([ticket(parties=(party(200),))], [crew(shifts=(shift(breaks=(due,)),))])
    found = plan(kept, {"C1": "T1"})
    assert check(kept, found) == ()
    (route,) = found.routes
    working_on = replace(route, stops=(replace(route.stops[0], pauses=()),))
    breaches = check(kept, replace(found, routes=(working_on,)))
    assert [str(breach.sentence) for breach in breaches if breach.rule == "breaks"] == ["crew C1 misses its break"]


def test_no_break_falls_inside_make_safe_work() -> None:
    due = Break(at(60), at(90), minutes(30))
    ordinary = problem([ticket(parties=(party(200),))], [crew(shifts=(shift(breaks=(due,)),))])
    found = plan(ordinary, {"C1": "T1"})
    hazardous = replace(ordinary, tickets=(replace(ordinary.tickets[0], make_safe=True),))
    said = [str(breach.sentence) for breach in check(hazardous, found) if breach.rule == "breaks"]
    assert said == ["crew C1 takes a break inside make-safe ticket T1"]
    assert check(hazardous, plan(hazardous, {"C1": "T1"})) == ()


def test_all_crews_of_a_ticket_start_together() -> None:
    pair = problem([ticket(parties=(party(), party()))], [crew("C1"), crew("C2", free_from=at(15))])
    found = plan(pair, {"C1": "T1", "C2": "T1/1"})
    assert check(pair, found) == ()
    early = found.routes[0]
    alone = replace(early, stops=(replace(early.stops[0], start=at(10)),))
    said = [str(breach.sentence) for breach in check(pair, replace(found, routes=(alone, found.routes[1])))]
    assert "the crews of ticket T1 start 15 min apart" in said


def chained(**link: Any) -> PlanningProblem:
    after = (Precedence("T1", **link),)
    return problem([ticket("T1"), ticket("T2", after=after)], [crew("C1"), crew("C2")])


def test_a_ticket_starts_its_delay_after_the_one_before() -> None:
    case = chained(min_delay=minutes(30))
    assert check(case, plan(case, {"C1": "T1", "C2": "T2"})) == ()
    unchained = replace(case, tickets=(ticket("T1"), ticket("T2")))
    too_soon = plan(unchained, {"C1": "T1", "C2": "T2"})
    said = [str(breach.sentence) for breach in check(case, too_soon) if breach.rule == "precedence"]
    assert said == ["ticket T2 comes after T1, but starts 90 min too early"]


def test_an_order_that_goes_in_a_circle_breaks_the_precedence() -> None:
    case = chained()
    assert "precedence" in {breach.rule for breach in check(case, plan(case, {"C1": "T2 T1"}))}


def test_a_ticket_starts_no_later_than_its_longest_delay() -> None:
    case = chained(max_delay=minutes(30))
    assert check(case, plan(case, {"C1": "T1 T2"})) == ()
    far = replace(case, crews=(crew("C1"), crew("C2", free_from=at(100))))
    held = plan(far, {"C1": "T1", "C2": "T2"})
    assert check(far, held) == ()
    late = replace(held, routes=(plan(case, {"C1": "T1"}).routes[0], held.routes[1]))
    said = [str(breach.sentence) for breach in check(far, late) if breach.rule == "precedence"]
    assert said == ["ticket T2 comes after T1, but starts 10 min too late"]


def test_nothing_is_planned_whose_forerunner_is_not() -> None:
    case = chained()
    assert sentences(case, plan(case, {"C2": "T2"}), "precedence") == ["ticket T2 comes after T1, which is on no list"]


def emergencies_first() -> Policy:
    return policy(first_priorities=frozenset({Priority.EMERGENCY}))


def test_first_priorities_come_first_on_every_list() -> None:
    tickets = [ticket("T1"), ticket("T2", priority=Priority.EMERGENCY)]
    case = problem(tickets, [crew()], policy=emergencies_first())
    assert check(case, plan(case, {"C1": "T2 T1"})) == ()
    assert sentences(case, plan(case, {"C1": "T1 T2"}), "priority_first") == [
        "C1 does T1 before T2, whose priority comes first"
    ]


def test_started_work_is_not_pushed_aside_by_first_priorities() -> None:
    tickets = [ticket("T1", started=(Started("C1"),)), ticket("T2", priority=Priority.EMERGENCY)]
    case = problem(tickets, [crew()], policy=emergencies_first())
    assert check(case, plan(case, {"C1": "T1 T2"})) == ()


def test_a_visit_locked_to_a_crew_stays_with_it() -> None:
    case = problem([ticket()], [crew("C1"), crew("C2")], locks=(Lock(visit("T1"), "C2"),))
    assert check(case, plan(case, {"C2": "T1"})) == ()
    assert check(case, plan(case, {})) == ()
    assert sentences(case, plan(case, {"C1": "T1"}), "locks") == ["ticket T1 is locked to crew C2"]


def test_a_visit_locked_in_time_starts_then() -> None:
    for span, said in (
        ((60, 90), []),
        ((0, 5), ["ticket T1 starts outside its locked time, 2026-03-02 08:00-2026-03-02 08:05 UTC"]),
    ):
        case = problem([ticket()], [crew()], locks=(Lock(visit("T1"), start=window(*span)),))
        assert sentences(case, plan(case, {"C1": "T1"}), "locks") == said


def test_started_work_stays_at_the_head_of_its_list() -> None:
    case = problem([ticket("T1"), ticket("T2", started=(Started("C1"),))], [crew()])
    assert check(case, plan(case, {"C1": "T2 T1"})) == ()
    assert sentences(case, plan(case, {"C1": "T1 T2"}), "heads") == ["crew C1 must do T2 first: started or frozen"]


def published(**changes: Any) -> PlanningProblem:
    case = problem([ticket("T1"), ticket("T2"), ticket("T3")], [crew("C1"), crew("C2")])
    return replace(case, previous=plan(case, {"C1": "T1 T2", "C2": "T3"}), **changes)


def test_frozen_work_stays_at_the_head_of_its_list() -> None:
    case = published(freeze_until=at(60))
    assert case.heads == {DutyKey("C1", 0): (visit("T1"),), DutyKey("C2", 0): (visit("T3"),)}
    assert check(case, plan(case, {"C1": "T1", "C2": "T3 T2"})) == ()
    assert sentences(case, plan(case, {"C1": "T2 T1", "C2": "T3"}), "heads") == [
        "crew C1 must do T1 first: started or frozen"
    ]


def test_no_more_changes_than_the_budget_allows() -> None:
    case = published(change_budget=ChangeBudget(1, minutes(15)))
    assert check(case, plan(case, {"C1": "T1", "C2": "T3 T2"})) == ()
    assert sentences(case, plan(case, {"C1": "T2 T1", "C2": "T3"}), "change_budget") == [
        "2 visits change against the published plan, 1 may"
    ]
    assert sentences(case, plan(case, {"C2": "T3"}), "change_budget") == [
        "2 visits change against the published plan, 1 may"
    ]


def test_a_shift_in_time_within_the_tolerance_is_no_change() -> None:
    case = published(change_budget=ChangeBudget(0, minutes(15)))
    late = replace(case, crews=(crew("C1", free_from=at(15)), crew("C2")))
    assert check(late, plan(late, {"C1": "T1 T2", "C2": "T3"})) == ()
    later = replace(case, crews=(crew("C1", free_from=at(16)), crew("C2")))
    assert sentences(later, plan(later, {"C1": "T1 T2", "C2": "T3"}), "change_budget") == [
        "2 visits change against the published plan, 0 may"
    ]


def test_the_times_follow_from_the_order() -> None:
    case = problem([ticket()], [crew()])
    found = plan(case, {"C1": "T1"})
    rosy = replace(found, routes=(replace(found.routes[0], end=at(70)),))
    assert sentences(case, rosy, "clock") == ["the times of crew C1 do not follow from its order"]


def test_a_list_without_visits_or_a_second_list_of_one_duty_is_no_crash_but_a_breach() -> None:
    case = problem([ticket()], [crew("C1"), crew("C2")])
    found = plan(case, {"C1": "T1"})
    empty = replace(found.routes[0], duty=DutyKey("C2", 0), stops=())
    assert sentences(case, Plan((*found.routes, empty)), "clock") == [
        "the times of crew C2 do not follow from its order"
    ]
    assert "clock" in {
        breach.rule for breach in check(case, Plan((*found.routes, replace(empty, duty=DutyKey("C1", 0)))))
    }
