"""The state of a visit whatever way its reports come in."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.progress import FINISHED, ProgressEvent, VisitState, progress_by_visit, progress_of
from dispatch.ticket import Visit
from tests.builders import at

KINDS = [kind for kind in VisitState if kind is not VisitState.ASSIGNED]
VISITS = [Visit("T1"), Visit("T2"), Visit("T2", 1)]

seeds = st.integers(0, 10**6)
sweep = settings(deadline=None)


def random_reports(seed: int) -> list[ProgressEvent]:
    """Up to 25 reports of three visits by two crews, some with one id."""
    rng = Random(seed)
    return [
        ProgressEvent(
            str(rng.randint(0, 40)),
            rng.choice(VISITS),
            rng.choice(("C1", "C2")),
            rng.choice(KINDS),
            at(rng.randint(0, 20)),
            still_dark=rng.choice((None, rng.randint(0, 9))),
        )
        for _ in range(rng.randint(0, 25))
    ]


@sweep
@given(seeds)
def test_order_and_repeats_change_nothing(seed: int) -> None:
    reports = random_reports(seed)
    again = reports + reports[::3]
    Random(seed).shuffle(again)
    assert progress_by_visit(again, at(10)) == progress_by_visit(reports, at(10))


@sweep
@given(seeds)
def test_no_report_is_lost_or_counted_twice(seed: int) -> None:
    reports = random_reports(seed)
    for visit, found in progress_by_visit(reports, at(10)).items():
        kept = [event.event_id for event in (*found.events, *found.held_back)]
        assert sorted(kept) == sorted({event.event_id for event in reports if event.visit == visit})


@sweep
@given(seeds)
def test_finished_stays_finished_as_reports_come_in(seed: int) -> None:
    reports = random_reports(seed)
    visit = Visit("T1")
    own = sorted((event for event in reports if event.visit == visit), key=lambda event: (event.at, event.event_id))
    finished = False
    for moment in range(21):
        state = progress_of(visit, own, at(moment)).state
        assert state in FINISHED or not finished
        finished = state in FINISHED
