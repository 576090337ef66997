"""Incidents lead to tickets by triage, and tickets follow what becomes of their incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatch.desk import intake
from dispatch.desk.intake import Amendment
from dispatch.desk.trail import record
from dispatch.desk_incident import DeskIncident
from dispatch.desk_ticket import DeskTicket, Intake
from dispatch.identity import new_id
from dispatch.incidents import OutageState
from dispatch.service_policy import ServicePolicy
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket import Ticket
from dispatch.ticket_status import TicketStatus, change_status
from dispatch.triage import Triage, triage

OPEN_TO_TRIAGE = frozenset({TicketStatus.WAITING_TO_BE_SCHEDULED, TicketStatus.DISPATCHED})
"""No crew has taken it on yet: another word about the fault may still change what it asks for."""
AT_WORK = frozenset(
    {
        TicketStatus.ACCEPTED,
        TicketStatus.EN_ROUTE,
        TicketStatus.ON_SITE,
        TicketStatus.MADE_SAFE,
        TicketStatus.PARTIALLY_RESTORED,
        TicketStatus.WAITING_ON_MATERIAL,
    }
)
"""A crew has it in hand."""
OVER = frozenset({*intake.OVER, TicketStatus.COMPLETED})
FROM_METERS = Intake(source="meter")
FROM_CALLS = Intake(source="calls")


def tickets_for(
    work: UnitOfWork, incident: DeskIncident, policy: ServicePolicy, *, by: str, now: datetime
) -> DeskIncident:
    """Make or bring in line the tickets of an incident; the incident with their ids.

    Meters alone that are all back need no crew: no ticket is made, or the one nobody has taken on is restored.
    """
    meters_say_back = incident.state is OutageState.RESTORED and not incident.calls and not incident.hazard
    if not incident.ticket_ids:
        return incident if meters_say_back else _first_tickets(work, incident, policy, by, now)
    repair = work.tickets.get(incident.ticket_ids[-1])
    if repair.status in OVER:
        return incident
    repair = _follow_meters(work, repair, meters_say_back, by, now)
    judged = triage(incident.report(repair.id), policy.triage)
    if not judged.tickets:
        return incident
    if repair.status in OPEN_TO_TRIAGE and _another_fault(repair.work, judged.tickets[-1]):
        return _another_triage(work, incident, repair, judged, by, now)
    _amend(work, repair, _news(repair.work, judged.tickets[-1]), by, now)
    return incident


def merge_tickets(
    work: UnitOfWork, ticket_ids: Sequence[str], masters: Sequence[str], *, by: str, now: datetime
) -> None:
    """Let tickets go on as part of the master's repair, unless they are over already."""
    for before in work.tickets.hold(ticket_ids).values():
        if before.status in OVER or before.status is TicketStatus.RESTORED:
            continue
        status = change_status(before.id, before.status, TicketStatus.MERGED)
        _save(work, "ticket.merged", before, before.changed(now, status=status, master_id=masters[-1]), by, now)


def withdraw(work: UnitOfWork, ticket_ids: Sequence[str], *, by: str, now: datetime) -> None:
    """Close tickets that need no crew, or no longer.

    Raises
    ------
    ForbiddenTransition
        When one of them cannot be closed any more.
    """
    for before in work.tickets.hold(ticket_ids).values():
        if before.status in intake.OVER:
            continue
        status = change_status(before.id, before.status, TicketStatus.CLOSED)
        _save(work, "ticket.closed", before, before.changed(now, status=status), by, now)


def _first_tickets(
    work: UnitOfWork, incident: DeskIncident, policy: ServicePolicy, by: str, now: datetime
) -> DeskIncident:
    judged = triage(incident.report(new_id("T")), policy.triage)
    source = FROM_CALLS if incident.calls else FROM_METERS
    for ticket in judged.tickets:
        intake.report(work, ticket, source, "", by=by, now=now)
    ids = tuple(ticket.id for ticket in judged.tickets)
    return replace(incident, ticket_ids=ids, guidance=judged.guidance, reasons=judged.reasons)


def _another_triage(
    work: UnitOfWork, incident: DeskIncident, repair: DeskTicket, judged: Triage, by: str, now: datetime
) -> DeskIncident:
    """What was said last makes it another fault: the repair asks for other things, and may need making safe first."""
    *before_it, wanted = judged.tickets
    for ticket in before_it:
        if ticket.id not in incident.ticket_ids:
            intake.report(work, ticket, FROM_CALLS, repair.region, by=by, now=now)
    names = ("priority", "parties", "fault_type", "hazard", "equipment", "parts", "after")
    news = {name: getattr(wanted, name) for name in names} | _news(repair.work, wanted)
    _amend(work, repair, news, by, now)
    ids = tuple(dict.fromkeys((*(ticket.id for ticket in before_it), *incident.ticket_ids)))
    return replace(incident, ticket_ids=ids, reasons=judged.reasons)


def _another_fault(known: Ticket, wanted: Ticket) -> bool:
    safe_first = {link.ticket_id for link in wanted.after} - {link.ticket_id for link in known.after}
    return known.fault_type != wanted.fault_type or bool(safe_first) or (wanted.hazard and not known.hazard)


def _news(known: Ticket, wanted: Ticket) -> dict[str, Any]:
    """What the signals count and a dispatcher does not: numbers, the first report, and a priority that only rises."""
    return {
        "customers": wanted.customers,
        "critical_customers": wanted.critical_customers,
        "reported_at": wanted.reported_at,
        "priority": min(known.priority, wanted.priority),
    }


def _amend(work: UnitOfWork, ticket: DeskTicket, news: dict[str, Any], by: str, now: datetime) -> None:
    changed = {name: value for name, value in news.items() if getattr(ticket.work, name) != value}
    if changed:
        intake.amend(work, ticket.id, ticket.version, Amendment(changed), by=by, now=now)


def _follow_meters(work: UnitOfWork, before: DeskTicket, back: bool, by: str, now: datetime) -> DeskTicket:
    """A repair nobody has taken on is restored when all meters are back, and open again when one goes dark."""
    if back and before.status in OPEN_TO_TRIAGE:
        wanted = TicketStatus.RESTORED
    elif not back and before.status is TicketStatus.RESTORED and not work.progress.of(before.id):
        wanted = TicketStatus.WAITING_TO_BE_SCHEDULED
    else:
        return before
    after = before.changed(now, status=change_status(before.id, before.status, wanted))
    return _save(work, f"ticket.{wanted}", before, after, by, now)


def _save(work: UnitOfWork, kind: str, before: DeskTicket, after: DeskTicket, by: str, now: datetime) -> DeskTicket:
    work.tickets.save(after)
    record(work, kind, intake.subject(after), by=by, now=now, before=before, after=after)
    return after
