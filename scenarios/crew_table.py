"""How rows of the crew table, one for each shift, become crews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from dispatch.crew import Break, Crew, Shift
from scenarios import crew_columns as columns
from scenarios.clock_cells import BreakText
from scenarios.column import CellError, Record


def crews_from(records: Sequence[Record]) -> tuple[Crew, ...]:
    """The crews in the order of their first rows; those with faults are left out, the faults noted."""
    rows: dict[str, list[Record]] = {}
    for record in records:
        rows.setdefault(record.get(columns.ID), []).append(record)
    crews = (_crew(crew_id, own) for crew_id, own in rows.items() if crew_id)
    return tuple(crew for crew in crews if crew is not None)


def _crew(crew_id: str, records: Sequence[Record]) -> Crew | None:
    first = records[0]
    for column in columns.OF_CREW:
        first.get(column)
    for record in records[1:]:
        _check_same(first, record)
    shifts = _shifts(crew_id, records)
    if not all(record.sound for record in records):
        return None
    return Crew(
        id=crew_id,
        shifts=shifts,
        skills=first.get(columns.SKILLS),
        name=first.get(columns.NAME),
        kind=first.get(columns.KIND),
        members=first.get(columns.MEMBERS),
        speed=first.get(columns.SPEED),
        equipment=first.get(columns.EQUIPMENT),
        parts=first.get(columns.PARTS),
        depot=first.get(columns.DEPOT),
        reload=first.get(columns.RELOAD),
        max_duty=first.get(columns.MAX_DUTY),
        min_rest=first.get(columns.MIN_REST),
        callout_price=first.get(columns.CALLOUT),
        position=first.get(columns.POSITION),
        free_from=first.get(columns.FREE_FROM),
    )


def _shifts(crew_id: str, records: Sequence[Record]) -> tuple[Shift, ...]:
    """The crew's shifts in order of time; overlaps are noted."""
    shifts = [(record, _shift(record)) for record in records]
    read = [(record, shift) for record, shift in shifts if shift is not None]
    read.sort(key=lambda pair: pair[1].start)
    for (_, before), (record, after) in pairwise(read):
        if after.start < before.end:
            message = f"overlaps another shift of crew {crew_id}, {before.start:%Y-%m-%d %H:%M}-{before.end:%H:%M} UTC"
            record.fault(columns.START.name, message, record.text(columns.START), "after the other shift's end")
    return tuple(shift for _, shift in read)


def _check_same(first: Record, further: Record) -> None:
    """What is said of the crew stands in its first row; further rows repeat it or leave it empty."""
    for column in columns.OF_CREW:
        said, again = first.text(column), further.text(column)
        if again and again != said:
            message = f"differs from row {first.row}, the crew's first, which says {said!r}"
            further.fault(column.name, message, again, "the same, or an empty cell")


def _shift(record: Record) -> Shift | None:
    start, end = record.get(columns.START), record.get(columns.END)
    start_place, end_place = record.get(columns.START_PLACE), record.get(columns.END_PLACE)
    overtime, on_call, written = record.get(columns.OVERTIME), record.get(columns.ON_CALL), record.get(columns.BREAKS)
    if start is None or end is None:
        return None
    if end <= start:
        record.fault(
            columns.END.name,
            "is not after the shift's start",
            record.text(columns.END),
            f"after {record.text(columns.START)}",
        )
        return None
    breaks = _breaks(record, written, start, end + overtime)
    if start_place is None:
        return None
    return Shift(start, end, start_place, end_place or start_place, overtime, breaks, on_call)


def _breaks(record: Record, written: Sequence[BreakText], start: datetime, latest_end: datetime) -> tuple[Break, ...]:
    """The shift's breaks in order of time, each inside the shift, none overlapping."""
    try:
        breaks = sorted((text.on(start) for text in written), key=lambda pause: pause.earliest)
        for pause in breaks:
            if pause.earliest < start or pause.latest + pause.duration > latest_end:
                raise CellError(
                    "has a break outside the shift", "breaks from the shift's start to its longest overtime"
                )
        for before, after in pairwise(breaks):
            if after.earliest < before.latest + before.duration:
                raise CellError("has breaks that overlap", "the next from the latest end of the one before on")
    except CellError as error:
        record.fault(columns.BREAKS.name, error.message, record.text(columns.BREAKS), error.allowed)
        return ()
    return tuple(breaks)
