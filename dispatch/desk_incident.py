"""An incident as the desk keeps it: the signals behind it, what they add up to, and the tickets they led to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from dispatch.incidents import Incident, OutageState, Signal
from dispatch.place import Place
from dispatch.triage import Report
from dispatch.window import require_aware


@dataclass(frozen=True, slots=True)
class Call:
    """What was said with a call, beside where and when."""

    fault_type: str = ""
    """Empty when the caller knew of no more than that power is off."""
    hazard: bool = False
    critical: bool = False
    """A hospital, a pumping station, somebody on life support."""
    address: str = ""
    source: str = "phone"
    description: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    geocoded: str = ""
    """As what a geocoder found the address; empty where the place was said."""


@dataclass(frozen=True, slots=True)
class KeptSignal:
    """A signal in the store.

    Parameters
    ----------
    incident_id
        The incident it belongs to; None for what nobody misses: a flicker, or the power-up of a meter that was never
        seen dark.
    apart, together
        The dispatcher's choice it is part of: split off with the others of the same mark, or joined to them.
    """

    signal: Signal
    received_at: datetime
    call: Call | None = None
    incident_id: str | None = None
    apart: str | None = None
    together: str | None = None

    @property
    def id(self) -> str:
        """The signal's id."""
        return self.signal.id


class IncidentStatus(StrEnum):
    """Whether the desk still works on it."""

    OPEN = "open"
    MERGED = "merged"
    """Goes on as part of another."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class DeskIncident:
    """An incident in the store; 母单 where several reports are one fault.

    Parameters
    ----------
    customers, critical_customers
        Each counted once, however often it called or its meter spoke.
    dark, back
        Of the customers with meters: without power at their last word, and with power again.
    back_at
        The last power-up; the restoration, once nobody is dark.
    ticket_ids
        The tickets it led to, make-safe first; empty where guidance by phone was enough.
    reasons
        Why it was triaged as it was, in sentences.
    end, ended_at
        Why it is closed, or the id of the incident it was merged into; and since when.
    """

    id: str
    status: IncidentStatus
    state: OutageState
    reported_at: datetime
    place: Place
    changed_at: datetime
    fault_type: str = ""
    hazard: bool = False
    customers: int = 0
    critical_customers: int = 0
    calls: int = 0
    dark: int = 0
    back: int = 0
    back_at: datetime | None = None
    transformers: tuple[str, ...] = ()
    feeder: str | None = None
    address: str = ""
    ticket_ids: tuple[str, ...] = ()
    guidance: str = ""
    reasons: tuple[str, ...] = ()
    end: str = ""
    ended_at: datetime | None = None
    version: int = 1

    def __post_init__(self) -> None:
        for name in ("reported_at", "changed_at", "back_at", "ended_at"):
            require_aware(f"incident {self.id}: {name}", getattr(self, name))

    def changed(self, now: datetime, **changes: Any) -> DeskIncident:
        """The next version of the incident."""
        return replace(self, version=self.version + 1, changed_at=now, **changes)

    def report(self, ticket_id: str) -> Report:
        """What triage judges."""
        return Report(
            id=ticket_id,
            place=self.place,
            reported_at=self.reported_at,
            fault_type=self.fault_type,
            customers=self.customers,
            critical_customers=self.critical_customers,
            hazard=self.hazard,
            address=self.address,
        )


def summary(incident: Incident, calls: Sequence[tuple[str, Call]], unsaid: str) -> dict[str, Any]:
    """What the signals of an incident add up to, as fields of a `DeskIncident`.

    Parameters
    ----------
    calls
        Customer and call, in order of time.
    unsaid
        The fault type of an outage that nobody has described.
    """
    said = Counter(call.fault_type for _, call in calls if call.fault_type)
    feeders = Counter(one.feeder for one in incident.signals if one.feeder is not None)
    back = incident.back
    return {
        "state": incident.state,
        "reported_at": incident.reported_at,
        "place": incident.place,
        # Of equally frequent words the first that was said.
        "fault_type": max(said, key=lambda name: said[name], default=unsaid),
        "hazard": any(call.hazard for _, call in calls),
        "customers": len(incident.customers),
        "critical_customers": len({customer for customer, call in calls if call.critical}),
        "calls": len(calls),
        "dark": len(incident.dark),
        "back": len(back),
        "back_at": incident.last_power_up,
        "transformers": incident.transformers,
        "feeder": max(feeders, key=lambda name: feeders[name], default=None),
        "address": next((call.address for _, call in calls if call.address), ""),
    }
