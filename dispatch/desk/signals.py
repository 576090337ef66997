"""Calls and meter events come in and become incidents; dispatchers split, join and close them.

What comes in is looked at together with what it may belong to, and with nothing else. The incidents that come out are
the same as if all signals had come at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dispatch.desk.late_signals import end_finished, take_in_late
from dispatch.desk.regrouping import regroup
from dispatch.desk.repairs import withdraw
from dispatch.desk.trail import record
from dispatch.desk_incident import DeskIncident, IncidentStatus, KeptSignal
from dispatch.errors import Conflict, InputErrors, InputFault, NotFound
from dispatch.identity import new_id
from dispatch.incidents import SignalKind
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork


class CloseReason(StrEnum):
    """Why an incident needs no crew, or no longer."""

    FALSE_REPORT = "false report"
    CUSTOMER_SIDE = "fault on the customer's side"
    POWER_IS_BACK = "power is back"
    FLICKER = "flicker"
    """Every meter was back at once: a momentary interruption."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of some signals: the incidents opened or changed, and how many had come before."""

    incidents: tuple[DeskIncident, ...]
    repeated: int


def take_in(work: UnitOfWork, signals: Sequence[KeptSignal], *, by: str, now: datetime) -> TakenIn:
    """Keep signals, each once by its id, and merge them into the incidents they belong to.

    Raises
    ------
    InputErrors
        When calls name fault types that the service policy does not know.
    NotFound
        When the desk has no policy of clocks yet.
    """
    policy = work.service_policies.current().policy
    _require_known_faults(signals, policy.triage.faults)
    work.signals.take_turn()
    known = work.signals.known([one.id for one in signals])
    new = list({one.id: one for one in reversed(signals) if one.id not in known}.values())
    if not new:
        return TakenIn((), len(signals))
    end_finished(work, by=by, now=now)
    work.signals.add(new)
    outages = [one for one in new if one.signal.kind is not SignalKind.POWER_UP]
    late = take_in_late(work, outages, policy, by=by, now=now)
    timely = [one for one in new if one.id not in late]
    around = work.signals.around([one.signal for one in timely], policy.merge) if timely else []
    found = regroup(work, list({one.id: one for one in (*around, *timely)}.values()), policy, by=by, now=now)
    news_to_nobody = work.signals.loose([one.id for one in timely if one.signal.kind is SignalKind.POWER_UP])
    take_in_late(work, news_to_nobody, policy, by=by, now=now)
    return TakenIn(found, len(signals) - len(new))


def split(work: UnitOfWork, incident_id: str, signal_ids: Collection[str], *, by: str, now: datetime) -> DeskIncident:
    """Split signals off an incident: they are a fault of their own, and stay so. The incident as it is left.

    Raises
    ------
    NotFound
        When the incident, or one of the signals in it, is not there.
    Conflict
        When it is over, or nothing would be left of it.
    """
    work.signals.take_turn()
    _open(work, incident_id)
    own = {one.id: one for one in work.signals.of_incidents([incident_id])}
    for signal_id in signal_ids:
        if signal_id not in own:
            raise NotFound("signal of this incident", signal_id)
    if own.keys() <= set(signal_ids):
        raise Conflict(say("conflict.no_signal_left", incident=incident_id))
    choice = new_id("S")
    work.signals.mark(signal_ids, apart=choice, together=None)
    marked = [replace(one, apart=choice, together=None) if one.id in signal_ids else one for one in own.values()]
    regroup(work, marked, work.service_policies.current().policy, by=by, now=now)
    return work.incidents.get(incident_id)


def join(work: UnitOfWork, incident_ids: Collection[str], *, by: str, now: datetime) -> DeskIncident:
    """Make one incident of several, and keep it so; the one that goes on.

    Raises
    ------
    NotFound
    Conflict
        When one of them is over.
    """
    work.signals.take_turn()
    for incident_id in incident_ids:
        _open(work, incident_id)
    own = work.signals.of_incidents(incident_ids)
    choice = new_id("J")
    work.signals.mark([one.id for one in own], apart=None, together=choice)
    marked = [replace(one, apart=None, together=choice) for one in own]
    regroup(work, marked, work.service_policies.current().policy, by=by, now=now)
    (left,) = (one for one in work.incidents.many(incident_ids).values() if one.status is IncidentStatus.OPEN)
    return left


def close(work: UnitOfWork, incident_id: str, reason: CloseReason, *, by: str, now: datetime) -> DeskIncident:
    """Close an incident that needs no crew, and its tickets with it. To close it again changes nothing.

    Raises
    ------
    NotFound
    Conflict
        When it was merged into another one.
    ForbiddenTransition
        When one of its tickets cannot be closed any more.
    """
    before = work.incidents.get(incident_id)
    if before.status is IncidentStatus.CLOSED:
        return before
    _open(work, incident_id)
    withdraw(work, before.ticket_ids, by=by, now=now)
    after = before.changed(now, status=IncidentStatus.CLOSED, end=reason.value, ended_at=now)
    work.incidents.save(after)
    record(work, "incident.closed", f"incident/{after.id}", by=by, now=now, before=before, after=after)
    return after


def _open(work: UnitOfWork, incident_id: str) -> DeskIncident:
    incident = work.incidents.get(incident_id)
    if incident.status is not IncidentStatus.OPEN:
        raise Conflict(
            say("conflict.incident_over", incident=incident_id, status=incident.status, end=str(incident.end))
        )
    return incident


def _require_known_faults(signals: Sequence[KeptSignal], known: Collection[str]) -> None:
    named = ((number, one.call.fault_type) for number, one in enumerate(signals) if one.call is not None)
    faults = [
        InputFault(f"call {number + 1}", say("fault.not_in_policy"), None, "fault_type", name, ", ".join(known))
        for number, name in named
        if name and name not in known
    ]
    if faults:
        raise InputErrors(faults)
