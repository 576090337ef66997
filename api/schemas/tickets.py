"""Tickets on the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from api.schemas.wire import EARLIEST, Count, Id, Minutes, Moment, Name, Note, Point, Span, Wire, minutes
from dispatch.desk.intake import Amendment
from dispatch.desk_ticket import DeskTicket, Intake
from dispatch.geocoding import Found
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Precedence, Priority, Ticket
from dispatch.ticket_status import TicketStatus

EXAMPLE: dict[str, Any] = {
    "place": {"lat": 33.626, "lon": 114.641},
    "priority": 2,
    "area_class": "urban",
    "parties": [{"work_minutes": 60, "skills": {"line": 1}}],
    "fault_type": "wire_down",
    "address": "Qiyi Road 12",
    "customers": 140,
    "critical_customers": 1,
    "source": "phone",
    "description": "Wire on the pavement after the storm",
    "safety_notes": "Guard standing by",
}


class PartyBody(Wire):
    """What one crew must bring, and how long it works: `skills` by name, with the least level."""

    work_minutes: Minutes
    skills: dict[Name, Annotated[int, Field(ge=1, le=9)]] = {}

    def party(self) -> Party:
        """The domain's party."""
        return Party(timedelta(minutes=self.work_minutes), tuple(Skill(*one) for one in self.skills.items()))


class PartyView(Wire):
    """A party as the desk keeps it."""

    work_minutes: float
    skills: dict[str, int]

    @classmethod
    def of(cls, party: Party) -> PartyView:
        """The view of a party."""
        return cls(work_minutes=minutes(party.work), skills={skill.name: skill.level for skill in party.skills})


class AfterBody(Wire):
    """The work starts only after another ticket's."""

    ticket_id: Id
    min_delay_minutes: Minutes = 0
    max_delay_minutes: Minutes | None = None

    def precedence(self) -> Precedence:
        """The domain's precedence."""
        longest = None if self.max_delay_minutes is None else timedelta(minutes=self.max_delay_minutes)
        return Precedence(self.ticket_id, timedelta(minutes=self.min_delay_minutes), longest)


class AfterView(Wire):
    """A precedence as the desk keeps it."""

    ticket_id: str
    min_delay_minutes: float
    max_delay_minutes: float | None

    @classmethod
    def of(cls, link: Precedence) -> AfterView:
        """The view of a precedence."""
        longest = None if link.max_delay is None else minutes(link.max_delay)
        return cls(ticket_id=link.ticket_id, min_delay_minutes=minutes(link.min_delay), max_delay_minutes=longest)


Parties = Annotated[list[PartyBody], Field(min_length=1, max_length=10)]
"""The first one leads: its arrival stops the arrive-by clock."""


class _Fault(Wire):
    """What can be said of a fault, at first or later. Unsaid fields keep their default, or the value they have."""

    fault_type: Name = ""
    address: Name = ""
    customers: Count = 0
    critical_customers: Count = 0
    hazard: bool = False
    make_safe: bool = False
    arrive_by: Moment | None = None
    """Agreed with the customer; without it the policy promises."""
    restore_by: Moment | None = None
    appointments: Annotated[list[Span], Field(max_length=20)] = []
    access: Annotated[list[Span], Field(max_length=20)] = []
    after: Annotated[list[AfterBody], Field(max_length=20)] = []
    upstream: Id | None = None
    parts: dict[Name, Count] = {}
    equipment: set[Name] = set()
    preferred_crews: set[Id] = set()
    forbidden_crews: set[Id] = set()
    region: Name = ""
    source: Name = "phone"
    description: Note = ""
    safety_notes: Note = ""
    contact_name: Name = ""
    contact_phone: Name = ""
    geocoded: Name = ""
    """As what a geocoder found the address, when the place comes from one; people should check it."""

    def work_fields(self) -> dict[str, Any]:
        """The fields of a domain ticket that were said, as the domain has them."""
        return {name: convert(getattr(self, name)) for name, convert in WORK.items() if name in self.model_fields_set}

    def intake_fields(self) -> dict[str, str]:
        """The fields of the intake that were said."""
        return {name: getattr(self, name) for name in INTAKE if name in self.model_fields_set}


