"""Calls and meter events, the incidents they make up, and the versions of the policy that judged them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.desk_incident import Call, DeskIncident, IncidentStatus
from dispatch.incidents import OutageState, SignalKind
from dispatch.service_policy import ServicePolicy
from dispatch.store.columns import Document
from dispatch.store.tables.row import Id, Row


class IncidentRow(Row):
    """An incident. The document is the truth; the columns repeat what is searched by."""

    __tablename__ = "incidents"

    id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    status: Mapped[IncidentStatus]
    state: Mapped[OutageState]
    reported_at: Mapped[datetime]
    ticket_id: Mapped[Id | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    """The repair."""
    incident: Mapped[DeskIncident] = mapped_column(Document(DeskIncident))

    __table_args__ = (Index(None, "status", "state"), Index(None, "reported_at", "id"))
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class SignalRow(Row):
    """A call or meter event, kept as it came in."""

    __tablename__ = "signals"

    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[SignalKind]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    lat: Mapped[float]
    lon: Mapped[float]
    cell: Mapped[int]
    """Of the grid on which near ones are looked for."""
    customer: Mapped[str | None]
    transformer: Mapped[str | None]
    feeder: Mapped[str | None]
    incident_id: Mapped[Id | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    apart: Mapped[str | None]
    together: Mapped[str | None]
    call: Mapped[Call | None] = mapped_column(Document(Call))

    __table_args__ = (
        Index(None, "transformer", "at"),
        Index(None, "feeder", "at"),
        Index(None, "cell", "at"),
        Index(None, "customer", "at"),
    )


class ServicePolicyRow(Row):
    """One version of the service policy; never changed."""

    __tablename__ = "service_policies"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    policy: Mapped[ServicePolicy] = mapped_column(Document(ServicePolicy))
