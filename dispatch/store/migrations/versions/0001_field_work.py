"""Policies, the roster, tickets, locks and progress."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import PlainJson, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "policies",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("policy", PlainJson, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_policies"),
    )
    op.create_table(
        "crew_kinds",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("least_members", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_crew_kinds"),
    )
    op.create_table(
        "crews",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("crew", PlainJson, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_crews"),
    )
    op.create_index("ix_crews_region_active", "crews", ["region", "active"])
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("crew_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["crew_id"], ["crews.id"], name="fk_members_crew_id"),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
    )
    op.create_index("ix_members_crew_id", "members", ["crew_id"])
    op.create_table(
        "certifications",
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_certifications_member_id"),
        sa.PrimaryKeyConstraint("member_id", "skill", name="pk_certifications"),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("crew_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["crew_id"], ["crews.id"], name="fk_absences_crew_id"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_absences_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_crew_id", "absences", ["crew_id"])
    op.create_table(
        "shifts",
        sa.Column("crew_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("shift", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["crew_id"], ["crews.id"], name="fk_shifts_crew_id"),
        sa.PrimaryKeyConstraint("crew_id", "number", name="pk_shifts"),
    )
    op.create_index("ix_shifts_ends_at", "shifts", ["ends_at"])
    op.create_index("ix_shifts_starts_at", "shifts", ["starts_at"])
    op.create_table(
        "vehicles",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("crew_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("equipment", PlainJson, nullable=False),
        sa.Column("parts", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["crew_id"], ["crews.id"], name="fk_vehicles_crew_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vehicles"),
    )
    op.create_index("ix_vehicles_crew_id", "vehicles", ["crew_id"])
    op.create_table(
        "positions",
        sa.Column("crew_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["crew_id"], ["crews.id"], name="fk_positions_crew_id"),
        sa.PrimaryKeyConstraint("crew_id", name="pk_positions"),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("area_class", sa.String(32), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("arrive_by", UtcDateTime(), nullable=False),
        sa.Column("restore_by", UtcDateTime(), nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("master_id", sa.String(length=64), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("work", PlainJson, nullable=False),
        sa.Column("intake", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["master_id"], ["tickets.id"], name="fk_tickets_master_id"),
        sa.ForeignKeyConstraint(["policy"], ["policies.number"], name="fk_tickets_policy"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
    )
    op.create_index("ix_tickets_master_id", "tickets", ["master_id"])
    op.create_index("ix_tickets_reported_at_id", "tickets", ["reported_at", "id"])
    op.create_index("ix_tickets_status_region", "tickets", ["status", "region"])
    op.create_table(
        "locks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("crew_id", sa.String(length=64), nullable=True),
        sa.Column("start_from", UtcDateTime(), nullable=True),
        sa.Column("start_to", UtcDateTime(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["crew_id"], ["crews.id"], name="fk_locks_crew_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_locks_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_locks"),
        sa.UniqueConstraint("ticket_id", "party", name="uq_locks_ticket_id_party"),
    )
    op.create_index("ix_locks_crew_id", "locks", ["crew_id"])
    op.create_table(
        "progress",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("crew_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("expected_end", UtcDateTime(), nullable=True),
        sa.Column("material_at", UtcDateTime(), nullable=True),
        sa.Column("still_dark", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["crew_id"], ["crews.id"], name="fk_progress_crew_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_progress_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_progress"),
    )
    op.create_index("ix_progress_crew_id_at", "progress", ["crew_id", "at"])
    op.create_index("ix_progress_ticket_id_party", "progress", ["ticket_id", "party"])


def downgrade() -> None:
    """Drop them, the dependent ones first."""
    for table in (
        "progress",
        "locks",
        "tickets",
        "positions",
        "vehicles",
        "shifts",
        "absences",
        "certifications",
        "members",
        "crews",
        "crew_kinds",
        "policies",
    ):
        op.drop_table(table)
