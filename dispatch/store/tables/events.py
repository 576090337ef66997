"""The event log. The database itself refuses to change or delete its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from dispatch.store.tables.row import Count, Row


class EventRow(Row):
    """One event; ids rise in the order of the commits."""

    __tablename__ = "events"

    id: Mapped[Count]
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]

    __table_args__ = (Index(None, "subject", "id"), {"sqlite_autoincrement": True})
