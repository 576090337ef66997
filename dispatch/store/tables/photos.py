"""Photos of crews, each with the report it came with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.store.tables.row import Id, Row


class PhotoRow(Row):
    """One photo. Its picture is large and seldom wanted: it is loaded when asked for."""

    __tablename__ = "photos"

    report_id: Mapped[Id] = mapped_column(ForeignKey("progress.id"), primary_key=True)
    received_at: Mapped[datetime]
    size: Mapped[int]
    erased_at: Mapped[datetime | None]
    picture: Mapped[bytes | None] = mapped_column(deferred=True)
    """A JPEG; None once it was erased."""
