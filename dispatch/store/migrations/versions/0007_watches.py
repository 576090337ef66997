"""Automatic re-planning: the choice by version, and who watches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import PlainJson, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "auto_replans",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("choice", PlainJson, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_auto_replans"),
    )
    op.create_table(
        "watches",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_watches"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("watches")
    op.drop_table("auto_replans")
