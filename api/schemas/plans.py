"""Plans on the wire: versions, lists, and what changes between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from api.schemas.told import Told
from api.schemas.wire import Id, Point, minutes
from api.sentences import told, translated
from dispatch.balance import Balance
from dispatch.desk_ticket import DeskTicket
from dispatch.plan import CrewRoute, Pause, PauseKind, Reason, Stop, Unassigned
from dispatch.plan_diff import ChangeKind, PlanDiff, VisitChange
from dispatch.plan_version import PlanStatus, PlanVersion

Tickets = Mapping[str, DeskTicket]
"""By id, for the places and addresses of stops."""


class PauseView(BaseModel):
    """A break, or a reload of parts."""

    kind: PauseKind
    start: datetime
    end: datetime

    @classmethod
    def of(cls, pause: Pause) -> PauseView:
        """The view of a pause."""
        return cls(kind=pause.kind, start=pause.start, end=pause.end)


class StopView(BaseModel):
    """One stop of a list; the pauses lie between the stop before and the end of this one."""

    order: int
    """From 1."""
    ticket_id: Id
    party: int
    depart: datetime
    arrival: datetime
    start: datetime
    leave: datetime
    travel_minutes: float
    place: Point | None
    """Null when the ticket is not known any more."""
    address: str
    priority: int | None
    pauses: list[PauseView]

    @classmethod
    def of(cls, order: int, stop: Stop, tickets: Tickets) -> StopView:
        """The view of a stop."""
        ticket = tickets.get(stop.visit.ticket_id)
        return cls(
            order=order,
            ticket_id=stop.visit.ticket_id,
            party=stop.visit.party,
            depart=stop.depart,
            arrival=stop.arrival,
            start=stop.start,
            leave=stop.leave,
            travel_minutes=minutes(stop.travel),
            place=None if ticket is None else Point.of(ticket.work.place),
            address="" if ticket is None else ticket.work.address,
            priority=None if ticket is None else int(ticket.work.priority),
            pauses=[PauseView.of(pause) for pause in stop.pauses],
        )


class RouteView(BaseModel):
    """The ordered list of one crew's shift."""

    crew_id: Id
    shift: int
    departure: datetime
    stops: list[StopView]
    return_travel_minutes: float
    end: datetime
    """When the crew is at its end place."""
    last_pauses: list[PauseView]

    @classmethod
    def of(cls, route: CrewRoute, tickets: Tickets) -> RouteView:
        """The view of a route."""
        return cls(
            crew_id=route.duty.crew_id,
            shift=route.duty.shift,
            departure=route.departure,
            stops=[StopView.of(order, stop, tickets) for order, stop in enumerate(route.stops, start=1)],
            return_travel_minutes=minutes(route.return_travel),
            end=route.end,
            last_pauses=[PauseView.of(pause) for pause in route.last_pauses],
        )


class UnassignedView(Told):
    """A ticket on nobody's list, and why."""

    ticket_id: Id
    reason: Reason

    @classmethod
    def of(cls, entry: Unassigned) -> UnassignedView:
        """The view of an unassigned ticket."""
        return cls(ticket_id=entry.ticket_id, reason=entry.reason, **told(entry.sentence))


class PlanSummary(BaseModel):
    """A version of the plan without its lists."""

    id: Id
    number: int
    """The version people say."""
    status: PlanStatus
    base_id: Id | None
    """The published plan it was made to follow."""
    run_id: Id | None
    policy: int
    as_of: datetime
    """The moment its times are counted from."""
    made_by: str
    made_at: datetime
    published_by: str | None
    published_at: datetime | None
    cost: float | None
    left_out: int
    """Tickets on nobody's list."""

    @classmethod
    def of(cls, version: PlanVersion) -> PlanSummary:
        """The summary of a version."""
        return cls(**_summary(version))


class PlanView(PlanSummary):
    """A whole version of the plan."""

    routes: list[RouteView]
    unassigned: list[UnassignedView]

    @classmethod
    def whole(cls, version: PlanVersion, tickets: Tickets) -> PlanView:
        """The view of a version, with the places of its stops."""
        plan = version.plan
        return cls(
            **_summary(version),
            routes=[RouteView.of(route, tickets) for route in plan.routes],
            unassigned=[UnassignedView.of(entry) for entry in plan.unassigned],
        )


def _summary(version: PlanVersion) -> dict[str, Any]:
    same = ("id", "number", "status", "base_id", "run_id", "policy", "as_of", "made_by", "made_at")
    return {
        **{name: getattr(version, name) for name in (*same, "published_by", "published_at")},
        "cost": version.figures.get("cost"),
        "left_out": len(version.plan.unassigned),
    }


class BalanceView(BaseModel):
    """What the new plan saves against the old one; negative figures are what it takes more."""

    sentence: str
    cost: float
    arrival_late_minutes: float
    restoration_late_minutes: float
    customer_minutes: float
    travel_minutes: float
    overtime_minutes: float
    left_out: int

    @classmethod
    def of(cls, found: Balance) -> BalanceView:
        """The view of a balance."""
        figures = {name: getattr(found, name) for name in cls.model_fields if name != "sentence"}
        return cls(sentence=translated(found.sentence), **figures)


class ChangeView(BaseModel):
    """What changes for one visit, with a sentence, and what it is good for."""

    ticket_id: Id
    party: int
    kind: ChangeKind
    old_crew: Id | None
    new_crew: Id | None
    old_start: datetime | None
    new_start: datetime | None
    sentence: str
    why: str
    """What the change buys, or what it follows from; empty where receipts were not asked for."""
    saves: BalanceView | None
    """The same in figures; null where the change belongs to others."""

    @classmethod
    def of(cls, change: VisitChange) -> ChangeView:
        """The view of a change."""
        bought = None if change.receipt is None else change.receipt.bought
        return cls(
            ticket_id=change.visit.ticket_id,
            party=change.visit.party,
            kind=change.kind,
            old_crew=change.old_crew,
            new_crew=change.new_crew,
            old_start=change.old_start,
            new_start=change.new_start,
            sentence=translated(change.sentence),
            why="" if change.receipt is None else translated(change.receipt.sentence),
            saves=None if bought is None else BalanceView.of(bought),
        )


class DiffView(BaseModel):
    """All that changes from one plan to another, were the second put in force now."""

    changes: list[ChangeView]
    bought: BalanceView
    crews_to_tell: list[Id]
    unassigned: list[UnassignedView]
    """What is on nobody's list afterwards, and why."""

    @classmethod
    def of(cls, found: PlanDiff) -> DiffView:
        """The view of a diff."""
        return cls(
            changes=[ChangeView.of(change) for change in found.changes],
            bought=BalanceView.of(found.bought),
            crews_to_tell=list(found.crews_to_tell),
            unassigned=[UnassignedView.of(entry) for entry in found.unassigned],
        )


class PlanDiffView(DiffView):
    """What changes against a named version, and what of the plan could not stay as it is."""

    against: int | None
    """The number of the plan compared with; null where nothing was published yet."""
    not_kept: list[Told]
    """With any of them the plan cannot be published as it is."""


def ticket_ids(version: PlanVersion) -> Iterable[str]:
    """The tickets of a version's stops."""
    return {visit.ticket_id for visit in version.plan.stops()}
