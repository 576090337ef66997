"""Plan versions, and their stops row by row for quick job lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.plan import Plan
from dispatch.plan_diff import PlanDiff
from dispatch.plan_version import PlanStatus
from dispatch.store.columns import Document
from dispatch.store.tables.row import Id, Row

PUBLISHED = text("status = 'published'")


class PlanRow(Row):
    """One version of the plan. At most one is published."""

    __tablename__ = "plans"

    id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """The version people say: 1, 2, 3."""
    status: Mapped[PlanStatus]
    base_id: Mapped[Id | None] = mapped_column(ForeignKey("plans.id"))
    """The published plan it was made to follow."""
    run_id: Mapped[Id | None] = mapped_column(ForeignKey("plan_runs.id"))
    policy: Mapped[int] = mapped_column(ForeignKey("policies.number"))
    as_of: Mapped[datetime]
    """The moment the planner saw."""
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    published_by: Mapped[str | None]
    published_at: Mapped[datetime | None]
    plan: Mapped[Plan] = mapped_column(Document(Plan))
    figures: Mapped[dict[str, Any]]
    """Costs and promises as counted when it was made."""

    __table_args__ = (
        Index("uq_plans_published", "status", unique=True, sqlite_where=PUBLISHED, postgresql_where=PUBLISHED),
        Index(None, "run_id"),
    )


class PlanStopRow(Row):
    """One stop of a plan version: what a job list is read from."""

    __tablename__ = "plan_stops"

    plan_id: Mapped[Id] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    crew_id: Mapped[Id] = mapped_column(primary_key=True)
    shift: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """From 1."""
    ticket_id: Mapped[Id]
    party: Mapped[int]
    depart: Mapped[datetime]
    arrival: Mapped[datetime]
    start: Mapped[datetime]
    leave: Mapped[datetime]

    __table_args__ = (Index(None, "plan_id", "ticket_id"), Index(None, "crew_id", "ticket_id"))


class PlanDiffRow(Row):
    """What a plan made by a run changes, as its run saw it; apart, for it is long and seldom wanted."""

    __tablename__ = "plan_diffs"

    plan_id: Mapped[Id] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    diff: Mapped[PlanDiff] = mapped_column(Document(PlanDiff))
