"""What crews do: reports held back, repairs that follow, shifts withdrawn, and until when a crew is busy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dispatch.store.columns import PlainJson, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("progress", sa.Column("held_back", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("progress", sa.Column("follow_up", PlainJson, nullable=True))
    _add_link("progress", "follow_up_id")
    _add_link("tickets", "follows_id")
    op.add_column("shifts", sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("positions", sa.Column("free_from", UtcDateTime(), nullable=True))
    op.create_index("ix_plan_stops_crew_id_ticket_id", "plan_stops", ["crew_id", "ticket_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_plan_stops_crew_id_ticket_id", "plan_stops")
    for table, column in (
        ("positions", "free_from"),
        ("shifts", "withdrawn"),
        ("tickets", "follows_id"),
        ("progress", "follow_up_id"),
        ("progress", "follow_up"),
        ("progress", "held_back"),
    ):
        op.drop_column(table, column)


def _add_link(table: str, column: str) -> None:
    # In words that both databases know: Alembic would add the constraint apart, which SQLite cannot.
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(64) CONSTRAINT fk_{table}_{column} REFERENCES tickets (id)"
    )
