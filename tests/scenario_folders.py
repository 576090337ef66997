"""A small sound scenario folder that tests write, after spoiling one thing in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from dispatch.errors import InputErrors, InputFault
from scenarios.files import read_scenario

HEAD = """\
format: 1
title: A day in San Jose
zone: America/Los_Angeles
now: 2021-02-10 11:00
policy: state-grid
"""
TICKET = {
    "id": "T1",
    "lat": "37.335",
    "lon": "-121.893",
    "reported_at": "2021-02-10 10:40",
    "area_class": "urban",
    "priority": "3",
    "work_minutes": "45",
    "skills": "line",
}
CREW = {
    "id": "C1",
    "shift_start": "2021-02-10 07:00",
    "shift_end": "2021-02-10 15:30",
    "start_place": "37.34 -121.89",
    "skills": "line:2",
}


def ticket(**cells: Any) -> dict[str, str]:
    return TICKET | {name: str(text) for name, text in cells.items()}


def crew(**cells: Any) -> dict[str, str]:
    return CREW | {name: str(text) for name, text in cells.items()}


def table(rows: list[dict[str, str]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def folder(
    path: Path,
    tickets: list[dict[str, str]] | str | bytes | None = None,
    crews: list[dict[str, str]] | str | bytes | None = None,
    head: str = HEAD,
    **others: str,
) -> Path:
    """Write the folder: tables as rows, as text or as bytes; `others` are further files, ``__`` for the point."""
    write(path / "scenario.yaml", head)
    write(path / "tickets.csv", [ticket()] if tickets is None else tickets)
    write(path / "crews.csv", [crew()] if crews is None else crews)
    for name, text in others.items():
        write(path / name.replace("__", "."), text)
    return path


def write(path: Path, content: list[dict[str, str]] | str | bytes) -> None:
    raw = table(content) if isinstance(content, list) else content
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)


def faults_of(path: Path) -> tuple[InputFault, ...]:
    """The faults `read_scenario` names; none when it reads the folder."""
    try:
        read_scenario(path)
    except InputErrors as errors:
        return errors.faults
    return ()
