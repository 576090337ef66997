"""Calls, meter events and incidents on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.wire import Count, Id, Moment, Name, Note, Point, Wire
from dispatch.desk.signals import CloseReason, TakenIn
from dispatch.desk_incident import Call, DeskIncident, IncidentStatus, KeptSignal
from dispatch.incidents import OutageState, Signal, SignalKind

SAID = (
    *("fault_type", "hazard", "critical", "address", "source", "description"),
    *("contact_name", "contact_phone", "geocoded"),
)
CALL: dict[str, Any] = {
    "place": {"lat": 33.626, "lon": 114.641},
    "customer": "A-20417",
    "transformer": "TX-311",
    "feeder": "F-12",
    "fault_type": "wire_down",
    "hazard": True,
    "source": "phone",
    "address": "Qiyi Road 12",
}
EVENT: dict[str, Any] = {
    "id": "M-881-20260302T080312",
    "kind": "lastGasp",
    "at": "2026-03-02T08:03:12Z",
    "place": {"lat": 33.626, "lon": 114.641},
    "customer": "A-20417",
    "transformer": "TX-311",
    "feeder": "F-12",
}


class _OnGrid(Wire):
    transformer: Id | None = None
    feeder: Id | None = None


class CallBody(_OnGrid):
    """A call, or what an app or web form sends: power is off, or something is broken."""

    model_config = ConfigDict(json_schema_extra={"examples": [CALL]})

    id: Id | None = None
    """Of the system it comes from; the same again is the same call. Without it the desk gives one."""
    at: Moment | None = None
    """Without it, now."""
    place: Point | None = None
    """Without it the address is looked up, where a geocoder is configured."""
    customer: Id | None = None
    """The account; it is counted once, however often it calls."""
    fault_type: Name = ""
    """Of the service policy; empty when the caller only knows that it is dark."""
    hazard: bool = False
    critical: bool = False
    address: Name = ""
    source: Literal["phone", "web", "app", "other system"] = "phone"
    description: Note = ""
    contact_name: Name = ""
    contact_phone: Name = ""
    geocoded: Name = ""
    """As what a geocoder found the address, when the place comes from one; people should check it."""

    def kept(self, own_id: str, now: datetime) -> KeptSignal:
        """The domain's signal, under `own_id` and `now` unless the call says otherwise; it has its place by now."""
        assert self.place is not None
        signal = Signal(
            self.id or own_id,
            SignalKind.CALL,
            self.at or now,
            self.place.place(),
            self.customer,
            self.transformer,
            self.feeder,
        )
        return KeptSignal(signal, now, Call(**{name: getattr(self, name) for name in SAID}))


class MeterEventBody(_OnGrid):
    """What a meter says as its power goes, or comes back."""

    model_config = ConfigDict(json_schema_extra={"examples": [EVENT]})

    id: Id
    kind: Literal["lastGasp", "powerUp"]
    at: Moment
    place: Point
    customer: Id

    def kept(self, now: datetime) -> KeptSignal:
        """The domain's signal."""
        kind, place = SignalKind(self.kind), self.place.place()
        return KeptSignal(Signal(self.id, kind, self.at, place, self.customer, self.transformer, self.feeder), now)


Calls = Annotated[list[CallBody], Field(min_length=1, max_length=5000)]
MeterEvents = Annotated[list[MeterEventBody], Field(min_length=1, max_length=5000)]


class CallView(Wire):
    """A call as the desk keeps it, and what it belongs to."""

    id: Id
    at: datetime
    received_at: datetime
    place: Point
    customer: Id | None
    transformer: Id | None
    feeder: Id | None
    fault_type: str
    hazard: bool
    critical: bool
    address: str
    source: str
    description: str
    contact_name: str
    contact_phone: str
    geocoded: str
    incident_id: Id | None
    master_id: Id | None
    """The ticket that its incident led to; null where guidance by phone is enough."""
    guidance: str
    """What to tell the caller in place of a visit."""

    @classmethod
    def of(cls, kept: KeptSignal, incident: DeskIncident | None) -> CallView:
        """The view of a call."""
        one, call = kept.signal, kept.call or Call()
        return cls(
            id=one.id,
            at=one.at,
            received_at=kept.received_at,
            place=Point.of(one.place),
            customer=one.customer,
            transformer=one.transformer,
            feeder=one.feeder,
            **{name: getattr(call, name) for name in SAID},
            incident_id=kept.incident_id,
            master_id=incident.ticket_ids[-1] if incident is not None and incident.ticket_ids else None,
            guidance="" if incident is None else incident.guidance,
        )


class IncidentView(Wire):
    """What is taken for one fault."""

    id: Id
    version: int
    status: IncidentStatus
    state: OutageState
    reported_at: datetime
    changed_at: datetime
    place: Point
    fault_type: str
    hazard: bool
    customers: Count
    critical_customers: Count
    calls: Count
    dark: Count
    """Meters without power at their last word."""
    back: Count
    back_at: datetime | None
    transformers: list[str]
    feeder: str | None
    address: str
    ticket_ids: list[Id]
    guidance: str
    reasons: list[str]
    end: str
    ended_at: datetime | None

    @classmethod
    def of(cls, incident: DeskIncident) -> IncidentView:
        """The view of an incident."""
        same = {name: getattr(incident, name) for name in cls.model_fields if name != "place"}
        lists = {name: list(same[name]) for name in ("transformers", "ticket_ids", "reasons")}
        return cls(**{**same, **lists}, place=Point.of(incident.place))


class TakenInView(Wire):
    """What became of what was sent."""

    taken: int
    repeated: int
    """Had come before, by their ids."""
    incidents: list[IncidentView]
    """The incidents opened or changed."""

    @classmethod
    def of(cls, sent: int, found: TakenIn) -> TakenInView:
        """The view of a result."""
        incidents = [IncidentView.of(one) for one in found.incidents]
        return cls(taken=sent - found.repeated, repeated=found.repeated, incidents=incidents)


class SignalView(Wire):
    """A call or meter event of an incident, without what was said."""

    id: Id
    kind: SignalKind
    at: datetime
    place: Point
    customer: Id | None
    transformer: Id | None
    feeder: Id | None
    split_off: bool
    joined: bool

    @classmethod
    def of(cls, kept: KeptSignal) -> SignalView:
        """The view of a signal."""
        one = kept.signal
        return cls(
            id=one.id,
            kind=one.kind,
            at=one.at,
            place=Point.of(one.place),
            customer=one.customer,
            transformer=one.transformer,
            feeder=one.feeder,
            split_off=kept.apart is not None,
            joined=kept.together is not None,
        )


class SplitBody(Wire):
    """The signals that are a fault of their own."""

    signals: Annotated[set[Id], Field(min_length=1, max_length=5000)]


class JoinBody(Wire):
    """The incidents that are the same fault as this one."""

    incidents: Annotated[set[Id], Field(min_length=1, max_length=100)]


class CloseBody(Wire):
    """Why no crew is needed, or no longer."""

    reason: CloseReason
