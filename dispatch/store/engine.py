"""The database: SQLite in a file by default, PostgreSQL by its URL, with the same manners on both."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

WRITING = "writing"
"""Execution option: the transaction means to write."""
BUSY_SECONDS = 30
"""How long a writer of SQLite waits for the one before it."""
CONNECTIONS = 20
"""Kept open by one process; as many again in a rush. Together as many as the web server has threads."""


def connect(url: str) -> Engine:
    """The engine of a database URL, as ``sqlite:////var/lib/crewdispatch/desk.db`` or ``postgresql://…``.

    Nothing is connected yet; a new file is its owner's alone to read.

    Raises
    ------
    OSError
        When the file of an embedded database cannot be made.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_size=CONNECTIONS, max_overflow=CONNECTIONS, pool_pre_ping=True)
    arguments = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    if (file := file_of(url)) is not None:
        file.touch(mode=0o600)
    engine = create_engine(url, pool_size=CONNECTIONS, max_overflow=CONNECTIONS, connect_args=arguments)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def one_moment(engine: Engine) -> Engine:
    """The same database for reading: all that one transaction reads is as it was when the transaction began."""
    # SQLite reads so anyway.
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")


def file_of(url: str) -> Path | None:
    """The file of an embedded database; None for PostgreSQL, and for one in memory."""
    parts = make_url(url)
    embedded = parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:")
    return Path(str(parts.database)) if embedded else None


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # The driver's own BEGIN comes too late, at the first write: then two readers cannot both become writers.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
