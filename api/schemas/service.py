"""Restoration times, customers' status and ratings, escalations, hooks and deliveries on the wire."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from api.schemas.wire import Id, Name, Wire
from dispatch.delivery import Channel, Delivery, DeliveryState, Hook
from dispatch.desk.customers import FaultStatus
from dispatch.escalation import Danger, Escalation, Promise
from dispatch.etr import Confidence, EtrReason
from dispatch.rating import Rating, RatingTag
from dispatch.ticket_etr import TicketEtr
from dispatch.ticket_status import TicketStatus

QUARTER = timedelta(minutes=15)


class EtrView(Wire):
    """What customers of a ticket were told, from `published_at` on."""

    ticket_id: Id
    p50: datetime
    """Power is as likely as not back by then."""
    p90: datetime
    """Nine times in ten."""
    confidence: Confidence
    reason: EtrReason
    published_at: datetime
    arrival_from: datetime
    arrival_to: datetime

    @classmethod
    def of(cls, told: TicketEtr) -> EtrView:
        """The view of an estimate."""
        etr = told.etr
        return cls(
            ticket_id=told.ticket_id,
            p50=etr.p50,
            p90=etr.p90,
            confidence=etr.confidence,
            reason=etr.reason,
            published_at=etr.published_at,
            arrival_from=told.arrival_from,
            arrival_to=told.arrival_to,
        )


class ToldView(Wire):
    """What was told before, and why it changed."""

    expected: datetime
    latest: datetime
    told_at: datetime
    why: EtrReason


STATES: dict[TicketStatus, str] = {
    TicketStatus.REPORTED: "reported",
    TicketStatus.WAITING_TO_BE_SCHEDULED: "reported",
    TicketStatus.DISPATCHED: "crew assigned",
    TicketStatus.ACCEPTED: "crew assigned",
    TicketStatus.EN_ROUTE: "crew on its way",
    TicketStatus.ON_SITE: "crew at work",
    TicketStatus.MADE_SAFE: "made safe, repair to follow",
    TicketStatus.PARTIALLY_RESTORED: "partly restored",
    TicketStatus.WAITING_ON_MATERIAL: "waiting for material",
    TicketStatus.RESTORED: "restored",
    TicketStatus.COMPLETED: "restored",
    TicketStatus.CLOSED: "closed",
    TicketStatus.CANCELLED: "closed",
}
"""How customers are told each status; a merged ticket shows its master's."""
ON_THE_WAY = frozenset({"reported", "crew assigned", "crew on its way", "made safe, repair to follow"})
OVER = frozenset({"restored", "closed"})


class StatusView(Wire):
    """A fault as its customers see it."""

    state: str
    reported_at: datetime | None = None
    arrival_from: datetime | None = None
    """The crew comes between this and `arrival_to`, in quarters of an hour."""
    arrival_to: datetime | None = None
    expected: datetime | None = None
    """Power is as likely as not back by then."""
    latest: datetime | None = None
    """Nine times in ten power is back by then."""
    confidence: Confidence | None = None
    told: list[ToldView] = []
    """All that was said, the first first."""
    guidance: str = ""
    may_be_rated: bool = False

    @classmethod
    def of(cls, status: FaultStatus, *, may_be_rated: bool) -> StatusView:
        """The view of a status."""
        if status.ticket is None:
            state = status.end or ("advice given" if status.guidance else "no fault found")
            return cls(state=state, guidance=status.guidance)
        state = STATES[status.ticket.status]
        last = status.etrs[-1] if status.etrs and state not in OVER else None
        coming = last if state in ON_THE_WAY else None
        return cls(
            state=state,
            reported_at=status.ticket.work.reported_at,
            arrival_from=None if coming is None else _floor(coming.arrival_from),
            arrival_to=None if coming is None else _floor(coming.arrival_to) + QUARTER,
            expected=None if last is None else last.etr.p50,
            latest=None if last is None else last.etr.p90,
            confidence=None if last is None else last.etr.confidence,
            told=[
                ToldView(expected=one.etr.p50, latest=one.etr.p90, told_at=one.etr.published_at, why=one.etr.reason)
                for one in status.etrs
            ],
            may_be_rated=may_be_rated,
        )


def _floor(moment: datetime) -> datetime:
    return moment - timedelta(minutes=moment.minute % 15, seconds=moment.second)


class StatusLink(Wire):
    """Where a customer sees their fault; whoever has it may look."""

    path: str
    page: str
    """The same for people, to put into a message."""


class RatingBody(Wire):
    """What a customer says of a repair."""

    stars: Annotated[int, Field(ge=1, le=5)]
    tags: set[RatingTag] = set()


class RatingView(RatingBody):
    """A rating as it was kept."""

    at: datetime

    @classmethod
    def of(cls, rating: Rating) -> RatingView:
        """The view of a rating."""
        return cls(stars=rating.stars, tags=set(rating.tags), at=rating.at)


class EscalationView(Wire):
    """A promise in danger, and who was called last."""

    id: Id
    ticket_id: Id
    promise: Promise
    due: datetime
    danger: Danger
    level: int
    called: str
    raised_at: datetime
    next_at: datetime | None
    acknowledged_by: Id | None
    acknowledged_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, one: Escalation) -> EscalationView:
        """The view of an escalation."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class HookBody(Wire):
    """Who wants news: a URL for a webhook, an address for e-mail."""

    channel: Channel
    target: Annotated[str, Field(min_length=3, max_length=500)]
    kinds: Annotated[list[Name], Field(min_length=1, max_length=50)]
    """Beginnings of event kinds, as ``ticket.`` or ``etr.published``."""

    @model_validator(mode="after")
    def _target_fits(self) -> HookBody:
        web = urlsplit(self.target)
        if self.channel is Channel.WEBHOOK and (web.scheme not in ("http", "https") or not web.hostname):
            raise ValueError("the target of a webhook is a URL, as https://example.org/hook")
        if self.channel is Channel.EMAIL and not _is_address(self.target):
            raise ValueError("the target of e-mail is an address, as desk@example.org")
        return self


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and host) and text.isprintable() and not set(text) & set(" ,;<>\"'")


class HookView(Wire):
    """A hook; its secret is shown to admins apart."""

    id: Id
    channel: Channel
    target: str
    kinds: list[str]
    active: bool
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, hook: Hook) -> HookView:
        """The view of a hook."""
        same = {name: getattr(hook, name) for name in cls.model_fields if name != "kinds"}
        return cls(**same, kinds=list(hook.kinds))


class HookSecret(Wire):
    """What a webhook's messages are signed with, in the form of Standard Webhooks."""

    secret: str


class DeliveryView(Wire):
    """One message to one hook."""

    id: Annotated[str, Field(max_length=100)]
    hook_id: Id
    event_id: int
    line: str
    """Messages with the same one arrive in order."""
    state: DeliveryState
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    error: str

    @classmethod
    def of(cls, one: Delivery) -> DeliveryView:
        """The view of a delivery."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})
