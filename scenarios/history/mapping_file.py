"""The mapping of a history: which of its columns means what, and what its fault types ask for, as a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from dispatch.errors import InputFault
from dispatch.place import Place
from dispatch.skill import Skill
from dispatch.ticket import AreaClass
from scenarios import cells, clock_cells
from scenarios.column import AnyColumn, CellError, Column, Zone
from scenarios.history.past_ticket import Trades
from scenarios.yaml_tree import Section, read_yaml

T = TypeVar("T")

_NO_TIME: datetime | None = None
_NO_DAY: date | None = None
_NO_CLASS: AreaClass | None = None
_NO_SKILLS: tuple[Skill, ...] = ()


def _hazard(text: str, zone: Zone) -> bool:
    """Yes, or a number of hazards above 0."""
    try:
        return cells.amount(text, zone) > 0
    except CellError:
        return cells.yes_no(text, zone)


def _day(text: str, _: Zone) -> date | None:
    """A calendar day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellError("is not a day", "YYYY-MM-DD") from None


def _degrees(name: str, everywhere: float) -> Column[float]:
    def parse(text: str, _: Zone) -> float:
        value = cells.number_in(text)
        if abs(value) > abs(everywhere):
            raise CellError("is outside the globe", f"{-abs(everywhere):g} to {abs(everywhere):g}")
        return value

    return Column(name, parse, everywhere, "Edge, WGS-84 degrees.", f"{everywhere:g}")


FORMAT = Column("format", cells.choice("1"), "1", "Layout of this file: 1.", "1", required=True)
ZONE = Column(
    "zone",
    clock_cells.zone_name,
    None,
    "IANA zone of the utility: its days and hours, and times without an offset.",
    "America/Los_Angeles",
    required=True,
)
SOURCE = Column("source", cells.words, "", "Where the history comes from.", "PG&E public outage map")
LICENCE = Column("licence", cells.words, "", "Under which terms.", "Apache-2.0")
FIRST = Column("first_skills", cells.skills, _NO_SKILLS, "What a first crew needs. Empty: nothing.", "troubleman")
REPAIR = Column("other_repair_skills", cells.skills, _NO_SKILLS, "What other repairs need. Empty: nothing.", "line")
OTHER_AREAS = Column(
    "other_areas",
    cells.one_of(AreaClass),
    AreaClass.RURAL,
    "Class of areas that are not listed. Empty: rural.",
    "rural",
)
FIRST_DAY = Column("first_day", _day, _NO_DAY, "First whole day of the record. Empty: the second in it.", "2021-01-21")
LAST_DAY = Column("last_day", _day, _NO_DAY, "Last whole day of the record. Empty: the last but one.", "2021-03-04")
HEAD: tuple[AnyColumn, ...] = (FORMAT, ZONE, SOURCE, LICENCE, FIRST, REPAIR, OTHER_AREAS, FIRST_DAY, LAST_DAY)
SOUTH, NORTH, WEST, EAST = (
    _degrees(name, edge) for name, edge in (("south", -90.0), ("north", 90.0), ("west", -180.0), ("east", 180.0))
)
SECTIONS = ("region", "columns", "fault_types", "repair_skills", "area_classes", "skip_fault_types")

