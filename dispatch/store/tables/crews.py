"""The roster: crews, their members with certifications, shifts, absences, vehicles, and where they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.crew import Crew, Shift
from dispatch.store.columns import Document, PlainJson
from dispatch.store.tables.row import Id, Row


class CrewRow(Row):
    """A crew: what it is whoever is in it. Shifts, members and position have tables of their own."""

    __tablename__ = "crews"

    id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    name: Mapped[str]
    kind: Mapped[str]
    region: Mapped[str]
    active: Mapped[bool]
    changed_at: Mapped[datetime]
    crew: Mapped[Crew] = mapped_column(Document(Crew))
    """Without shifts, position and what members bring."""

    __table_args__ = (Index(None, "region", "active"),)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class CrewKindRow(Row):
    """What holds for all crews of a kind."""

    __tablename__ = "crew_kinds"

    kind: Mapped[Id] = mapped_column(primary_key=True)
    least_members: Mapped[int]
    """With fewer a crew does not go out."""


class MemberRow(Row):
    """A person in a crew."""

    __tablename__ = "members"

    id: Mapped[Id] = mapped_column(primary_key=True)
    crew_id: Mapped[Id] = mapped_column(ForeignKey("crews.id"), index=True)
    name: Mapped[str]
    active: Mapped[bool]


class CertificationRow(Row):
    """A skill of a member; without an end it does not expire."""

    __tablename__ = "certifications"

    member_id: Mapped[Id] = mapped_column(ForeignKey("members.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
    expires_at: Mapped[datetime | None]


class AbsenceRow(Row):
    """A stretch of time when one member, or without one the whole crew, is away."""

    __tablename__ = "absences"

    id: Mapped[Id] = mapped_column(primary_key=True)
    crew_id: Mapped[Id] = mapped_column(ForeignKey("crews.id"), index=True)
    member_id: Mapped[Id | None] = mapped_column(ForeignKey("members.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str]


class ShiftRow(Row):
    """One shift of a crew; `starts_at` and `ends_at` repeat the document for searching."""

    __tablename__ = "shifts"

    crew_id: Mapped[Id] = mapped_column(ForeignKey("crews.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 0, in order of entry, and never given again: plans know duties by it."""
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn: Mapped[bool]
    shift: Mapped[Shift] = mapped_column(Document(Shift))


class VehicleRow(Row):
    """A vehicle: its gear, and the parts it carries when full."""

    __tablename__ = "vehicles"

    id: Mapped[Id] = mapped_column(primary_key=True)
    crew_id: Mapped[Id | None] = mapped_column(ForeignKey("crews.id"), index=True)
    name: Mapped[str]
    equipment: Mapped[list[str]] = mapped_column(PlainJson)
    parts: Mapped[dict[str, int]] = mapped_column(PlainJson)


class PositionRow(Row):
    """Where a crew was last seen, and when."""

    __tablename__ = "positions"

    crew_id: Mapped[Id] = mapped_column(ForeignKey("crews.id"), primary_key=True)
    at: Mapped[datetime]
    lat: Mapped[float]
    lon: Mapped[float]
    free_from: Mapped[datetime | None]
    """Until then other things keep the crew busy."""
