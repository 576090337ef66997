"""Days that planners keep, with their files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.saved_day import DayOrigin
from dispatch.store.tables.row import Id, Row


class SavedDayRow(Row):
    """One day. Its files are loaded when asked for."""

    __tablename__ = "saved_days"

    id: Mapped[Id] = mapped_column(primary_key=True)
    title: Mapped[str]
    origin: Mapped[DayOrigin]
    as_of: Mapped[datetime]
    tickets: Mapped[int]
    crews: Mapped[int]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    not_carried: Mapped[str]
    """A sentence in each line."""
    files: Mapped[bytes] = mapped_column(deferred=True)
    """As a zip archive."""

    __table_args__ = (Index(None, "made_at", "id"),)
