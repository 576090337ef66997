"""What-ifs that planners sent in: the file, how far its run is, and its reports. The row is the truth."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.store.tables.row import Id, Row
from dispatch.what_if_run import WhatIfState


class WhatIfRow(Row):
    """One what-if. The texts are long and seldom wanted: they are loaded when asked for."""

    __tablename__ = "what_ifs"

    id: Mapped[Id] = mapped_column(primary_key=True)
    title: Mapped[str]
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    total: Mapped[int]
    """Evaluations: one for each variant and seed."""
    done: Mapped[int]
    state: Mapped[WhatIfState]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    worker: Mapped[str | None]
    """Who holds the lease; it is over when `heartbeat_at` is too long ago."""
    heartbeat_at: Mapped[datetime | None]
    attempts: Mapped[int]
    error: Mapped[str | None]
    file: Mapped[str] = mapped_column(deferred=True)
    """The YAML as it was sent."""
    day: Mapped[bytes | None] = mapped_column(deferred=True)
    """The files of the saved day it is asked of, as a zip archive."""
    html: Mapped[str | None] = mapped_column(deferred=True)
    markdown: Mapped[str | None] = mapped_column(deferred=True)
    csv: Mapped[str | None] = mapped_column(deferred=True)
    figures: Mapped[str | None] = mapped_column(deferred=True)

    __table_args__ = (Index(None, "state", "requested_at"), Index(None, "requested_at", "id"))
