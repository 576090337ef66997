"""A ticket's life as a state machine: its statuses, and which may follow which.

The words are those of IEC 61968 (work and outage status), with `accepted`, `madeSafe` and `merged` from fault
desks. The desk asks `change_status` before it changes anything; crews' reports lead to a status by `AFTER_REPORT`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from dispatch.errors import ForbiddenTransition
from dispatch.progress import VisitState


class TicketStatus(StrEnum):
    """Where a ticket stands, in the order of its life."""

    REPORTED = "reported"
    """Taken in; nobody has judged it yet."""
    WAITING_TO_BE_SCHEDULED = "waitingToBeScheduled"
    """Triaged: priority, skills and clocks are set."""
    DISPATCHED = "dispatched"
    """On a crew's published list."""
    ACCEPTED = "accepted"
    EN_ROUTE = "enRoute"
    ON_SITE = "onSite"
    MADE_SAFE = "madeSafe"
    PARTIALLY_RESTORED = "partiallyRestored"
    WAITING_ON_MATERIAL = "waitingOnMaterial"
    RESTORED = "restored"
    """Power is back; the crew may still be there."""
    COMPLETED = "completed"
    """The crew has left."""
    CLOSED = "closed"
    """Reviewed, or never needed a crew: a false report, a fault on the customer's side."""
    CANCELLED = "cancelled"
    MERGED = "merged"
    """Goes on as part of another ticket; can be split off again."""


S = TicketStatus
_ENDS = frozenset({S.CLOSED, S.CANCELLED, S.MERGED})
_PLANNING = frozenset({S.WAITING_TO_BE_SCHEDULED, S.DISPATCHED})
"""The desk takes it back from the crew, or gives it to another."""
_UNDER_WAY = frozenset(
    {S.ACCEPTED, S.EN_ROUTE, S.ON_SITE, S.MADE_SAFE, S.PARTIALLY_RESTORED, S.WAITING_ON_MATERIAL},
)
_FIELD = _UNDER_WAY | {S.RESTORED, S.COMPLETED}
"""What crews report; steps may be missing where a phone had no signal, and come again when a crew comes back."""

TRANSITIONS: Mapping[TicketStatus, frozenset[TicketStatus]] = {
    S.REPORTED: frozenset({S.WAITING_TO_BE_SCHEDULED}) | _ENDS,
    S.WAITING_TO_BE_SCHEDULED: frozenset({S.DISPATCHED}) | _FIELD | _ENDS,
    S.DISPATCHED: frozenset({S.WAITING_TO_BE_SCHEDULED}) | _FIELD | _ENDS,
    **{status: (_PLANNING | _FIELD | _ENDS) - {status} for status in TicketStatus if status in _UNDER_WAY},
    # A meter or a call-back that shows a customer still dark opens it again.
    S.RESTORED: frozenset({S.COMPLETED, S.CLOSED, S.WAITING_TO_BE_SCHEDULED}),
    S.COMPLETED: frozenset({S.CLOSED, S.WAITING_TO_BE_SCHEDULED}),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
    S.MERGED: frozenset({S.REPORTED, S.WAITING_TO_BE_SCHEDULED}),
}
"""What may come next, by status."""

AFTER_REPORT: Mapping[VisitState, TicketStatus] = {
    VisitState.ASSIGNED: S.DISPATCHED,
    VisitState.REJECTED: S.WAITING_TO_BE_SCHEDULED,
    VisitState.ACCEPTED: S.ACCEPTED,
    VisitState.EN_ROUTE: S.EN_ROUTE,
    VisitState.ON_SITE: S.ON_SITE,
    VisitState.MADE_SAFE: S.MADE_SAFE,
    VisitState.PARTIALLY_RESTORED: S.PARTIALLY_RESTORED,
    VisitState.WAITING_ON_MATERIAL: S.WAITING_ON_MATERIAL,
    VisitState.NEEDS_FOLLOW_UP: S.COMPLETED,
    VisitState.RESTORED: S.RESTORED,
    VisitState.DONE: S.COMPLETED,
}
"""The status of a ticket whose lead visit is in that state."""


def change_status(ticket_id: str, current: TicketStatus, wanted: TicketStatus) -> TicketStatus:
    """The status wanted, if it may follow; the current one said again changes nothing.

    Raises
    ------
    ForbiddenTransition
        When it may not; it carries what may.
    """
    allowed = TRANSITIONS[current]
    if wanted is not current and wanted not in allowed:
        raise ForbiddenTransition(ticket_id, current, wanted, [status for status in TicketStatus if status in allowed])
    return wanted
