"""What-ifs that come as text, not as files of one's own: they build on shipped scenarios, or on a day kept for them."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from dispatch.errors import InputErrors, InputFault
from scenarios.confined import stay_inside, unkeepable
from scenarios.files import HEAD_FILE
from scenarios.saved_day.archive import unpack
from scenarios.what_if import keys
from scenarios.what_if.reading import FILE, read_what_if
from scenarios.what_if.what_if import WhatIf
from scenarios.yaml_tree import Section, read_yaml

LIBRARY = Path(__file__).parents[1] / "library"


def read_sent_in(text: str, day: bytes | None = None) -> WhatIf:
    """The what-if of a YAML text; its path is gone afterwards.

    Parameters
    ----------
    day
        The archive of the saved day that its ``base`` names. Without one the base is a shipped scenario.

    Raises
    ------
    InputErrors
        With every fault found.
    """
    with TemporaryDirectory(prefix="crewdispatch-") as name:
        return read_what_if(lay_out(text, Path(name), day))


def base_of(text: str) -> str:
    """What the text names as its base; empty where it cannot be read."""
    try:
        top = yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return ""
    pairs = top.value if isinstance(top, yaml.MappingNode) else ()
    named = (value for key, value in pairs if key.value == keys.BASE.name and isinstance(value, yaml.ScalarNode))
    return next((str(value.value) for value in named), "")


def lay_out(text: str, folder: Path, day: bytes | None = None) -> Path:
    """Put the text into a folder, with what it may build on beside it; the path of the what-if file.

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
    if day is not None:
        unpack(day, folder / base_of(text))
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
        faults.extend(unkeepable(file))
    if faults:
        raise InputErrors(faults)


def _stay_inside(folder: Path, top: Section) -> None:
    stay_inside(folder, top, keys.BASE.name, f"live, the id of a saved day, or one of {', '.join(shipped())}")
    stay_inside(folder, top, keys.POLICY.name, "the name of a shipped policy")
