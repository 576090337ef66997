"""The crew table as a roster for the desk: the columns of a scenario's, without where crews are at the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch.crew import Crew
from dispatch.desk.roster_import import Misfit
from dispatch.errors import InputErrors, InputFault
from scenarios import cells
from scenarios import crew_columns as columns
from scenarios.crew_table import crews_from
from scenarios.table import read_table

MOMENTARY = (columns.POSITION, columns.FREE_FROM)
ID = replace(columns.ID, parse=cells.desk_id)
COLUMNS = (ID, *(one for one in columns.COLUMNS if one not in (columns.ID, *MOMENTARY)))
FIELDS = {one.name: one.name for one in columns.OF_CREW if one not in MOMENTARY} | {
    columns.RELOAD.name: "reload",
    columns.MAX_DUTY.name: "max_duty",
    columns.MIN_REST.name: "min_rest",
}
"""The crew's field that each column fills."""


@dataclass(frozen=True)
class RosterTable:
    """The crews of a table, and the fields of a crew that it has columns for."""

    crews: tuple[Crew, ...]
    said: frozenset[str]


def read_roster(folder: Path, zone: ZoneInfo, misfits: Callable[[Sequence[Crew]], Iterable[Misfit]]) -> RosterTable:
    """The roster of ``crews.csv`` or ``crews.xlsx``; local times are those of `zone`.

    Parameters
    ----------
    misfits
        What speaks against crews that can be read.

    Raises
    ------
    InputErrors
        With every fault of the table and every misfit, in the order of the rows.
    """
    faults: list[InputFault] = []
    records = read_table(folder, "crews", COLUMNS, zone, faults) or []
    for record in records:
        # Read first, as the desk's ids are of fewer signs than a scenario's.
        record.get(ID)
    crews = crews_from(records)
    rows = {
        (record.get(ID), start): record for record in reversed(records) for start in (None, record.get(columns.START))
    }
    for misfit in misfits(crews):
        column = ID if misfit.start is None else columns.START
        record = rows[misfit.crew_id, misfit.start]
        record.fault(column.name, misfit.message, record.text(column), misfit.allowed)
    if faults:
        raise InputErrors(sorted(faults, key=lambda fault: fault.row or 0))
    return RosterTable(crews, frozenset(FIELDS[name] for name in records[0].texts if name in FIELDS))
