"""Tables of calls and of meter events: what another system exports when it has no interface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch.desk_incident import Call, KeptSignal
from dispatch.errors import InputErrors, InputFault
from dispatch.identity import new_id
from dispatch.incidents import Signal, SignalKind
from dispatch.place import Place
from scenarios import cells, clock_cells
from scenarios.column import AnyColumn, CellError, Column, Record, Zone
from scenarios.table import read_table

_NO_TIME: datetime | None = None
_NO_NAME: str | None = None


def _meter_kind(text: str, _: Zone) -> SignalKind:
    kinds = {"lastgasp": SignalKind.LAST_GASP, "powerup": SignalKind.POWER_UP}
    found = kinds.get(text.lower().replace("_", "").replace(" ", ""))
    if found is None:
        raise CellError("is no meter event", "lastGasp, powerUp")
    return found


def _degrees(most: int) -> Callable[[str, Zone], float]:
    def parse(text: str, _: Zone) -> float:
        value = cells.number_in(text)
        if abs(value) > most:
            raise CellError("is out of range", f"-{most} to {most}")
        return value

    return parse


ID = Column("id", cells.desk_id, _NO_NAME, "Its number in the system it comes from; each once.", "C-2207")
EVENT_ID = Column("id", cells.desk_id, "", "The event's number; each once.", "M-881", required=True)
AT = Column(
    "at",
    clock_cells.optional_moment,
    _NO_TIME,
    "When it happened: local time, or with an offset.",
    "2026-03-02T08:03Z",
    required=True,
)
KIND = Column("kind", _meter_kind, SignalKind.LAST_GASP, "lastGasp or powerUp.", "lastGasp", required=True)
LAT = Column("lat", _degrees(90), 0.0, "Latitude, WGS-84 degrees.", "33.626", required=True)
LON = Column("lon", _degrees(180), 0.0, "Longitude, WGS-84 degrees.", "114.641", required=True)
CUSTOMER = Column("customer", cells.desk_id, _NO_NAME, "The account; counted once.", "A-20417")
METER = Column("customer", cells.desk_id, "", "The account behind the meter.", "A-20417", required=True)
TRANSFORMER = Column("transformer", cells.desk_id, _NO_NAME, "The transformer it is on.", "TX-311")
FEEDER = Column("feeder", cells.desk_id, _NO_NAME, "The feeder it is on.", "F-12")
FAULT_TYPE = Column("fault_type", cells.words, "", "A fault type of the service policy. Empty: only dark.", "tree")
HAZARD = Column("hazard", cells.yes_no, False, "Danger to people: yes or no. Empty: no.", "yes")
CRITICAL = Column("critical", cells.yes_no, False, "A hospital, water works and the like. Empty: no.", "yes")
ADDRESS = Column("address", cells.words, "", "Where it is, for people to read.", "12 Main St")
SOURCE = Column("source", cells.words, "other system", "How it was reported.", "phone")
DESCRIPTION = Column("description", cells.words, "", "What was said.", "Sparks at the pole")
CALLS: Sequence[AnyColumn] = (
    ID,
    AT,
    LAT,
    LON,
    CUSTOMER,
    TRANSFORMER,
    FEEDER,
    FAULT_TYPE,
    HAZARD,
    CRITICAL,
    ADDRESS,
    SOURCE,
    DESCRIPTION,
)
METER_EVENTS: Sequence[AnyColumn] = (EVENT_ID, KIND, AT, LAT, LON, METER, TRANSFORMER, FEEDER)


def read_calls(folder: Path, zone: ZoneInfo, now: datetime) -> list[KeptSignal]:
    """The calls of ``calls.csv`` or ``calls.xlsx``, received `now`; local times are those of `zone`.

    Raises
    ------
    InputErrors
        With every fault of the table.
    """
    return _read(folder, "calls", CALLS, zone, lambda record: _call(record, now))


def read_meter_events(folder: Path, zone: ZoneInfo, now: datetime) -> list[KeptSignal]:
    """The events of ``meter_events.csv`` or ``meter_events.xlsx``, received `now`; local times are those of `zone`.

    Raises
    ------
    InputErrors
        With every fault of the table.
    """
    return _read(
        folder,
        "meter_events",
        METER_EVENTS,
        zone,
        lambda record: KeptSignal(_signal(record, record.get(EVENT_ID), record.get(KIND), record.get(METER), now), now),
    )


def _read(
    folder: Path, stem: str, columns: Sequence[AnyColumn], zone: ZoneInfo, convert: Callable[[Record], KeptSignal]
) -> list[KeptSignal]:
    faults: list[InputFault] = []
    found = [convert(record) for record in read_table(folder, stem, columns, zone, faults) or ()]
    if faults:
        raise InputErrors(sorted(faults, key=lambda fault: fault.row or 0))
    return found


def _call(record: Record, now: datetime) -> KeptSignal:
    said = Call(
        fault_type=record.get(FAULT_TYPE),
        hazard=record.get(HAZARD),
        critical=record.get(CRITICAL),
        address=record.get(ADDRESS),
        source=record.get(SOURCE),
        description=record.get(DESCRIPTION),
    )
    own_id = record.get(ID) or new_id("C")
    return KeptSignal(_signal(record, own_id, SignalKind.CALL, record.get(CUSTOMER), now), now, said)


def _signal(record: Record, own_id: str, kind: SignalKind, customer: str | None, now: datetime) -> Signal:
    # A time that could not be read is a fault already; the row goes no further.
    return Signal(
        own_id,
        kind,
        record.get(AT) or now,
        Place(record.get(LAT), record.get(LON)),
        customer,
        record.get(TRANSFORMER),
        record.get(FEEDER),
    )
