"""Whatever the day, the policy and the luck: what must be true of every simulated day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.problem import ChangeBudget
from dispatch.ticket import Priority, Visit
from scenarios.simulation.day_record import DayRecord, PlanRecord, VisitRecord
from scenarios.simulation.dispatch_policy import DispatchPolicy, Optimised, Replan
from scenarios.simulation.greedy import Greedy, Queue
from scenarios.simulation.rolling_day import RollingDay
from scenarios.simulation.simulate import simulate
from scenarios.simulation.uncertainty import Luck
from tests.builders import minutes
from tests.rolling_days import random_rolling, with_news

POLICIES: tuple[DispatchPolicy, ...] = (
    *(Greedy(queue) for queue in Queue),
    Optimised(steps=30),
    Optimised("every half hour", Replan(urgency=Priority.EMERGENCY, every=minutes(30)), steps=30),
    Optimised("held", freeze=minutes(60), change_budget=ChangeBudget(1), steps=30),
)
plain_days = st.integers(0, 10_000).map(random_rolling)
eventful_days = st.builds(with_news, plain_days, st.integers(0, 99))
days = st.one_of(plain_days, eventful_days)
policies = st.sampled_from(POLICIES)
seeds = st.integers(0, 99)


def stays(record: DayRecord) -> list[VisitRecord]:
    return [visit for one in record.tickets for visit in one.visits]


def by_crew(record: DayRecord) -> dict[str, list[VisitRecord]]:
    found: dict[str, list[VisitRecord]] = {}
    for stay in sorted(stays(record), key=lambda stay: stay.set_out_at):
        found.setdefault(stay.duty.crew_id, []).append(stay)
    return found


@settings(max_examples=25, deadline=None)
@given(days, policies, seeds)
def test_every_ticket_is_served_once_or_explained(day: RollingDay, policy: DispatchPolicy, seed: int) -> None:
    record = simulate(day, policy, seed)
    visits = [stay.visit for stay in stays(record) if stay.left_at is None]
    assert len(set(visits)) == len(visits)
    known = [one.ticket.id for one in record.tickets if one.follow_up_of is None]
    assert sorted(known) == sorted(ticket.id for ticket in day.tickets)
    for one in record.tickets:
        assert (one.done_at is None) == (one.unserved is not None)
        assert one.unserved is None or one.unserved.sentence


@settings(max_examples=25, deadline=None)
@given(days, policies, seeds)
def test_no_crew_is_in_two_places_and_time_only_goes_forward(
    day: RollingDay, policy: DispatchPolicy, seed: int
) -> None:
    record = simulate(day, policy, seed)
    for one in record.tickets:
        assert one.known_at >= one.ticket.reported_at
        for stay in one.visits:
            assert one.known_at <= stay.set_out_at <= stay.on_site_at
            assert stay.started_at is None or stay.on_site_at <= stay.started_at
            assert stay.left_at is None or (stay.set_out_at <= stay.left_at and stay.done_at is None)
            assert stay.came or stay.started_at is None
            assert stay.done_at is None or (stay.started_at is not None and stay.started_at < stay.done_at)
    for own in by_crew(record).values():
        for stay, following in pairwise(own):
            end = stay.done_at or stay.left_at
            assert end is not None
            assert end <= following.set_out_at


@settings(max_examples=25, deadline=None)
@given(days, policies, seeds)
def test_only_crews_on_duty_that_may_do_the_work_are_sent(day: RollingDay, policy: DispatchPolicy, seed: int) -> None:
    record = simulate(day, policy, seed)
    crews = {crew.id: crew for crew in day.crews}
    tickets = {one.ticket.id: one.ticket for one in record.tickets}
    for stay in stays(record):
        crew, ticket = crews[stay.duty.crew_id], tickets[stay.visit.ticket_id]
        assert not crew.lacks(ticket, stay.visit.party)
        assert stay.visit.party > 0 or ticket.equipment <= crew.equipment
        assert crew.id not in ticket.forbidden_crews
        shift = crew.shifts[stay.duty.shift]
        assert shift.start <= stay.set_out_at < shift.end + shift.max_overtime


@settings(max_examples=25, deadline=None)
@given(days, policies, seeds)
def test_parties_start_together_and_predecessors_end_before(day: RollingDay, policy: DispatchPolicy, seed: int) -> None:
    record = simulate(day, policy, seed)
    ends = {one.ticket.id: one.done_at for one in record.tickets}
    for one in record.tickets:
        starts = {stay.started_at for stay in one.visits if stay.started_at is not None}
        assert len(starts) <= 1 or day.news
        for link in one.ticket.after:
            for start in starts:
                end = ends[link.ticket_id]
                assert end is not None
                assert end + link.min_delay <= start
    for one in record.tickets:
        if one.follow_up_of is not None:
            assert one.ticket.reported_at == ends[one.follow_up_of] == one.known_at


@settings(max_examples=25, deadline=None)
@given(eventful_days, policies, seeds)
def test_nothing_hangs_on_news_before_it_is_known(day: RollingDay, policy: DispatchPolicy, seed: int) -> None:
    ill, joining = day.news
    uneventful = replace(day, crews=tuple(crew for crew in day.crews if crew.id != joining.crew_id), news=())
    first = min(ill.known_at, joining.known_at)
    found, without = (simulate(one, policy, seed) for one in (day, uneventful))
    assert _until(found, first) == _until(without, first)


@settings(max_examples=25, deadline=None)
@given(eventful_days, policies, seeds)
def test_who_is_off_does_nothing_and_who_joins_nothing_before(
    day: RollingDay, policy: DispatchPolicy, seed: int
) -> None:
    ill, joining = day.news
    assert ill.off_from is not None
    own = by_crew(simulate(day, policy, seed))
    for stay in own.get(ill.crew_id, []):
        end = stay.done_at or stay.left_at
        assert end is not None
        assert stay.set_out_at < ill.off_from
        assert end <= ill.off_from
    assert all(stay.set_out_at >= joining.known_at for stay in own.get(joining.crew_id, []))


def _until(record: DayRecord, moment: datetime) -> tuple[set[object], list[PlanRecord]]:
    begun = {(stay.visit, stay.duty, stay.set_out_at) for stay in stays(record) if stay.set_out_at < moment}
    return set(begun), [plan for plan in record.plans if plan.made_at < moment]


@settings(max_examples=10, deadline=None)
@given(days, policies, seeds)
def test_the_same_seed_gives_the_same_record(day: RollingDay, policy: DispatchPolicy, seed: int) -> None:
    assert simulate(day, policy, seed) == simulate(day, policy, seed)


@settings(max_examples=10, deadline=None)
@given(days, seeds)
def test_every_policy_meets_the_same_luck(day: RollingDay, seed: int) -> None:
    needed: dict[str, set[bool]] = {}
    work: dict[Visit, set[timedelta]] = {}
    luck = Luck(day.uncertainty, seed)
    for policy in POLICIES[:4]:
        record = simulate(day, policy, seed)
        repaired = {one.follow_up_of for one in record.tickets}
        for one in record.tickets:
            if one.done_at is not None and one.follow_up_of is None:
                needed.setdefault(one.ticket.id, set()).add(one.ticket.id in repaired)
            for stay in one.visits:
                work.setdefault(stay.visit, set()).add(luck.work(one.ticket, stay.visit.party))
    assert all(len(found) == 1 for found in needed.values())
    assert all(len(spans) == 1 for spans in work.values())
