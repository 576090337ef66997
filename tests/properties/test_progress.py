"""The state of a visit whatever way its reports come in."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dispatch.progress import FINISHED, ProgressEvent, VisitState, progress_by_visit, progress_of
from dispatch.ticket import Visit
from tests.builders import at

KINDS = [kind for kind in VisitState if kind is not VisitState.ASSIGNED]
VISITS = [Visit("T1"), Visit("T2"), Visit("T2", 1)]

events = st.lists(
    st.builds(
        ProgressEvent,
        event_id=st.integers(0, 40).map(str),
        visit=st.sampled_from(VISITS),
        crew_id=st.sampled_from(["C1", "C2"]),
        kind=st.sampled_from(KINDS),
        at=st.integers(0, 20).map(at),
        still_dark=st.none() | st.integers(0, 9),
    ),
    max_size=25,
)


@given(events, st.integers(0, 2**32), st.data())
def test_order_and_repeats_change_nothing(reports: list[ProgressEvent], seed: int, data: st.DataObject) -> None:
    again = reports + (data.draw(st.lists(st.sampled_from(reports), max_size=10)) if reports else [])
    Random(seed).shuffle(again)
    assert progress_by_visit(again, at(10)) == progress_by_visit(reports, at(10))


@given(events)
def test_no_report_is_lost_or_counted_twice(reports: list[ProgressEvent]) -> None:
    for visit, found in progress_by_visit(reports, at(10)).items():
        kept = [event.event_id for event in (*found.events, *found.held_back)]
        assert sorted(kept) == sorted({event.event_id for event in reports if event.visit == visit})


@given(events)
def test_finished_stays_finished_as_reports_come_in(reports: list[ProgressEvent]) -> None:
    visit = Visit("T1")
    own = sorted((event for event in reports if event.visit == visit), key=lambda event: (event.at, event.event_id))
    finished = False
    for moment in range(21):
        state = progress_of(visit, own, at(moment)).state
        assert state in FINISHED or not finished
        finished = state in FINISHED
