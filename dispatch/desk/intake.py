"""Tickets come in, are amended, and are withdrawn; both clocks are promised here, by the policy in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dispatch.desk.trail import record
from dispatch.desk_ticket import DeskTicket, Intake
from dispatch.errors import Conflict, InputErrors, InputFault, StaleVersion
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket import Ticket
from dispatch.ticket_status import TicketStatus, change_status

CLOCK_FIELDS = frozenset({"reported_at", "area_class", "priority", "arrive_by", "restore_by"})
"""What the clocks hang on: another one of these is another promise."""

OVER = frozenset({TicketStatus.CLOSED, TicketStatus.CANCELLED, TicketStatus.MERGED})
"""The desk no longer works on it."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """The fields that get another value: of the work, of the intake, and the region."""

    work: Mapping[str, Any] = field(default_factory=dict)
    intake: Mapping[str, Any] = field(default_factory=dict)
    region: str | None = None


def report(
    work: UnitOfWork,
    fault: Ticket,
    intake: Intake,
    region: str,
    *,
    follows_id: str | None = None,
    by: str,
    now: datetime,
) -> DeskTicket:
    """Take in a fault that has all a plan needs of it, and promise both its clocks.

    Parameters
    ----------
    follows_id
        The ticket at which a crew found that this repair is needed.

    Raises
    ------
    Conflict
        When its id is taken.
    NotFound
        When the desk has no policy yet.
    """
    policy = work.policies.current()
    ticket = DeskTicket(
        work=fault,
        status=TicketStatus.WAITING_TO_BE_SCHEDULED,
        arrive_by=policy.policy.targets.arrive_by(fault),
        restore_by=policy.policy.targets.restore_by(fault),
        policy=policy.number,
        changed_at=now,
        intake=intake,
        region=region,
        follows_id=follows_id,
    )
    work.tickets.add(ticket)
    record(work, "ticket.reported", subject(ticket), by=by, now=now, after=ticket)
    return ticket


def amend(
    work: UnitOfWork, ticket_id: str, version: int, amendment: Amendment, *, by: str, now: datetime
) -> DeskTicket:
    """Change a ticket that is still open, as seen at `version`.

    Raises
    ------
    NotFound
    StaleVersion
        When it has been changed since.
    Conflict
        When it is over.
    InputErrors
        When the changed ticket would be none.
    """
    before = _open(work, ticket_id, version)
    try:
        fault = replace(before.work, **amendment.work)
    except ValueError as error:
        raise InputErrors([InputFault(subject(before), str(error))]) from error
    after = before.changed(
        now,
        work=fault,
        intake=replace(before.intake, **amendment.intake),
        region=before.region if amendment.region is None else amendment.region,
    )
    if CLOCK_FIELDS & amendment.work.keys():
        policy = work.policies.current()
        targets = policy.policy.targets
        after = replace(
            after, arrive_by=targets.arrive_by(fault), restore_by=targets.restore_by(fault), policy=policy.number
        )
    return _save(work, "ticket.amended", before, after, by, now)


def cancel(work: UnitOfWork, ticket_id: str, *, by: str, now: datetime) -> DeskTicket:
    """Withdraw a ticket: a false report, or repaired by itself. To withdraw it again changes nothing.

    Raises
    ------
    NotFound
    ForbiddenTransition
        When power is back, or the ticket is over.
    """
    before = work.tickets.get(ticket_id)
    if before.status is change_status(ticket_id, before.status, TicketStatus.CANCELLED):
        return before
    return _save(work, "ticket.cancelled", before, before.changed(now, status=TicketStatus.CANCELLED), by, now)


def subject(ticket: DeskTicket) -> str:
    """What the event log calls the ticket."""
    return f"ticket/{ticket.id}"


def _open(work: UnitOfWork, ticket_id: str, version: int) -> DeskTicket:
    ticket = work.tickets.get(ticket_id)
    if version != ticket.version:
        raise StaleVersion("ticket", ticket_id, ticket.version)
    if ticket.status in OVER:
        raise Conflict(say("conflict.ticket_over", ticket=ticket_id, status=ticket.status))
    return ticket


def _save(work: UnitOfWork, kind: str, before: DeskTicket, after: DeskTicket, by: str, now: datetime) -> DeskTicket:
    work.tickets.save(after)
    record(work, kind, subject(after), by=by, now=now, before=before, after=after)
    return after
