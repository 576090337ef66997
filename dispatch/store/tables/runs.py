"""Plan runs: what was asked of the planner, who works on it, and how it ended. The row is the truth."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.plan_run import Cause, RunProgress, RunScope, RunSettings, RunState
from dispatch.store.columns import Document
from dispatch.store.tables.row import Id, Row

OPEN = text("state IN ('waiting', 'solving')")


class PlanRunRow(Row):
    """One run. Of those not over, each fingerprint has at most one, so that equal requests join."""

    __tablename__ = "plan_runs"

    id: Mapped[Id] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    """SHA-256 of scope, settings and base plan."""
    state: Mapped[RunState]
    scope: Mapped[RunScope] = mapped_column(Document(RunScope))
    settings: Mapped[RunSettings] = mapped_column(Document(RunSettings))
    cause: Mapped[Cause] = mapped_column(Document(Cause))
    base_id: Mapped[Id | None]
    """The plan published when it was asked for; the plan it makes points back to the run."""
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    worker: Mapped[str | None]
    """Who holds the lease; it is over when `heartbeat_at` is too long ago."""
    heartbeat_at: Mapped[datetime | None]
    attempts: Mapped[int]
    accept_asked: Mapped[bool]
    """Whether the best plan so far is to be taken; the worker reads it."""
    progress: Mapped[RunProgress | None] = mapped_column(Document(RunProgress))
    error: Mapped[str | None]
    seen_event: Mapped[int] = mapped_column(BigInteger)
    """The last line of the event log that its worker has certainly seen."""

    __table_args__ = (
        Index("uq_plan_runs_open", "fingerprint", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "state", "requested_at"),
    )
