"""Days that planners keep, and the day that a what-if was asked of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the column."""
    op.create_table(
        "saved_days",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("crews", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("not_carried", sa.String(), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_days"),
    )
    op.create_index("ix_saved_days_made_at_id", "saved_days", ["made_at", "id"])
    op.add_column("what_ifs", sa.Column("day", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("what_ifs") as table:
        table.drop_column("day")
    op.drop_table("saved_days")
