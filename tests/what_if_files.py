"""Small what-if files over a small day, for tests to write and to spoil."""

from __future__ import annotations

from pathlib import Path

from dispatch.errors import InputErrors, InputFault
from scenarios.what_if.reading import read_what_if
from tests import scenario_folders
from tests.scenario_folders import crew, ticket

HEAD = """\
format: 1
title: What a second crew brings
question: What does a second crew bring?
base: day
seeds: 2
settings: {steps: 200}
"""
VARIANTS = """\
variants:
  - name: second crew
    changes:
      - add_crews: {like: C1}
  - name: C1 ill
    changes:
      - crew_off: {crews: C1, at: 12:00}
"""
TICKETS = [
    ticket(id=f"T{number}", lat=f"37.3{number}", customers=number, fault_type="wire down", area_class="rural")
    for number in range(1, 8)
]


def day(path: Path) -> Path:
    """Seven tickets and two crews, in the folder ``day``."""
    folder = path / "day"
    folder.mkdir(exist_ok=True)
    return scenario_folders.folder(folder, TICKETS, [crew(kind="line"), crew(id="C2", kind="tree", skills="tree")])


def what_if(path: Path, text: str = HEAD + VARIANTS, name: str = "second-crew.yaml") -> Path:
    """The what-if file beside its day."""
    day(path)
    (path / name).write_text(text, encoding="utf-8")
    return path / name


def faults_of(path: Path) -> tuple[InputFault, ...]:
    """The faults `read_what_if` names; none when it reads the file."""
    try:
        read_what_if(path)
    except InputErrors as errors:
        return errors.faults
    return ()
