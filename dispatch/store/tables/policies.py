"""The versions of the policy; the highest number is in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from dispatch.policy import Policy
from dispatch.store.columns import Document
from dispatch.store.tables.row import Row


class PolicyRow(Row):
    """One version; never changed, for tickets remember which one set their clocks."""

    __tablename__ = "policies"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    policy: Mapped[Policy] = mapped_column(Document(Policy))
