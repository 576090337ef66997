"""A folder that is there whole or not at all, and stands in for no other by mistake."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from dispatch.errors import Conflict
from scenarios.files import HEAD_FILE


@contextmanager
def placed(folder: Path, *, replace: bool) -> Iterator[Path]:
    """A fresh folder beside it, which becomes `folder` when the block ends well.

    Parameters
    ----------
    replace
        Whether it may take the place of a saved day that is there.

    Raises
    ------
    Conflict
        When something is there: before the block, so that nothing is done in vain.
    """
    _require_free(folder, replace)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # In the same parent, so in the same file system, where a move is one step.
    fresh, old = (folder.parent / f".{folder.name}.{uuid4().hex[:8]}" for _ in range(2))
    fresh.mkdir()
    try:
        yield fresh
        _swap(fresh, folder, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _swap(fresh: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise


def _require_free(folder: Path, replace: bool) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Conflict(f"{folder} is a file, not a folder")
    if not any(folder.iterdir()):
        return
    if not (folder / HEAD_FILE).is_file():
        raise Conflict(f"{folder} holds other things than a saved day; name another folder")
    if not replace:
        raise Conflict(f"{folder} holds a saved day already; --replace gives it up")