def _each(convert: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda values: tuple(map(convert, values))


def _same(value: Any) -> Any:
    return value


WORK: dict[str, Callable[[Any], Any]] = {
    "area_class": _same,
    "priority": _same,
    "place": Point.place,
    "parties": _each(PartyBody.party),
    "fault_type": _same,
    "address": _same,
    "customers": _same,
    "critical_customers": _same,
    "hazard": _same,
    "make_safe": _same,
    "arrive_by": _same,
    "restore_by": _same,
    "appointments": _each(Span.window),
    "access": _each(Span.window),
    "after": _each(AfterBody.precedence),
    "upstream": _same,
    "parts": lambda parts: tuple(parts.items()),
    "equipment": frozenset,
    "preferred_crews": frozenset,
    "forbidden_crews": frozenset,
}
"""How each field of the work becomes the domain's."""
INTAKE = ("source", "description", "safety_notes", "contact_name", "contact_phone", "geocoded")


class FaultReport(_Fault):
    """A fault as it comes in."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: Id | None = None
    """Of the system it comes from; without it the desk gives one."""
    reported_at: Moment | None = None
    """Without it, now."""
    place: Point | None = None
    """Without it the address is looked up, where a geocoder is configured."""
    area_class: AreaClass
    priority: Priority
    parties: Parties

    @model_validator(mode="after")
    def _is_a_ticket(self) -> FaultReport:
        somewhere = self if self.place is not None else self.model_copy(update={"place": Point(lat=0, lon=0)})
        somewhere.ticket("new", EARLIEST)
        return self

    def ticket(self, own_id: str, now: datetime) -> Ticket:
        """The domain's ticket, under `own_id` and reported `now` unless the report says otherwise."""
        return Ticket(id=self.id or own_id, reported_at=self.reported_at or now, **self.work_fields())

    def intake(self) -> Intake:
        """How it came in."""
        return Intake(**self.intake_fields())


def _without_defaults(schema: dict[str, Any]) -> None:
    # Some clients send every default they read; here that would change what was not meant.
    for field in schema["properties"].values():
        field.pop("default", None)
    schema["examples"] = [{"priority": 1, "safety_notes": "Gas smelt at the door"}]


class TicketAmendment(_Fault):
    """What gets another value; what is not sent stays as it is."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    place: Point = Point(lat=0, lon=0)
    area_class: AreaClass = AreaClass.URBAN
    priority: Priority = Priority.ROUTINE
    parties: Parties = []

    def amendment(self) -> Amendment:
        """The domain's amendment."""
        region = self.region if "region" in self.model_fields_set else None
        # Another place is nothing the geocoder found.
        moved = {"geocoded": ""} if "place" in self.model_fields_set else {}
        return Amendment(self.work_fields(), moved | self.intake_fields(), region)


class PlaceFound(Wire):
    """A place that may be meant by an address, and what the geocoder calls it."""

    place: Point
    name: str

    @classmethod
    def of(cls, found: Found) -> PlaceFound:
        """The view of a match."""
        return cls(place=Point.of(found.place), name=found.name)


class MergeBody(Wire):
    """The ticket that is about the same fault."""

    ticket_id: Id


class TicketView(Wire):
    """A ticket as the desk keeps it."""

    id: Id
    version: int
    status: TicketStatus
    reported_at: datetime
    arrive_by: datetime
    """As promised: agreed, or by the policy in force when it was reported."""
    restore_by: datetime
    changed_at: datetime
    policy: int
    """The version of the policy that promised."""
    master_id: Id | None
    follows_id: Id | None
    """The ticket at which a crew found that this repair is needed."""
    place: Point
    area_class: AreaClass
    priority: Priority
    parties: list[PartyView]
    fault_type: str
    address: str
    customers: int
    critical_customers: int
    hazard: bool
    make_safe: bool
    appointments: list[Span]
    access: list[Span]
    after: list[AfterView]
    upstream: Id | None
    parts: dict[str, int]
    equipment: list[str]
    preferred_crews: list[str]
    forbidden_crews: list[str]
    region: str
    source: str
    description: str
    safety_notes: str
    contact_name: str
    """For dispatchers alone; empty for other readers, like the phone number."""
    contact_phone: str
    geocoded: str

    @classmethod
    def of(cls, ticket: DeskTicket, *, contact: bool = True) -> TicketView:
        """The view of a ticket, with or without whom to ask for."""
        work = ticket.work
        intake = ticket.intake if contact else replace(ticket.intake, contact_name="", contact_phone="")
        return cls(
            id=ticket.id,
            version=ticket.version,
            status=ticket.status,
            reported_at=work.reported_at,
            arrive_by=ticket.arrive_by,
            restore_by=ticket.restore_by,
            changed_at=ticket.changed_at,
            policy=ticket.policy,
            master_id=ticket.master_id,
            follows_id=ticket.follows_id,
            place=Point.of(work.place),
            area_class=work.area_class,
            priority=work.priority,
            parties=[PartyView.of(party) for party in work.parties],
            fault_type=work.fault_type,
            address=work.address,
            customers=work.customers,
            critical_customers=work.critical_customers,
            hazard=work.hazard,
            make_safe=work.make_safe,
            appointments=[Span.of(window) for window in work.appointments],
            access=[Span.of(window) for window in work.access],
            after=[AfterView.of(link) for link in work.after],
            upstream=work.upstream,
            parts=dict(work.parts),
            equipment=sorted(work.equipment),
            preferred_crews=sorted(work.preferred_crews),
            forbidden_crews=sorted(work.forbidden_crews),
            region=ticket.region,
            **asdict(intake),
        )
