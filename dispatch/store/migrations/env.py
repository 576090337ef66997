"""What Alembic runs on the connection that `dispatch.store.migrate` opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Enum

from dispatch.store.columns import Document, UtcDateTime
from dispatch.store.tables import Row


def _plainly(kind: str, found: Any, _: AutogenContext) -> str | Literal[False]:
    """Column types as the database sees them: a migration stays true when the domain has moved on."""
    if kind != "type":
        return False
    if isinstance(found, UtcDateTime):
        return "UtcDateTime()"
    if isinstance(found, (Document, JSON)):
        return "PlainJson"
    return f"sa.String({found.length})" if isinstance(found, Enum) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_item=_plainly,
    # SQLite changes a table by copying it.
    render_as_batch=True,
)
context.run_migrations()
