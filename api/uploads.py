"""Uploaded tables, put where the readers of tables look for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import UploadFile

from dispatch.errors import InputErrors, InputFault

SUFFIXES = (".csv", ".xlsx")


@contextmanager
def uploaded(file: UploadFile, stem: str) -> Iterator[Path]:
    """A folder with the upload in it under the name `stem` and its own suffix.

    Raises
    ------
    InputErrors
        When its name ends in neither .csv nor .xlsx.
    """
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in SUFFIXES:
        raise InputErrors([InputFault("upload", "is no table", field="$.file", allowed="a .csv or .xlsx file")])
    with TemporaryDirectory(prefix="crewdispatch-") as name:
        folder = Path(name)
        with (folder / f"{stem}{suffix}").open("wb") as target:
            shutil.copyfileobj(file.file, target)
        yield folder
