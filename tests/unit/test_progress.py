"""A visit's state from the reports of its crews, done by hand."""

from __future__ import annotations

import pytest

from dispatch.progress import ProgressEvent, VisitProgress, VisitState, progress_by_visit, progress_of
from dispatch.ticket import Visit
from tests.builders import NOW, at, report

VISIT = Visit("T1")


def folded(*events: ProgressEvent, now: float = 600) -> VisitProgress:
    return progress_of(VISIT, events, at(now))


def test_nothing_reported_is_an_assigned_visit() -> None:
    assert folded() == VisitProgress(VISIT)
    assert folded().state is VisitState.ASSIGNED


def test_the_latest_report_makes_the_state_and_every_first_time_is_kept() -> None:
    found = folded(report("accepted", 1), report("enRoute", 5), report("onSite", 25), report("done", 90))
    assert (found.state, found.crew_id, found.since) == (VisitState.DONE, "C1", at(90))
    assert found.first == {
        VisitState.ACCEPTED: at(1),
        VisitState.EN_ROUTE: at(5),
        VisitState.ON_SITE: at(25),
        VisitState.DONE: at(90),
    }
    assert found.arrived_at == found.first_on_site == at(25)


def test_reports_of_one_second_count_in_the_order_of_the_work() -> None:
    found = folded(report("onSite", 5, event_id="a"), report("enRoute", 5, event_id="b"))
    assert found.state is VisitState.ON_SITE


def test_a_report_sent_twice_counts_once() -> None:
    found = folded(report("enRoute", 5), report("enRoute", 5))
    assert len(found.events) == 1


def test_a_report_from_the_future_is_held_back_until_its_time_has_come() -> None:
    events = (report("enRoute", 5), report("onSite", 60))
    early, later = folded(*events, now=10), folded(*events, now=60)
    assert (early.state, len(early.events), len(early.held_back)) == (VisitState.EN_ROUTE, 1, 1)
    assert (later.state, later.held_back) == (VisitState.ON_SITE, ())


def test_a_phone_clock_a_minute_ahead_is_believed() -> None:
    assert folded(report("onSite", 11), now=10).state is VisitState.ON_SITE


def test_what_is_finished_is_not_begun_again_by_a_stray_report() -> None:
    assert folded(report("restored", 50), report("onSite", 55)).state is VisitState.RESTORED
    assert folded(report("restored", 50), report("done", 60)).state is VisitState.DONE
    assert folded(report("done", 50), report("restored", 60)).state is VisitState.DONE


def test_a_late_acceptance_takes_nothing_back() -> None:
    assert folded(report("onSite", 20), report("accepted", 22)).state is VisitState.ON_SITE


def test_another_crew_takes_a_rejected_visit_on() -> None:
    rejected = report("rejected", 3, reason="no bucket truck")
    first = folded(rejected)
    assert (first.state, first.reason, first.rejected_by) == (VisitState.REJECTED, "no bucket truck", frozenset({"C1"}))
    then = folded(rejected, report("accepted", 8, crew_id="C2"))
    assert (then.state, then.crew_id, then.rejected_by) == (VisitState.ACCEPTED, "C2", frozenset({"C1"}))


def test_a_rejection_by_a_crew_that_no_longer_has_it_leaves_the_state() -> None:
    found = folded(report("enRoute", 3, crew_id="C2"), report("rejected", 5))
    assert (found.state, found.crew_id, found.rejected_by) == (VisitState.EN_ROUTE, "C2", frozenset({"C1"}))


def test_a_crew_that_comes_back_with_the_material_has_arrived_anew() -> None:
    found = folded(
        report("onSite", 20),
        report("waitingOnMaterial", 30, material_at=at(200)),
        report("enRoute", 190),
        report("onSite", 210),
    )
    assert (found.arrived_at, found.first_on_site, found.material_at) == (at(210), at(20), None)


def test_the_crews_own_estimate_holds_until_it_leaves() -> None:
    stays = folded(report("onSite", 20, expected_end=at(80)), report("madeSafe", 30))
    left = folded(report("onSite", 20, expected_end=at(80)), report("waitingOnMaterial", 30))
    assert (stays.expected_end, left.expected_end) == (at(80), None)


def test_each_visit_has_its_own_progress() -> None:
    found = progress_by_visit([report("onSite", 1), report("enRoute", 2, visit="T2/1")], NOW)
    assert {visit: one.state for visit, one in found.items()} == {
        Visit("T1"): VisitState.ON_SITE,
        Visit("T2", 1): VisitState.EN_ROUTE,
    }


def test_a_report_must_be_one_a_crew_can_make() -> None:
    with pytest.raises(ValueError, match="cannot report assigned"):
        report("assigned", 1)
    with pytest.raises(ValueError, match="has no time zone"):
        ProgressEvent("e1", VISIT, "C1", VisitState.DONE, at(1).replace(tzinfo=None))
    with pytest.raises(ValueError, match="-1 customers"):
        report("partiallyRestored", 1, still_dark=-1)
