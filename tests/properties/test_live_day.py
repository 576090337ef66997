"""What holds of every problem made from a running day, over random days, reports and absences."""

from __future__ import annotations

from datetime import datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.crew import Crew
from dispatch.live_day import LiveDay, Sighting, problem_at
from dispatch.plan import Reason, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.progress import FINISHED, ProgressEvent, VisitState, progress_by_visit
from dispatch.roster import Absence, Certificate, Member
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.sentences import as_written
from dispatch.ticket import Visit
from solver.settings import Settings
from solver.solve import solve
from tests.builders import Grid, at, minutes, spot, window
from tests.random_problems import random_problem, random_sequences

seeds = st.integers(0, 10**6)
sweep = settings(deadline=None, max_examples=80)
KINDS = [kind for kind in VisitState if kind is not VisitState.ASSIGNED]


def random_day(seed: int, now: datetime) -> LiveDay:
    """A random plan published, then some reports, absences and sightings, as known at `now`."""
    rng, case = Random(seed), random_problem(seed)
    published = schedule(case, random_sequences(case, rng))
    events = []
    for visit, (key, stop) in published.stops().items():
        others = [crew.id for crew in case.crews]
        for number in range(rng.randint(0, 3)):
            crew_id = key.crew_id if rng.random() < 0.9 else rng.choice(others)
            moment = stop.arrival + minutes(rng.randint(-30, 30) + 15 * number)
            material = rng.choice((None, at(rng.randint(0, 500))))
            events.append(
                ProgressEvent(f"{visit}{number}", visit, crew_id, rng.choice(KINDS), moment, material_at=material)
            )
    members = {crew.id: _members(rng, crew) for crew in case.crews[::2]}
    gone = [*((crew.id, None) for crew in case.crews[::3]), *((name, "mia") for name in members)]
    absences = [Absence(name, window(start := rng.randint(-60, 300), start + 200), member) for name, member in gone]
    return LiveDay(
        tickets=case.tickets,
        crews=case.crews,
        policy=case.policy,
        progress=progress_by_visit(events, now),
        published=published,
        locks=case.locks,
        cancelled=frozenset(rng.sample([one.id for one in case.tickets], min(2, len(case.tickets)))),
        members=members,
        least_members={"": rng.choice((1, 2))},
        absences=tuple(absences),
        sightings={crew.id: Sighting(spot(3, 4), at(rng.randint(-60, 60))) for crew in case.crews[::2]},
    )


def _members(rng: Random, crew: Crew) -> tuple[Member, ...]:
    """Two people who hold the crew's skills between them, some certificates about to expire."""
    held: tuple[list[Certificate], list[Certificate]] = ([], [])
    for skill in crew.skills:
        held[rng.random() < 0.5].append(Certificate(skill, rng.choice((None, None, at(rng.randint(0, 400))))))
    return Member("jo", tuple(held[0])), Member("mia", tuple(held[1]))


def moments(seed: int) -> tuple[LiveDay, PlanningProblem]:
    rng = Random(seed + 1)
    now = at(rng.randint(0, 240))
    day = random_day(seed, now)
    return day, problem_at(day, now, Grid(), freeze=minutes(rng.choice((0, 30, 120))))


@sweep
@given(seeds)
def test_what_is_frozen_can_be_done_where_it_stands(seed: int) -> None:
    _, case = moments(seed)
    held = {visit.ticket_id for head in case.heads.values() for visit in head}
    rest = tuple(Unassigned(one.id, Reason.COST, as_written("")) for one in case.tickets if one.id not in held)
    begun = {Visit(one.id, start.party) for one in case.tickets for start in one.started}
    frozen = {visit for head in case.heads.values() for visit in head} - begun
    broken = check(case, schedule(case, case.heads, rest))
    assert not [violation for violation in broken if violation.visit in frozen]


@sweep
@given(seeds)
def test_a_ticket_leaves_only_when_it_is_finished_cancelled_or_waiting(seed: int) -> None:
    day, case = moments(seed)
    for ticket in day.tickets:
        states = {day.progress[visit].state for visit in ticket.visits if visit in day.progress}
        if not states & (FINISHED | {VisitState.WAITING_ON_MATERIAL}) and ticket.id not in day.cancelled:
            assert ticket.id in case.ticket
        if ticket.id in day.cancelled:
            assert ticket.id not in case.ticket


@sweep
@given(seeds)
def test_work_begun_is_on_the_list_of_a_crew_that_is_there(seed: int) -> None:
    day, case = moments(seed)
    for ticket in case.tickets:
        for start in ticket.started:
            crew = next(one for one in day.crews if one.id == start.crew_id)
            assert day.roster(crew).fit(case.now)
    assert case == problem_at(day, case.now, case.travel, freeze=(case.freeze_until or case.now) - case.now)


@settings(deadline=None, max_examples=25)
@given(seeds)
def test_a_lawful_plan_can_be_found_whatever_the_day_did(seed: int) -> None:
    _, case = moments(seed)
    assert not check(case, solve(case, Settings(steps=100, workers=1)).plan)
