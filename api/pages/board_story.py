"""What is behind one ticket: the calls and meter events taken for one fault, and what crews reported of it."""

from __future__ import annotations

from datetime import datetime

from api.schemas.board import BoardIncident, BoardReport, BoardSignal, BoardStory
from dispatch.desk_incident import Call, DeskIncident, KeptSignal
from dispatch.incidents import SignalKind
from dispatch.progress import ORDER
from dispatch.store.repositories.progress import KeptReport
from dispatch.store.unit_of_work import UnitOfWork

MOST_SIGNALS = 300
"""So many are told, calls before meters: nobody reads more."""


def board_story(work: UnitOfWork, ticket_id: str) -> BoardStory:
    """The story of a ticket.

    Raises
    ------
    NotFound
    """
    work.tickets.get(ticket_id)
    incident = work.incidents.of_ticket(ticket_id)
    return BoardStory(
        incident=None if incident is None else _incident(work, incident),
        merged=list(work.tickets.merged_into(ticket_id)),
        reports=[_report(one) for one in sorted(work.progress.of(ticket_id), key=_course)],
    )


def _incident(work: UnitOfWork, incident: DeskIncident) -> BoardIncident:
    kept = sorted(work.signals.of_incidents([incident.id]), key=_rank)
    return BoardIncident(
        id=incident.id,
        customers=incident.customers,
        dark=incident.dark,
        back=incident.back,
        signals=list(map(_signal, kept[:MOST_SIGNALS])),
        untold=max(0, len(kept) - MOST_SIGNALS),
    )


def _rank(kept: KeptSignal) -> tuple[bool, datetime, str]:
    return kept.signal.kind is not SignalKind.CALL, kept.signal.at, kept.id


def _signal(kept: KeptSignal) -> BoardSignal:
    call = kept.call or Call()
    return BoardSignal(
        id=kept.id,
        kind=kept.signal.kind,
        at=kept.signal.at,
        customer=kept.signal.customer,
        transformer=kept.signal.transformer,
        what=call.fault_type,
        where=call.address,
        said=call.description,
    )


def _course(kept: KeptReport) -> tuple[datetime, int]:
    """Reports of one second are told in the order of the work."""
    return kept.event.at, ORDER[kept.event.kind]


def _report(kept: KeptReport) -> BoardReport:
    event = kept.event
    return BoardReport(kind=event.kind, at=event.at, crew=event.crew_id, note=event.reason, held_back=kept.held_back)
