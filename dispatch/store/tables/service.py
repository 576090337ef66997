"""What is told outside: restoration times, hooks and their deliveries, escalations, ratings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.delivery import Channel, DeliveryState
from dispatch.escalation import Escalation
from dispatch.rating import Rating
from dispatch.store.columns import Document, PlainJson
from dispatch.store.tables.row import Count, Id, Row
from dispatch.ticket_etr import TicketEtr

WAITING = text("state = 'waiting'")


class EtrRow(Row):
    """An estimate customers were told; the highest id of a ticket holds."""

    __tablename__ = "etrs"

    id: Mapped[Count]
    ticket_id: Mapped[Id] = mapped_column(ForeignKey("tickets.id"))
    etr: Mapped[TicketEtr] = mapped_column(Document(TicketEtr))

    __table_args__ = (Index(None, "ticket_id", "id"),)


class HookRow(Row):
    """Somebody who wants news."""

    __tablename__ = "hooks"

    id: Mapped[Id] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    target: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(PlainJson)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    active: Mapped[bool]


class DeliveryRow(Row):
    """One event for one hook: the outbox."""

    __tablename__ = "deliveries"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    hook_id: Mapped[Id] = mapped_column(ForeignKey("hooks.id"))
    event_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), ForeignKey("events.id"))
    line: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[DeliveryState]
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None]
    error: Mapped[str]

    __table_args__ = (
        Index("ix_deliveries_waiting", "hook_id", "line", "event_id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index(None, "state", "due_at"),
    )


class EscalationRow(Row):
    """A promise in danger."""

    __tablename__ = "escalations"

    id: Mapped[Id] = mapped_column(primary_key=True)
    ticket_id: Mapped[Id] = mapped_column(ForeignKey("tickets.id"))
    promise: Mapped[str]
    ended_at: Mapped[datetime | None]
    escalation: Mapped[Escalation] = mapped_column(Document(Escalation))

    __table_args__ = (UniqueConstraint("ticket_id", "promise"), Index(None, "ended_at"))


class RatingRow(Row):
    """One customer's rating; said again, it stands in place of the first."""

    __tablename__ = "ratings"

    said_by: Mapped[Id] = mapped_column(primary_key=True)
    ticket_id: Mapped[Id] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    rating: Mapped[Rating] = mapped_column(Document(Rating))
