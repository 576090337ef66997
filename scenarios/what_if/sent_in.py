"""What-ifs that come as text, not as files of one's own: they may build on shipped scenarios alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from dispatch.errors import InputErrors, InputFault
from scenarios.confined import stay_inside
from scenarios.files import HEAD_FILE
from scenarios.what_if import keys
from scenarios.what_if.reading import FILE, read_what_if
from scenarios.what_if.what_if import WhatIf
from scenarios.yaml_tree import Section, read_yaml

NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""Characters that YAML can escape, and neither files nor databases can hold."""
LIBRARY = Path(__file__).parents[1] / "library"


def read_sent_in(text: str) -> WhatIf:
    """The what-if of a YAML text whose ``base`` names a shipped scenario; its path is gone afterwards.

    Raises
    ------
    InputErrors
        With every fault found.
    """
    with TemporaryDirectory(prefix="crewdispatch-") as name:
        return read_what_if(lay_out(text, Path(name)))


def lay_out(text: str, folder: Path) -> Path:
    """Put the text into a folder, with the shipped scenarios beside it; the path of the what-if file.

    Raises
    ------
    InputErrors
        When it cannot be read, or names a file outside that folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    file.write_text(text, encoding="utf-8")
    _require_harmless(file)
    for name in shipped():
        shutil.copytree(LIBRARY / name, folder / name, dirs_exist_ok=True)
    return file


def shipped() -> tuple[str, ...]:
    """The names of the scenarios in the library."""
    return tuple(sorted(path.parent.name for path in LIBRARY.glob(f"*/{HEAD_FILE}")))


def _require_harmless(file: Path) -> None:
    faults: list[InputFault] = []
    top = read_yaml(file, faults)
    if top is not None:
        _stay_inside(file.parent, top)
    if not faults:
        faults.extend(_unkeepable(file))
    if faults:
        raise InputErrors(faults)


def _stay_inside(folder: Path, top: Section) -> None:
    stay_inside(folder, top, keys.BASE.name, ", ".join(shipped()))
    stay_inside(folder, top, keys.POLICY.name, "the name of a shipped policy")


def _unkeepable(file: Path) -> Iterator[InputFault]:
    for token in yaml.scan(file.read_text(encoding="utf-8")):
        if isinstance(token, yaml.ScalarToken) and NO_TEXT.search(token.value):
            line = token.start_mark.line + 1
            yield InputFault(file.name, "has a character that no text can hold", line, allowed="other characters")
