"""Which status may follow which, and what a refusal says."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dispatch.errors import ForbiddenTransition
from dispatch.progress import VisitState
from dispatch.ticket_status import AFTER_REPORT, TRANSITIONS, TicketStatus, change_status

OPEN = [status for status in TicketStatus if TRANSITIONS[status]]


def test_the_plain_life_of_a_ticket_is_allowed_step_by_step() -> None:
    life = [status for status in TicketStatus if status not in (TicketStatus.CANCELLED, TicketStatus.MERGED)]
    for current, following in pairwise(life):
        assert change_status("T1", current, following) is following


def test_a_refusal_says_what_would_be_allowed() -> None:
    with pytest.raises(ForbiddenTransition) as refused:
        change_status("T1", TicketStatus.COMPLETED, TicketStatus.EN_ROUTE)
    assert str(refused.value) == (
        "ticket T1 is completed and cannot become enRoute; it may become waitingToBeScheduled, closed"
    )


@pytest.mark.parametrize("final", [TicketStatus.CLOSED, TicketStatus.CANCELLED])
@pytest.mark.parametrize("wanted", TicketStatus)
def test_what_is_closed_or_cancelled_stays_so(final: TicketStatus, wanted: TicketStatus) -> None:
    if wanted is final:
        assert change_status("T1", final, wanted) is wanted
        return
    with pytest.raises(ForbiddenTransition, match="that is final"):
        change_status("T1", final, wanted)


@pytest.mark.parametrize("status", TicketStatus)
def test_the_same_status_again_changes_nothing(status: TicketStatus) -> None:
    assert change_status("T1", status, status) is status


@pytest.mark.parametrize("status", OPEN)
def test_every_open_status_leads_to_an_end_and_back_to_the_desk(status: TicketStatus) -> None:
    reached, border = {status}, {status}
    while border:
        border = {following for one in border for following in TRANSITIONS[one]} - reached
        reached |= border
    assert {TicketStatus.CLOSED, TicketStatus.WAITING_TO_BE_SCHEDULED} <= reached


def test_a_crew_that_lost_signal_may_skip_steps_but_restored_work_is_not_begun_again() -> None:
    assert change_status("T1", TicketStatus.DISPATCHED, TicketStatus.COMPLETED) is TicketStatus.COMPLETED
    with pytest.raises(ForbiddenTransition):
        change_status("T1", TicketStatus.RESTORED, TicketStatus.ON_SITE)


def test_a_ticket_cannot_be_dispatched_before_it_is_triaged() -> None:
    with pytest.raises(ForbiddenTransition, match="may become waitingToBeScheduled"):
        change_status("T1", TicketStatus.REPORTED, TicketStatus.DISPATCHED)


def test_every_state_of_a_visit_leads_to_a_status() -> None:
    assert AFTER_REPORT.keys() == set(VisitState)
