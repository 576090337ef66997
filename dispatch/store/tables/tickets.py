"""Tickets, their locks, and what crews report of each visit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.desk_ticket import Intake
from dispatch.follow_up import FollowUp
from dispatch.store.columns import Document
from dispatch.store.tables.row import Id, Row
from dispatch.ticket import AreaClass, Ticket
from dispatch.ticket_status import TicketStatus


class TicketRow(Row):
    """A ticket as the desk keeps it. The documents are the truth; the columns repeat what is searched by."""

    __tablename__ = "tickets"

    id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    status: Mapped[TicketStatus]
    priority: Mapped[int]
    area_class: Mapped[AreaClass]
    region: Mapped[str]
    reported_at: Mapped[datetime]
    arrive_by: Mapped[datetime]
    restore_by: Mapped[datetime]
    policy: Mapped[int] = mapped_column(ForeignKey("policies.number"))
    """Which set the clocks."""
    master_id: Mapped[Id | None] = mapped_column(ForeignKey("tickets.id"))
    """The ticket this one was merged into: one fault, reported again."""
    follows_id: Mapped[Id | None] = mapped_column(ForeignKey("tickets.id"))
    """The ticket whose repair this one finishes."""
    changed_at: Mapped[datetime]
    work: Mapped[Ticket] = mapped_column(Document(Ticket))
    intake: Mapped[Intake] = mapped_column(Document(Intake))

    __table_args__ = (
        Index(None, "status", "region"),
        Index(None, "reported_at", "id"),
        Index(None, "master_id"),
    )
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class LockRow(Row):
    """What a dispatcher has fixed of a visit; one lock a visit."""

    __tablename__ = "locks"

    id: Mapped[Id] = mapped_column(primary_key=True)
    ticket_id: Mapped[Id] = mapped_column(ForeignKey("tickets.id"))
    party: Mapped[int]
    crew_id: Mapped[Id | None] = mapped_column(ForeignKey("crews.id"))
    start_from: Mapped[datetime | None]
    start_to: Mapped[datetime | None]
    made_by: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("ticket_id", "party"), Index(None, "crew_id"))


class ProgressRow(Row):
    """One report of a crew about a visit, kept as it came in; the state of the visit is folded from them."""

    __tablename__ = "progress"

    id: Mapped[Id] = mapped_column(primary_key=True)
    """Made by the sender, so that a report sent again is known."""
    ticket_id: Mapped[Id] = mapped_column(ForeignKey("tickets.id"))
    party: Mapped[int]
    crew_id: Mapped[Id] = mapped_column(ForeignKey("crews.id"))
    kind: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    reason: Mapped[str]
    expected_end: Mapped[datetime | None]
    material_at: Mapped[datetime | None]
    still_dark: Mapped[int | None]
    held_back: Mapped[bool]
    """It came from the future and has not counted yet."""
    follow_up: Mapped[FollowUp | None] = mapped_column(Document(FollowUp))
    follow_up_id: Mapped[Id | None] = mapped_column(ForeignKey("tickets.id"))
    """The ticket of the repair it asked for."""

    __table_args__ = (Index(None, "ticket_id", "party"), Index(None, "crew_id", "at"))
