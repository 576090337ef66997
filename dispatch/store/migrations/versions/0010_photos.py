"""Photos that crews send with their reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "photos",
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["progress.id"], name="fk_photos_report_id_progress"),
        sa.PrimaryKeyConstraint("report_id", name="pk_photos"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("photos")
