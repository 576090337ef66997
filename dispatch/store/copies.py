"""The whole database as one file: saved while in use, and brought back.

SQLite copies by its own backup; PostgreSQL by ``pg_dump`` and ``pg_restore``, which must be on the PATH.
"""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect

from dispatch.store.engine import connect, file_of


def is_empty(url: str) -> bool:
    """Whether the database has no tables."""
    engine = connect(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def save(url: str, path: Path) -> None:
    """Save the database, as of one moment, in a file that is its owner's alone to read.

    Raises
    ------
    OSError
        When the file is there already, or the copy fails.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already; a backup overwrites nothing")
    path.touch(mode=0o600)
    database = file_of(url)
    try:
        _save(url, database, path)
    except OSError:
        path.unlink()
        raise


def _save(url: str, database: Path | None, path: Path) -> None:
    if database is None:
        _run("pg_dump", "--format=custom", f"--file={path}", f"--dbname={url}")
    else:
        _copy(database, path)


def bring_back(url: str, path: Path) -> None:
    """Put a saved database in place of what is there.

    Raises
    ------
    OSError
        When the file is no backup, or the copy fails; then nothing has changed.
    """
    database = file_of(url)
    if database is None:
        _run("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={url}", str(path))
    else:
        _copy(path, database)


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise FileNotFoundError(f"there is no database {source}")
    try:
        with closing(sqlite3.connect(source)) as taken, closing(sqlite3.connect(target)) as written:
            taken.execute("PRAGMA schema_version")
            taken.backup(written)
    except sqlite3.DatabaseError as error:
        raise OSError(f"cannot copy {source} to {target}: {error}") from error


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise OSError(f"{command[0]} is not on the PATH; install PostgreSQL's client programs") from error
    except subprocess.CalledProcessError as error:
        raise OSError(f"{command[0]} failed: {error.stderr.strip()}") from error
