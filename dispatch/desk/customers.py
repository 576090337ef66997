"""What a customer is told of their fault, and what they say of its repair. Nothing of people goes out here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.desk.trail import record
from dispatch.desk_incident import DeskIncident, IncidentStatus
from dispatch.desk_ticket import DeskTicket
from dispatch.errors import Conflict, NotFound
from dispatch.rating import Rating, RatingTag
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket_etr import TicketEtr
from dispatch.ticket_status import TicketStatus

RATED = frozenset({TicketStatus.RESTORED, TicketStatus.COMPLETED, TicketStatus.CLOSED})
RATING_TIME = timedelta(days=30)
"""How long after the repair it may be rated."""


@dataclass(frozen=True, slots=True)
class FaultStatus:
    """The fault behind a call or ticket as it stands; without a ticket, guidance or the reason why there is none."""

    ticket: DeskTicket | None
    etrs: tuple[TicketEtr, ...] = ()
    guidance: str = ""
    end: str = ""


def status_of(work: UnitOfWork, said_by: str) -> FaultStatus:
    """How the fault stands that a call or ticket is about, wherever it has been merged since.

    Raises
    ------
    NotFound
        When there is no such call or ticket.
    """
    try:
        signal = work.signals.get(said_by)
    except NotFound:
        return _of_ticket(work, work.tickets.get(said_by))
    if signal.incident_id is None:
        return FaultStatus(None)
    incident = _last(work, work.incidents.get(signal.incident_id))
    if not incident.ticket_ids:
        return FaultStatus(None, guidance=incident.guidance, end=incident.end)
    return _of_ticket(work, work.tickets.get(incident.ticket_ids[-1]))


def rate(work: UnitOfWork, said_by: str, stars: int, tags: Collection[RatingTag], *, by: str, now: datetime) -> Rating:
    """Keep what a customer says once power is back; said again, it stands in place of the first.

    Raises
    ------
    NotFound
    Conflict
        When power is not back, or has been for too long.
    """
    ticket = status_of(work, said_by).ticket
    if ticket is None or ticket.status not in RATED:
        raise Conflict(say("conflict.not_yet_restored"))
    if now > ticket.changed_at + RATING_TIME:
        raise Conflict(say("conflict.rating_time_over", days=RATING_TIME.days))
    rating = Rating(said_by, ticket.id, stars, frozenset(tags), now)
    work.ratings.put(rating)
    record(work, "rating.given", f"rating/{ticket.id}", by=by, now=now, after=rating)
    return rating


def _last(work: UnitOfWork, incident: DeskIncident) -> DeskIncident:
    while incident.status is IncidentStatus.MERGED:
        incident = work.incidents.get(incident.end)
    return incident


def _of_ticket(work: UnitOfWork, ticket: DeskTicket) -> FaultStatus:
    while ticket.master_id is not None and ticket.status is TicketStatus.MERGED:
        ticket = work.tickets.get(ticket.master_id)
    return FaultStatus(ticket, work.etrs.of(ticket.id))
