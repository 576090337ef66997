"""What the board shows, small enough to fetch anew whenever something happens. Moments are seconds since 1970."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, PlainSerializer

from api.schemas.plans import PlanSummary
from dispatch.clocks import ClockState
from dispatch.incidents import SignalKind
from dispatch.plan import PauseKind, Reason
from dispatch.progress import VisitState
from dispatch.ticket import AreaClass
from dispatch.ticket_status import TicketStatus


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


Epoch = Annotated[datetime, PlainSerializer(_seconds, return_type=int)]
LatLon = tuple[float, float]


class BoardShift(BaseModel):
    """A shift; `last` is the end of the longest overtime."""

    number: int
    start: Epoch
    end: Epoch
    last: Epoch
    on_call: bool


class BoardCrew(BaseModel):
    """A crew, and where it is or starts."""

    id: str
    name: str
    kind: str
    at: LatLon | None
    price: float
    """Of a shift that gets any work, in cost units: what a callout costs."""
    shifts: list[BoardShift]


class BoardClock(BaseModel):
    """One promise: due, kept at, and how it stands."""

    due: Epoch
    at: Epoch | None
    state: ClockState


class BoardTicket(BaseModel):
    """A ticket with both its clocks."""

    id: str
    at: LatLon
    priority: int
    what: str
    where: str
    status: TicketStatus
    area: AreaClass
    region: str
    customers: int
    critical: int
    hazard: bool
    reported: Epoch
    description: str
    safety: str
    parties: int
    photos: int
    arrival: BoardClock
    restoration: BoardClock


class BoardPause(BaseModel):
    """A break or a reload."""

    kind: PauseKind
    start: Epoch
    end: Epoch


class BoardStop(BaseModel):
    """One visit as it would run from now on; `done` as it was."""

    ticket: str
    party: int
    depart: Epoch
    arrival: Epoch
    start: Epoch
    leave: Epoch
    travel: int
    """Seconds on the road."""
    pauses: list[BoardPause]
    done: bool = False
    begun: bool = False


class BoardRoute(BaseModel):
    """What one crew does in one shift; `home` is its time of return, after `travel` seconds."""

    crew: str
    shift: int
    stops: list[BoardStop]
    pauses: list[BoardPause]
    travel: int
    home: Epoch


class BoardUnassigned(BaseModel):
    """A ticket on nobody's list; no reason where no planner has looked at it yet."""

    ticket: str
    reason: Reason | None
    sentence: str


class BoardLock(BaseModel):
    """What is fixed of a visit."""

    ticket: str
    party: int
    crew: str | None
    start: Epoch | None


class BoardDay(BaseModel):
    """The whole board."""

    now: Epoch
    zone: str
    event: int
    """The last event of the log that is in here."""
    plan: PlanSummary | None
    """The plan shown; null before the first."""
    published: PlanSummary | None
    before: int | None
    """The plan that was published before; what undo brings back."""
    drafts: list[PlanSummary]
    run: str | None
    """The plan run under way."""
    crews: list[BoardCrew]
    tickets: list[BoardTicket]
    routes: list[BoardRoute]
    unassigned: list[BoardUnassigned]
    locks: list[BoardLock]


class BoardSignal(BaseModel):
    """A call or meter event; who called is not told."""

    id: str
    kind: SignalKind
    at: Epoch
    customer: str | None
    transformer: str | None
    what: str
    where: str
    said: str


class BoardIncident(BaseModel):
    """What was taken for one fault, each customer counted once."""

    id: str
    customers: int
    dark: int
    back: int
    signals: list[BoardSignal]
    untold: int
    """How many more there are."""


class BoardReport(BaseModel):
    """What a crew reported; `held_back` while it comes from the future."""

    kind: VisitState
    at: Epoch
    crew: str
    note: str
    held_back: bool


class BoardStory(BaseModel):
    """What is behind one ticket: the reports of the fault, and those of the crews."""

    incident: BoardIncident | None
    merged: list[str]
    """The tickets that go on as part of this one."""
    reports: list[BoardReport]
