"""Reading a history: a CSV or xlsx file through its mapping, with all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dispatch.errors import InputErrors, InputFault
from scenarios import cells
from scenarios.column import AnyColumn, CellError, Record, nearest
from scenarios.history import mapping_file as m
from scenarios.history.mapping_file import HistoryMapping, mapping_from
from scenarios.history.past_ticket import History, PastTicket
from scenarios.table import Unreadable, csv_rows, records_of, xlsx_rows
from scenarios.yaml_tree import Section


def read_history(table: Path, mapping: Path) -> History:
    """The history in `table` (.csv or .xlsx), its columns named by the YAML file `mapping`.

    Columns that the mapping does not name are passed over.

    Raises
    ------
    InputErrors
        With every fault found in both files.
    """
    faults: list[InputFault] = []
    found = mapping_from(mapping, faults)
    rows = _rows(table, faults)
    if found is None or rows is None:
        raise InputErrors(faults)
    reader, columns = found
    _check_headings(rows[0], reader, columns, table.name)
    if faults:
        raise InputErrors(faults)
    records = records_of(table.name, rows, reader.zone, faults)
    read = [(record, ticket) for record in records if (ticket := _ticket(record, reader)) is not None]
    _check_ids(read, reader.headings[m.ID.name])
    kept = sorted((ticket for _, ticket in read), key=lambda one: (one.reported_at, one.id))
    if not kept and not faults:
        faults.append(InputFault(table.name, "has no faults in it", allowed="at least one row that is not skipped"))
    if faults:
        raise InputErrors(faults)
    return History(
        tuple(kept), reader.zone, reader.trades, reader.source, reader.licence, reader.first_day, reader.last_day
    )


def _rows(table: Path, faults: list[InputFault]) -> list[list[str]] | None:
    try:
        if not table.is_file():
            raise Unreadable("is missing", allowed="a .csv or .xlsx file")
        rows = xlsx_rows(table) if table.suffix == ".xlsx" else csv_rows(table)
        if len(rows) < 2:
            raise Unreadable("has no rows under a heading", allowed="a heading, and at least one row")
    except Unreadable as error:
        faults.append(error.fault(table.name))
        return None
    return rows


def _check_headings(heading: Sequence[str], reader: HistoryMapping, columns: Section, file: str) -> None:
    for meaning, name in reader.headings.items():
        if name not in heading:
            columns.fault(meaning, f"names no column of {file}", name, nearest(name, tuple(filter(None, heading))))


def _ticket(record: Record, reader: HistoryMapping) -> PastTicket | None:
    """The row's ticket; None when it is no fault, lies outside the region, or cannot be read."""

    def value(meaning: AnyColumn) -> Any:
        return record.get(reader.column(meaning)) if reader.has(meaning) else meaning.fallback

    word = value(m.FAULT_TYPE)
    if word in reader.skipped:
        return None
    lat, lon, area = value(m.LAT), value(m.LON), value(m.AREA)
    reported, hazard, known = value(m.REPORTED), value(m.HAZARD), value(m.AREA_CLASS)
    stages = [value(stage) for stage in (m.ON_SITE, m.ASSIGNED, m.REPAIR_ON_SITE, m.CLOSED)]
    id_, customers = value(m.ID), value(m.CUSTOMERS)
    if not record.sound:
        return None
    try:
        place = cells.place_at(lat, lon)
    except CellError as error:
        record.fault(reader.headings[m.LAT.name], error.message, f"{lat} {lon}", error.allowed)
        return None
    if not reader.holds(place):
        return None
    area_class = known or reader.area_classes.get(area, reader.other_areas)
    fault_type = reader.fault_types.get(word, word)
    return PastTicket(id_, place, reported, area, area_class, fault_type, customers, hazard, *stages)


def _check_ids(read: Sequence[tuple[Record, PastTicket]], column: str) -> None:
    rows: dict[str, int | None] = {}
    for record, one in read:
        if one.id in rows:
            record.fault(column, f"stands twice; row {rows[one.id]} has it already", one.id, "each once")
        rows.setdefault(one.id, record.row)