ID = Column("id", cells.name, "", "The ticket's number; each once.", "T001", required=True)
REPORTED = Column(
    "reported_at", clock_cells.optional_moment, _NO_TIME, "When it was reported.", "2021-02-10 11:37", True
)
LAT = Column("lat", lambda t, _: cells.number_in(t), 0.0, "Latitude, WGS-84 degrees.", "37.335", required=True)
LON = Column("lon", lambda t, _: cells.number_in(t), 0.0, "Longitude, WGS-84 degrees.", "-121.893", required=True)
AREA = Column("area", cells.words, "", "Town or district.", "San Jose")
AREA_CLASS = Column("area_class", cells.one_of(AreaClass), _NO_CLASS, "Empty: by area, see `area_classes`.", "urban")
FAULT_TYPE = Column("fault_type", cells.words, "", "What was broken.", "EQUIPMENT")
CUSTOMERS = Column("customers", cells.integer, 0, "Customers dark.", "42")
HAZARD = Column("hazard", _hazard, False, "Whether life was in danger: yes, or how many hazards.", "yes")
ON_SITE = Column("on_site_at", clock_cells.optional_moment, _NO_TIME, "First crew on site.", "2021-02-10 12:20")
ASSIGNED = Column(
    "repair_assigned_at", clock_cells.optional_moment, _NO_TIME, "Second crew sent for.", "2021-02-10 13:00"
)
REPAIR_ON_SITE = Column(
    "repair_on_site_at", clock_cells.optional_moment, _NO_TIME, "Second crew on site.", "2021-02-10 15:00"
)
CLOSED = Column("closed_at", clock_cells.optional_moment, _NO_TIME, "Power back, or work over.", "2021-02-10 17:00")
MEANINGS: tuple[AnyColumn, ...] = (
    ID, REPORTED, LAT, LON, AREA, AREA_CLASS, FAULT_TYPE, CUSTOMERS, HAZARD, ON_SITE, ASSIGNED, REPAIR_ON_SITE, CLOSED,
)  # fmt: skip


@dataclass(frozen=True)
class HistoryMapping:
    """A mapping as read: the history's own heading for each meaning it has, and how its words are taken."""

    zone: ZoneInfo
    headings: Mapping[str, str]
    trades: Trades
    fault_types: Mapping[str, str]
    """This project's word for the history's; others stay as they are."""
    skipped: frozenset[str]
    """Fault types, in the history's words, that are no faults."""
    area_classes: Mapping[str, AreaClass]
    other_areas: AreaClass
    south_west: Place
    north_east: Place
    """Rows outside are passed over."""
    first_day: date | None
    last_day: date | None
    source: str
    licence: str

    def holds(self, place: Place) -> bool:
        """Whether the place lies in the region."""
        low, high = self.south_west, self.north_east
        return low.lat <= place.lat <= high.lat and low.lon <= place.lon <= high.lon

    def column(self, meaning: Column[object]) -> AnyColumn:
        """The column as it is called in the history."""
        return replace(meaning, name=self.headings.get(meaning.name, ""))

    def has(self, meaning: AnyColumn) -> bool:
        """Whether the history has a column of that meaning."""
        return meaning.name in self.headings


def mapping_from(path: Path, faults: list[InputFault]) -> tuple[HistoryMapping, Section] | None:
    """The mapping and the file it was read from, or None with the reasons in `faults`."""
    before = len(faults)
    top = read_yaml(path, faults)
    if top is None:
        return None
    top.only(HEAD, SECTIONS)
    top.get(FORMAT)
    zone, columns = top.get(ZONE), top.section("columns")
    columns.only(Column(one.name, cells.words, "", one.doc, one.name, one.required) for one in MEANINGS)
    for one in MEANINGS:
        if one.required and not columns.text(one):
            columns.fault(one.name, "is missing: say which column of the history this is", allowed=one.doc)
    region = top.section("region")
    region.only((SOUTH, NORTH, WEST, EAST))
    mapping = HistoryMapping(
        zone=zone or ZoneInfo("UTC"),
        headings={one.name: columns.text(one) for one in MEANINGS if columns.text(one)},
        trades=Trades(top.get(FIRST), _values(top, "repair_skills", REPAIR), top.get(REPAIR)),
        fault_types=_values(top, "fault_types", FAULT_TYPE),
        skipped=frozenset(top.texts_of("skip_fault_types")),
        area_classes=_values(top, "area_classes", OTHER_AREAS),
        other_areas=top.get(OTHER_AREAS),
        south_west=Place(region.get(SOUTH), region.get(WEST)),
        north_east=Place(region.get(NORTH), region.get(EAST)),
        first_day=top.get(FIRST_DAY),
        last_day=top.get(LAST_DAY),
        source=top.get(SOURCE),
        licence=top.get(LICENCE),
    )
    return (mapping, columns) if len(faults) == before else None


def _values(top: Section, name: str, like: Column[T]) -> dict[str, T]:
    """A section whose names are the utility's own, each value read as in the column `like`."""
    section = top.section(name)
    return {key: section.get(replace(like, name=key, required=True)) for key in section.nodes}
