"""Automatic re-planning: the choice by version, and which process watches the desk for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.auto_replan import AutoReplan
from dispatch.store.columns import Document
from dispatch.store.tables.row import Id, Row


class AutoReplanRow(Row):
    """One version; never changed."""

    __tablename__ = "auto_replans"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    choice: Mapped[AutoReplan] = mapped_column(Document(AutoReplan))


class WatchRow(Row):
    """Who does what one process at a time is to do, until when, and how far it has come."""

    __tablename__ = "watches"

    name: Mapped[Id] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
    position: Mapped[int] = mapped_column(BigInteger)
    """The last line of the event log that was looked at."""
    looked_at: Mapped[datetime]
    """When the day was last looked at for breaches."""
