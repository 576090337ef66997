"""Job lists as CSV: one file of all crews, and one for each crew in a folder of their own.

UTF-8 with a byte-order mark, without which Excel garbles Chinese names. Times are local, with their offset.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from dispatch.plan import Pause
from scenarios.outcome import Job, JobList, Outcome

COLUMNS = (
    "crew",
    "order",
    "ticket",
    "arrival",
    "start",
    "leave",
    "travel_minutes",
    "address",
    "lat",
    "lon",
    "fault_type",
    "priority",
    "arrive_by",
    "arrival_margin_minutes",
    "restore_by",
    "restoration_margin_minutes",
    "note",
)

Cell = str | int | float | None


def write_job_lists(outcome: Outcome, folder: Path) -> None:
    """Write ``job_lists.csv`` and, for each crew with work, ``job_lists/<crew>.csv`` into `folder`.

    Margins are minutes before the promised time, negative when late.
    """
    rows = {entry.duty.key: list(_rows(outcome, entry)) for entry in outcome.job_lists}
    _write(folder / "job_lists.csv", (row for some in rows.values() for row in some))
    own = folder / "job_lists"
    own.mkdir()
    names = _file_names(dict.fromkeys(key.crew_id for key in rows))
    for crew_id, name in names.items():
        _write(own / name, (row for key, some in rows.items() if key.crew_id == crew_id for row in some))


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it: a cell that would be read as a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _write(path: Path, rows: Iterable[tuple[Cell, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        # Numbers stay as they are: a margin of -5 is no formula.
        writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def _rows(outcome: Outcome, entry: JobList) -> Iterable[tuple[Cell, ...]]:
    for job in entry.jobs:
        last = job.order == len(entry.jobs)
        yield _row(outcome, entry, job, (*job.stop.pauses, *(entry.route.last_pauses if last else ())))


def _row(outcome: Outcome, entry: JobList, job: Job, pauses: Iterable[Pause]) -> tuple[Cell, ...]:
    def local(moment: datetime) -> str:
        return outcome.local(moment).isoformat(timespec="seconds")

    ticket, stop, clocks = job.ticket, job.stop, job.clocks
    return (
        entry.duty.crew_id,
        job.order,
        ticket.id,
        local(stop.arrival),
        local(stop.start),
        local(stop.leave),
        _minutes(stop.travel),
        ticket.address,
        ticket.place.lat,
        ticket.place.lon,
        ticket.fault_type,
        int(ticket.priority),
        local(clocks.arrival.due),
        _minutes(clocks.arrival.margin),
        local(clocks.restoration.due),
        _minutes(clocks.restoration.margin),
        "; ".join(
            f"{pause.kind} {outcome.local(pause.start):%H:%M}-{outcome.local(pause.end):%H:%M}" for pause in pauses
        ),
    )


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else round(span / timedelta(minutes=1), 1)


def _file_names(crew_ids: Iterable[str]) -> dict[str, str]:
    """A file name for each crew that no file system objects to, and none twice even where case is ignored."""
    names: dict[str, str] = {}
    for crew_id in crew_ids:
        stem = re.sub(r"[^\w-]", "_", crew_id)[:60] or "_"
        number, name = 1, stem
        while name.casefold() in {taken.casefold() for taken in names.values()}:
            number += 1
            name = f"{stem}_{number}"
        names[crew_id] = name
    return {crew_id: f"{name}.csv" for crew_id, name in names.items()}
