"""Brings a database to the layout this program knows, by the migrations that ship with it."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from dispatch.store.engine import WRITING

LATEST = "head"
NOTHING = "base"
_LOCK = 4_826_003
"""Any number, always the same: two processes that start at once upgrade one after the other."""


def upgrade(engine: Engine, revision: str = LATEST) -> None:
    """Run the migrations up to `revision` that have not run yet: all of them or none."""
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        _wait_for_others(connection)
        command.upgrade(settings(connection), revision)


def downgrade(engine: Engine, revision: str = NOTHING) -> None:
    """Undo the migrations that came after `revision`: all of them or none."""
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        _wait_for_others(connection)
        command.downgrade(settings(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database is there, and has the latest layout."""
    try:
        with engine.connect() as connection:
            newest = ScriptDirectory.from_config(settings(connection)).get_current_head()
            return MigrationContext.configure(connection).get_current_revision() == newest
    except OperationalError:
        return False


def settings(connection: Connection) -> Config:
    """Alembic's settings, for its commands on an open connection."""
    config = Config()
    config.set_main_option("script_location", "dispatch.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
