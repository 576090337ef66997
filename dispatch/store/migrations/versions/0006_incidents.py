"""Calls and meter events, incidents, and the service policy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import PlainJson, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "service_policies",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("policy", PlainJson, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_service_policies"),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=True),
        sa.Column("incident", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_incidents_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_status_state", "incidents", ["status", "state"])
    op.create_index("ix_incidents_reported_at_id", "incidents", ["reported_at", "id"])
    op.create_index("ix_incidents_ticket_id", "incidents", ["ticket_id"])
    op.create_table(
        "signals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=True),
        sa.Column("transformer", sa.String(), nullable=True),
        sa.Column("feeder", sa.String(), nullable=True),
        sa.Column("incident_id", sa.String(length=64), nullable=True),
        sa.Column("apart", sa.String(), nullable=True),
        sa.Column("together", sa.String(), nullable=True),
        sa.Column("call", PlainJson, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_signals_incident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signals"),
    )
    for column in ("transformer", "feeder", "cell", "customer"):
        op.create_index(f"ix_signals_{column}_at", "signals", [column, "at"])
    op.create_index("ix_signals_incident_id", "signals", ["incident_id"])


def downgrade() -> None:
    """Drop them, the dependent ones first."""
    for table in ("signals", "incidents", "service_policies"):
        op.drop_table(table)
