"""Supervision (督办): promises in danger are called out, acknowledged, or called out higher up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dispatch.desk.trail import record
from dispatch.errors import Conflict
from dispatch.escalation import OPEN_WHILE, Escalation, Promise, escalated, followed_up, raised
from dispatch.identity import new_id
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork

CLOCKS = {Promise.ARRIVAL: "arrive_by", Promise.RESTORATION: "restore_by"}


def watch(work: UnitOfWork, *, by: str, now: datetime) -> tuple[Escalation, ...]:
    """Look at all promises: call out what is newly in danger, call on where nobody answered, end what is over."""
    rules = work.service_policies.current().policy.escalation
    found = [one for before in work.escalations.current() if (one := _follow_up(work, before, by, now)) is not None]
    known = work.escalations.known()
    for promise, clock in CLOCKS.items():
        for ticket in work.tickets.promised(clock, now + rules.warn_before, OPEN_WHILE[promise]):
            if (ticket.id, promise) not in known:
                first = raised(new_id("E"), ticket.id, promise, getattr(ticket, clock), rules, now)
                work.escalations.add(first)
                record(work, "escalation.raised", f"escalation/{ticket.id}", by=by, now=now, after=first)
                found.append(first)
    return tuple(found)


def acknowledge(work: UnitOfWork, escalation_id: str, *, by: str, now: datetime) -> Escalation:
    """Say that somebody sees to it: nobody else is called, unless the promise is missed after all.

    Raises
    ------
    NotFound
    Conflict
        When it is over.
    """
    before = _current(work, escalation_id)
    if before.acknowledged_at is not None:
        return before
    after = replace(before, acknowledged_by=by, acknowledged_at=now, next_at=None)
    return _save(work, "escalation.acknowledged", before, after, by, now)


def escalate(work: UnitOfWork, escalation_id: str, *, by: str, now: datetime) -> Escalation:
    """Call the next in the chain at once.

    Raises
    ------
    NotFound
    Conflict
        When it is over.
    """
    before = _current(work, escalation_id)
    rules = work.service_policies.current().policy.escalation
    return _save(work, "escalation.raised", before, escalated(before, rules, now), by, now)


def _follow_up(work: UnitOfWork, before: Escalation, by: str, now: datetime) -> Escalation | None:
    """What has become of one; None when nothing has."""
    ticket = work.tickets.get(before.ticket_id)
    if ticket.status not in OPEN_WHILE[before.promise]:
        return _save(work, "escalation.ended", before, replace(before, ended_at=now), by, now)
    # Another priority or area is another promise.
    seen = replace(before, due=getattr(ticket, CLOCKS[before.promise]))
    after = followed_up(seen, work.service_policies.current().policy.escalation, now)
    return None if after is seen else _save(work, "escalation.raised", before, after, by, now)


def _current(work: UnitOfWork, escalation_id: str) -> Escalation:
    escalation = work.escalations.get(escalation_id)
    if escalation.ended_at is not None:
        raise Conflict(say("conflict.escalation_over", escalation=escalation_id, at=escalation.ended_at.isoformat()))
    return escalation


def _save(work: UnitOfWork, kind: str, before: Escalation, after: Escalation, by: str, now: datetime) -> Escalation:
    work.escalations.save(after)
    record(work, kind, f"escalation/{after.ticket_id}", by=by, now=now, before=before, after=after)
    return after
