"""Signals that come when the repair is over: what happened before its end belongs to it, what comes after is new.

Meters on a congested network speak late. A last gasp of this morning must not send a second crew in the afternoon, and
a power-up confirms the restoration or, where it does not come, shows who is still dark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from dispatch.desk.trail import record
from dispatch.desk_incident import DeskIncident, IncidentStatus, KeptSignal, summary
from dispatch.incidents import Incident, Signal, SignalKind, customer_of
from dispatch.service_policy import ServicePolicy
from dispatch.store.unit_of_work import UnitOfWork

LATEST = timedelta(hours=2)
"""How far apart signals of one repaired fault may be."""


def end_finished(work: UnitOfWork, *, by: str, now: datetime) -> None:
    """Close the incidents whose repair is over, as of its end; where more was found to do, that is the repair now."""
    for before, status, at in work.incidents.finished():
        rest = work.tickets.following(before.ticket_ids[-1])
        if rest is not None:
            after = before.changed(now, ticket_ids=(*before.ticket_ids, rest))
        else:
            after = before.changed(now, status=IncidentStatus.CLOSED, end=f"its ticket is {status}", ended_at=at)
        work.incidents.save(after)
        kind = "incident.changed" if rest is not None else "incident.closed"
        record(work, kind, f"incident/{after.id}", by=by, now=now, before=before, after=after)


def take_in_late(
    work: UnitOfWork, new: Sequence[KeptSignal], policy: ServicePolicy, *, by: str, now: datetime
) -> frozenset[str]:
    """Give closed incidents the signals that belong to them; the ids of those."""
    closed = work.signals.of_closed([one.signal for one in new], policy.merge) if new else []
    if not closed:
        return frozenset()
    incidents = work.incidents.many({one.incident_id for one in closed if one.incident_id is not None})
    alike = _by_key(closed)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in new:
        candidates = [known for key in _keys(one) for known in alike.get(key, ())]
        fits = [known for known in candidates if _belongs(one.signal, known.signal, incidents[known.incident_id or ""])]
        if fits:
            latest = max(fits, key=lambda known: (known.signal.at, known.id))
            found[latest.incident_id or ""].add(one.id)
    for incident_id, signal_ids in found.items():
        work.signals.assign(incident_id, signal_ids)
        _count_again(work, incidents[incident_id], policy, by, now)
    return frozenset().union(*found.values())


def _keys(one: KeptSignal) -> list[tuple[str, str]]:
    """What it can be known by: power-ups by their customer alone."""
    named = [("customer", one.signal.customer)]
    if one.signal.kind is not SignalKind.POWER_UP:
        named.append(("transformer", one.signal.transformer))
    return [(kind, value) for kind, value in named if value is not None]


def _by_key(closed: Sequence[KeptSignal]) -> dict[tuple[str, str], list[KeptSignal]]:
    found: defaultdict[tuple[str, str], list[KeptSignal]] = defaultdict(list)
    for one in closed:
        for key in _keys(one):
            found[key].append(one)
    return found


def _belongs(new: Signal, known: Signal, incident: DeskIncident) -> bool:
    if new.kind is SignalKind.POWER_UP:
        return known.at <= new.at
    return incident.ended_at is not None and new.at <= incident.ended_at and abs(new.at - known.at) <= LATEST


def _count_again(work: UnitOfWork, before: DeskIncident, policy: ServicePolicy, by: str, now: datetime) -> None:
    kept = sorted(work.signals.of_incidents([before.id]), key=lambda one: (one.signal.at, one.id))
    calls = [(customer_of(one.signal), one.call) for one in kept if one.call is not None]
    fields = summary(Incident(tuple(one.signal for one in kept)), calls, policy.triage.unsaid)
    after = before.changed(now, **fields)
    work.incidents.save(after)
    record(work, "incident.changed", f"incident/{after.id}", by=by, now=now, before=before, after=after)
