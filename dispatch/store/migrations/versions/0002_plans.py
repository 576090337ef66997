"""Plan runs and plan versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import PlainJson, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plan_runs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("scope", PlainJson, nullable=False),
        sa.Column("settings", PlainJson, nullable=False),
        sa.Column("cause", PlainJson, nullable=False),
        sa.Column("base_id", sa.String(length=64), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("heartbeat_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("accept_asked", sa.Boolean(), nullable=False),
        sa.Column("progress", PlainJson, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("seen_event", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_runs"),
    )
    op.create_index("ix_plan_runs_state_requested_at", "plan_runs", ["state", "requested_at"])
    op.create_index(
        "uq_plan_runs_open",
        "plan_runs",
        ["fingerprint"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'solving')"),
        postgresql_where=sa.text("state IN ('waiting', 'solving')"),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("base_id", sa.String(length=64), nullable=True),
        sa.Column("run_id", sa.String(length=64), nullable=True),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("plan", PlainJson, nullable=False),
        sa.Column("figures", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["plans.id"], name="fk_plans_base_id"),
        sa.ForeignKeyConstraint(["policy"], ["policies.number"], name="fk_plans_policy"),
        sa.ForeignKeyConstraint(["run_id"], ["plan_runs.id"], name="fk_plans_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint("number", name="uq_plans_number"),
    )
    op.create_index("ix_plans_run_id", "plans", ["run_id"])
    op.create_index(
        "uq_plans_published",
        "plans",
        ["status"],
        unique=True,
        sqlite_where=sa.text("status = 'published'"),
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "plan_stops",
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("crew_id", sa.String(length=64), nullable=False),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("depart", UtcDateTime(), nullable=False),
        sa.Column("arrival", UtcDateTime(), nullable=False),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("leave", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_stops_plan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "crew_id", "shift", "position", name="pk_plan_stops"),
    )
    op.create_index("ix_plan_stops_plan_id_ticket_id", "plan_stops", ["plan_id", "ticket_id"])
    op.create_table(
        "plan_diffs",
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("diff", PlainJson, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_diffs_plan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", name="pk_plan_diffs"),
    )


def downgrade() -> None:
    """Drop them, the dependent ones first."""
    for table in (
        "plan_diffs",
        "plan_stops",
        "plans",
        "plan_runs",
    ):
        op.drop_table(table)
