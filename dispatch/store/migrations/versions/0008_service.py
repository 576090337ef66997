"""What is told outside: restoration times, hooks and their deliveries, escalations, ratings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import PlainJson, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "etrs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("etr", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_etrs_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_etrs"),
    )
    op.create_index("ix_etrs_ticket_id_id", "etrs", ["ticket_id", "id"])
    op.create_table(
        "hooks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("kinds", PlainJson, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hooks"),
    )
    _make_deliveries()
    op.create_table(
        "escalations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("promise", sa.String(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("escalation", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_escalations_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_escalations"),
        sa.UniqueConstraint("ticket_id", "promise", name="uq_escalations_ticket_id_promise"),
    )
    op.create_index("ix_escalations_ended_at", "escalations", ["ended_at"])
    op.create_table(
        "ratings",
        sa.Column("said_by", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("rating", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ratings_ticket_id"),
        sa.PrimaryKeyConstraint("said_by", name="pk_ratings"),
    )
    op.create_index("ix_ratings_ticket_id", "ratings", ["ticket_id"])


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("hook_id", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hook_id"], ["hooks.id"], name="fk_deliveries_hook_id"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_deliveries_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["hook_id", "line", "event_id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])


def downgrade() -> None:
    """Drop them, the dependent ones first."""
    for table in ("ratings", "escalations", "deliveries", "hooks", "etrs"):
        op.drop_table(table)
