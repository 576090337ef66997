"""The problem that follows from a running day: what has left, begun, moved or fallen away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from dispatch.crew import Crew
from dispatch.forecast import forecast
from dispatch.live_day import LiveDay, Sighting, problem_at
from dispatch.problem import ChangeBudget, Lock, PlanningProblem
from dispatch.progress import ProgressEvent, progress_by_visit
from dispatch.quantiles import Quantiles
from dispatch.roster import Absence, Certificate, Member
from dispatch.rules import check
from dispatch.skill import Skill
from dispatch.ticket import Started, Ticket, Visit
from dispatch.work_spread import as_planned
from tests.builders import (
    NOW,
    YARD,
    Grid,
    at,
    crew,
    duty_key,
    minutes,
    party,
    plan,
    policy,
    problem,
    report,
    shift,
    skills,
    spot,
    ticket,
    window,
)


def day(
    tickets: Iterable[Ticket] = (ticket(),),
    crews: Iterable[Crew] = (crew(),),
    events: Iterable[ProgressEvent] = (),
    **known: Any,
) -> LiveDay:
    return LiveDay(tuple(tickets), tuple(crews), policy(), progress_by_visit(events, at(600)), **known)


def seen(case: LiveDay, now: float = 30, **settings: Any) -> PlanningProblem:
    return problem_at(case, at(now), Grid(), **settings)


def published(tickets: Iterable[Ticket], crews: Iterable[Crew], lists: dict[str, str]) -> Any:
    return plan(problem(tickets, crews), lists)


def test_an_untouched_day_is_the_plain_problem() -> None:
    found = seen(day(), now=0)
    assert (found.tickets, found.crews, found.now) == ((ticket(),), (crew(),), NOW)


@pytest.mark.parametrize("kind", ["done", "restored", "needsFollowUp"])
def test_finished_and_cancelled_tickets_have_left(kind: str) -> None:
    tickets = (ticket("T1"), ticket("T2"), ticket("T3"))
    found = seen(day(tickets, events=[report(kind, 20)], cancelled=frozenset({"T2"})))
    assert [one.id for one in found.tickets] == ["T3"]


def test_work_on_site_has_begun_and_the_crew_stands_there() -> None:
    found = seen(day(events=[report("enRoute", 0), report("onSite", 10)]))
    assert found.tickets[0].started == (Started("C1", at(10)),)
    assert found.crews[0].position == spot(10)


def test_a_finished_crew_stands_where_it_finished() -> None:
    found = seen(day((ticket(), ticket("T2")), events=[report("onSite", 10), report("done", 25)]))
    assert found.duties[0].start_place == spot(10)
    assert found.duties[0].start == at(30)


def test_the_crews_own_estimate_stands_in_for_the_planned_work() -> None:
    found = seen(day(events=[report("onSite", 10, expected_end=at(200))]))
    assert plan(found, {"C1": "T1"}).routes[0].stops[0].leave == at(200)


def long_work(_ticket: Ticket, _party: int) -> Quantiles:
    return Quantiles((0.5, 0.75, 1.0, 2.0, 4.0))


def leave(case: LiveDay, now: float) -> datetime:
    return plan(seen(case, now), {"C1": "T1"}).routes[0].stops[0].leave


def test_work_that_takes_longer_than_planned_is_expected_to_go_on() -> None:
    # 60 min planned; half of the work that is not done after an hour takes more than two.
    case = day(events=[report("onSite", 10)], work=long_work)
    beyond = timedelta(seconds=round(3600 * long_work(ticket(), 0).at(0.875)))
    assert [leave(case, now) for now in (10, 70, 130)] == [at(70), at(130), at(10) + beyond]
    assert leave(day(events=[report("onSite", 10)]), 130) == at(130)


def test_a_slow_crews_work_is_not_late_before_its_own_time() -> None:
    slow = crew(skills=skills("line"), speed=(("line", 2.0),))
    case = day([ticket(parties=(party(60, "line"),))], [slow], [report("onSite", 10)], work=long_work)
    assert [leave(case, now) for now in (10, 130)] == [at(130), at(250)]


def test_the_crews_own_estimate_goes_before_what_is_usual() -> None:
    case = day(events=[report("onSite", 10, expected_end=at(200))], work=long_work)
    assert leave(case, 130) == at(200)
    assert case.spread_over_expected(seen(case, 130).ticket["T1"], 0) == long_work(ticket(), 0)


def test_what_is_expected_of_work_is_not_spread_twice() -> None:
    case = day(events=[report("onSite", 10)], work=long_work)
    expected, planned = seen(case, 130), seen(replace(case, work=as_planned), 130)
    ahead = forecast(expected, plan(expected, {"C1": "T1"}), case.spread_over_expected, samples=50)
    assert ahead == forecast(planned, plan(planned, {"C1": "T1"}), long_work, samples=50)


def test_a_crew_on_the_road_arrives_when_it_left_plus_its_drive() -> None:
    found = seen(day(events=[report("enRoute", 25)]))
    stop = plan(found, {"C1": "T1"}).routes[0].stops[0]
    assert found.tickets[0].started == (Started("C1"),)
    assert (stop.arrival, stop.travel) == (at(35), minutes(0))


def test_a_crew_seen_on_the_road_drives_from_there() -> None:
    found = seen(day(events=[report("enRoute", 10)], sightings={"C1": Sighting(spot(4), at(28))}))
    assert plan(found, {"C1": "T1"}).routes[0].stops[0].arrival == at(36)


def test_what_was_seen_before_the_shift_says_nothing_of_where_a_crew_starts() -> None:
    found = seen(day(sightings={"C1": Sighting(spot(4), at(-200))}))
    assert found.duties[0].start_place == YARD


def test_a_crew_drives_to_the_last_place_it_named() -> None:
    tickets = (ticket("T1"), ticket("T2", place=spot(20)))
    found = seen(day(tickets, events=[report("enRoute", 5), report("enRoute", 8, visit="T2")]))
    assert (found.ticket["T1"].started, found.ticket["T2"].started) == ((), (Started("C1"),))


def test_a_crew_diverted_on_the_way_leaves_the_first_ticket_free() -> None:
    tickets = (ticket("T1"), ticket("T2", place=spot(20)))
    found = seen(day(tickets, events=[report("enRoute", 5), report("onSite", 20, visit="T2")]))
    assert (found.ticket["T1"].started, found.ticket["T2"].started) == ((), (Started("C1", at(20)),))


def test_a_crew_that_left_without_a_word_is_not_kept_there() -> None:
    tickets = (ticket("T1"), ticket("T2", place=spot(20)))
    found = seen(day(tickets, events=[report("onSite", 5), report("onSite", 20, visit="T2")]))
    stops = plan(found, {"C1": "T1 T2"}).stops()
    assert stops[Visit("T1")][1].leave == at(30)
    assert stops[Visit("T2")][1].leave == at(80)


def test_a_rejected_ticket_is_not_for_that_crew() -> None:
    tickets, crews = (ticket(),), (crew(), crew("C2"))
    old = published(tickets, crews, {"C1": "T1"})
    found = seen(day(tickets, crews, [report("rejected", 5)], published=old), now=0, freeze=minutes(60))
    assert found.tickets[0].forbidden_crews == {"C1"}
    assert (found.heads, found.published) == ({}, {})


def test_material_without_a_date_takes_the_ticket_out_and_a_date_brings_it_back() -> None:
    def waits(material_at: datetime | None) -> PlanningProblem:
        return seen(day(events=[report("onSite", 5), report("waitingOnMaterial", 20, material_at=material_at)]))

    assert waits(None).tickets == ()
    assert waits(at(10)).tickets[0].access == ()
    assert plan(waits(at(120)), {"C1": "T1"}).routes[0].stops[0].start == at(120)
    assert waits(at(900)).tickets == ()


def test_a_promise_to_come_that_was_kept_is_not_paid_for_again() -> None:
    found = seen(day(events=[report("onSite", 5), report("waitingOnMaterial", 20, material_at=at(10))]))
    prices = found.prices["T1"]
    assert prices.arrival_late_minute == 0
    assert prices.restoration_late_minute > 0


def test_after_a_partial_restoration_fewer_are_dark() -> None:
    found = seen(day(events=[report("onSite", 5), report("partiallyRestored", 20, still_dark=3)]))
    assert found.tickets[0].customers == 3


def test_a_crew_off_from_noon_keeps_what_it_has_begun_and_gives_up_the_rest() -> None:
    tickets, crews = (ticket("T1"), ticket("T2", place=spot(12))), (crew(), crew("C2"))
    case = day(
        tickets,
        crews,
        [report("onSite", 10)],
        published=published(tickets, crews, {"C1": "T1 T2"}),
        absences=(Absence("C1", window(60, 1000)),),
    )
    found = seen(case, freeze=minutes(90))
    assert found.heads == {duty_key("C1"): (Visit("T1"),)}
    assert found.published == {}
    assert not check(found, plan(found, {"C1": "T1", "C2": "T2"}))


def test_a_crew_that_has_gone_home_ill_leaves_its_work_to_others() -> None:
    case = day(crews=(crew(), crew("C2")), events=[report("onSite", 10)], absences=(Absence("C1", window(20, 1000)),))
    found = seen(case)
    assert [one.id for one in found.crews] == ["C2"]
    assert found.tickets[0].started == ()


def test_frozen_work_whose_skill_has_gone_home_is_free() -> None:
    tickets = (ticket("T1", parties=(party(60, "cable"),)), ticket("T2"))
    members = (Member("jo", (Certificate(Skill("cable")),)), Member("mia", (Certificate(Skill("line")),)))
    able = (crew(skills=skills("cable", "line")),)
    case = day(
        tickets,
        able,
        members={"C1": members},
        absences=(Absence("C1", window(-10, 1000), "jo"),),
        published=published(tickets, able, {"C1": "T1 T2"}),
    )
    found = seen(case, now=0, freeze=minutes(120))
    assert found.heads == {duty_key("C1"): (Visit("T2"),)}
    assert set(found.published) == {Visit("T2")}


def test_a_partner_that_falls_away_frees_the_whole_joint_work() -> None:
    tickets = (ticket("T1", parties=(party(), party())),)
    crews = (crew("C1"), crew("C2"), crew("C3"))
    case = day(
        tickets,
        crews,
        published=published(tickets, crews, {"C1": "T1", "C2": "T1/1"}),
        absences=(Absence("C2", window(-10, 1000)),),
    )
    found = seen(case, now=0, freeze=minutes(120))
    assert found.heads == {}


def test_begun_work_does_not_use_up_the_change_budget() -> None:
    tickets, crews = (ticket(),), (crew(), crew("C2"))
    old = published(tickets, crews, {"C2": "T1"})
    found = seen(day(tickets, crews, [report("onSite", 10)], published=old), change_budget=ChangeBudget(0))
    assert not check(found, plan(found, {"C1": "T1"}))


def test_joint_work_is_under_way_until_the_last_crew_leaves() -> None:
    tickets = (ticket("T1", parties=(party(60), party(60))),)
    begun = [report("onSite", 10), report("onSite", 12, visit="T1/1", crew_id="C2")]
    lead_gone = seen(day(tickets, (crew(), crew("C2")), [*begun, report("done", 20)]))
    assert plan(lead_gone, {"C2": "T1 T1/1"}).routes[0].stops[-1].leave == at(72)
    assert not check(lead_gone, plan(lead_gone, {"C2": "T1 T1/1"}))
    both_gone = seen(day(tickets, (crew(), crew("C2")), [*begun, report("done", 20), report("done", 22, visit="T1/1")]))
    assert both_gone.tickets == ()


def test_locks_of_begun_and_finished_work_are_over() -> None:
    tickets = (ticket("T1"), ticket("T2"), ticket("T3"))
    locks = tuple(Lock(Visit(name), "C1") for name in ("T1", "T2", "T3"))
    found = seen(day(tickets, events=[report("done", 10), report("onSite", 15, visit="T2")], locks=locks))
    assert found.locks == (Lock(Visit("T3"), "C1"),)


def test_a_lock_to_another_crew_calls_a_driving_crew_off() -> None:
    case = day(crews=(crew(), crew("C2")), events=[report("enRoute", 10)], locks=(Lock(Visit("T1"), "C2"),))
    found = seen(case)
    assert found.tickets[0].started == ()
    assert not check(found, plan(found, {"C2": "T1"}))


def test_a_late_crew_gives_up_what_no_longer_fits_before_its_end() -> None:
    tickets, crews = (ticket("T1"), ticket("T2")), (crew(shifts=(shift(end=150),)),)
    old = published(tickets, crews, {"C1": "T1 T2"})
    case = day(tickets, crews, [report("onSite", 10, expected_end=at(120))], published=old)
    found = seen(case, now=60, freeze=minutes(60))
    assert found.heads == {duty_key("C1"): (Visit("T1"),)}
    assert found.published == {}


def test_a_matrix_that_holds_the_places_may_be_given() -> None:
    case = day(events=[report("enRoute", 25)])
    matrix = problem(case.tickets, case.crews).travel
    assert problem_at(case, at(30), matrix).travel is matrix


def test_progress_of_a_stranger_is_refused() -> None:
    with pytest.raises(ValueError, match="T9"):
        day(events=[report("onSite", 1, visit="T9")])
