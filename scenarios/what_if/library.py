"""The shipped what-ifs, as they would be sent in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from scenarios.what_if.sent_in import LIBRARY

FOLDER = LIBRARY / "what-if"
BASE = re.compile(r"^base: \.\./", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ShippedWhatIf:
    """One of them; `yaml` names its base as what is sent in has to."""

    name: str
    title: str
    question: str
    yaml: str


@cache
def shipped_what_ifs() -> tuple[ShippedWhatIf, ...]:
    """All of them, by name."""
    return tuple(map(_read, sorted(FOLDER.glob("*.yaml"))))


def _read(file: Path) -> ShippedWhatIf:
    text = file.read_text(encoding="utf-8")
    top = yaml.load(text, yaml.BaseLoader)
    return ShippedWhatIf(file.stem, top["title"], top["question"], BASE.sub("base: ", text))
