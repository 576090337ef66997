"""Files from others, which may name no file outside of their own folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from dispatch.errors import InputFault
from scenarios.table import Unreadable, decode
from scenarios.yaml_tree import Section

NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""Characters that YAML can escape, and neither files nor databases can hold."""


def stay_inside(folder: Path, top: Section, name: str, allowed: str) -> None:
    """Note a fault where the text under `name` leads out of the folder."""
    named = top.texts.get(name, "")
    if not _is_inside(folder, named):
        top.fault(name, "is outside of the folder", named, allowed)


def _is_inside(folder: Path, named: str) -> bool:
    try:
        return (folder / named).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):  # Too long, or with a null character.
        return False


def unkeepable(file: Path) -> Iterator[InputFault]:
    """The values of a YAML file that no text can hold; of one that cannot be read, whoever reads it says so."""
    try:
        for token in yaml.scan(decode(file)):
            if isinstance(token, yaml.ScalarToken) and NO_TEXT.search(token.value):
                line = token.start_mark.line + 1
                yield InputFault(file.name, "has a character that no text can hold", line, allowed="other characters")
    except (Unreadable, yaml.YAMLError, RecursionError):
        return
