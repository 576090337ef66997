"""Two tickets are one fault: a dispatcher says so, and one of them goes on for both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dispatch.desk import intake, signals
from dispatch.desk.intake import Amendment
from dispatch.desk.repairs import AT_WORK, OVER, merge_tickets
from dispatch.desk.trail import record
from dispatch.desk_ticket import DeskTicket
from dispatch.errors import Conflict, NotFound
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket import Ticket
from dispatch.ticket_status import TicketStatus


def merge(work: UnitOfWork, ticket_id: str, other_id: str, *, by: str, now: datetime) -> DeskTicket:
    """Make one ticket of two; the one that goes on: where a crew is at work, else the one reported first.

    Where calls and meters stand behind both, their incidents are joined, each customer counted once, and can be split
    again. Of a ticket that was reported as such nobody knows who its customers are: then the larger number counts.

    Raises
    ------
    NotFound
    Conflict
        When it is the same ticket, one of them is over or waits for the other, or crews are at work on both.
    """
    work.signals.take_turn()
    both = work.tickets.hold({ticket_id, other_id})
    _require_two(both, ticket_id, other_id)
    master, merged = sorted(both.values(), key=_precedence)
    kept, ended = (work.incidents.of_ticket(one.id) for one in (master, merged))
    if kept is not None and ended is not None:
        joined = signals.join(work, {kept.id, ended.id}, by=by, now=now)
        return work.tickets.get(joined.ticket_ids[-1])
    merge_tickets(work, [merged.id], [master.id], by=by, now=now)
    if ended is not None:
        after = ended.changed(now, ticket_ids=(*ended.ticket_ids, master.id))
        work.incidents.save(after)
        record(work, "incident.changed", f"incident/{after.id}", by=by, now=now, before=ended, after=after)
    return _for_both(work, master, merged.work, by, now)


def _require_two(both: dict[str, DeskTicket], *wanted: str) -> None:
    for ticket_id in wanted:
        if ticket_id not in both:
            raise NotFound("ticket", ticket_id)
    if len(both) < len(wanted):
        raise Conflict(say("conflict.merged_with_itself", ticket=wanted[0]))
    for one in both.values():
        if one.status in OVER or one.status is TicketStatus.RESTORED:
            raise Conflict(say("conflict.merged_when_over", ticket=one.id, status=one.status))
        before = both.keys() & {link.ticket_id for link in one.work.after}
        if before:
            raise Conflict(say("conflict.merged_in_order", ticket=one.id, before=min(before)))
    if all(one.status in AT_WORK for one in both.values()):
        raise Conflict(say("conflict.merged_at_work", tickets=tuple(sorted(both))))


def _precedence(ticket: DeskTicket) -> tuple[bool, datetime, str]:
    return ticket.status not in AT_WORK, ticket.work.reported_at, ticket.id


def _for_both(work: UnitOfWork, master: DeskTicket, merged: Ticket, by: str, now: datetime) -> DeskTicket:
    own = master.work
    wanted: dict[str, Any] = {
        "customers": max(own.customers, merged.customers),
        "critical_customers": max(own.critical_customers, merged.critical_customers),
        "hazard": own.hazard or merged.hazard,
        "priority": min(own.priority, merged.priority),
        "reported_at": min(own.reported_at, merged.reported_at),
    }
    news = {name: value for name, value in wanted.items() if getattr(own, name) != value}
    if not news:
        return master
    return intake.amend(work, master.id, master.version, Amendment(news), by=by, now=now)
