"""What-ifs that planners send in, with their runs and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "what_ifs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("heartbeat_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=True),
        sa.Column("markdown", sa.String(), nullable=True),
        sa.Column("csv", sa.String(), nullable=True),
        sa.Column("figures", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_what_ifs"),
    )
    op.create_index("ix_what_ifs_state_requested_at", "what_ifs", ["state", "requested_at"])
    op.create_index("ix_what_ifs_requested_at_id", "what_ifs", ["requested_at", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("what_ifs")
