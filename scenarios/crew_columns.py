"""The columns of the crew table: one row for each shift of a crew."""

from __future__ import annotations

from datetime import datetime, timedelta

from dispatch.place import Place
from dispatch.skill import Skill
from scenarios import cells, clock_cells
from scenarios.clock_cells import BreakText
from scenarios.column import AnyColumn, Column

_NO_TIME: datetime | None = None
_NO_LIMIT: timedelta | None = None
_NO_PLACE: Place | None = None
_NO_NAMES: frozenset[str] = frozenset()
_NO_SKILLS: tuple[Skill, ...] = ()
_NO_SPEED: tuple[tuple[str, float], ...] = ()
_NO_PARTS: tuple[tuple[str, int], ...] = ()
_NO_BREAKS: tuple[BreakText, ...] = ()


def _optional_place(text: str, _: object) -> Place | None:
    return cells.place(text, None)


ID = Column(
    "id", cells.name, "", "The crew's number; a further row of the same crew is a further shift.", "C01", required=True
)
START = Column(
    "shift_start", clock_cells.optional_moment, _NO_TIME, "Start of the shift.", "2021-02-10 07:00", required=True
)
END = Column(
    "shift_end",
    clock_cells.optional_moment,
    _NO_TIME,
    "End of the shift, overtime not counted.",
    "2021-02-10 15:30",
    required=True,
)
START_PLACE = Column(
    "start_place",
    _optional_place,
    _NO_PLACE,
    "Where the shift starts: latitude, blank, longitude.",
    "37.335 -121.893",
    required=True,
)
END_PLACE = Column("end_place", _optional_place, _NO_PLACE, "Where it ends. Empty: where it starts.", "37.335 -121.893")
OVERTIME = Column("max_overtime_minutes", cells.minutes, timedelta(0), "Longest overtime. Empty: none.", "120")
BREAKS = Column(
    "breaks",
    cells.list_of(clock_cells.break_text, "|"),
    _NO_BREAKS,
    "Breaks, separated by |: earliest start/latest start/minutes; a clock time means the first such time in the shift.",
    "11:30/13:00/30",
)
ON_CALL = Column("on_call", cells.yes_no, False, "The duty begins when the crew leaves home. Empty: no.", "yes")

NAME = Column("name", cells.words, "", "Name people know the crew by.", "San Jose 1")
KIND = Column("kind", cells.words, "", "troubleman, line, cable, tree, or your own word.", "line")
MEMBERS = Column("members", cells.positive, 1, "Number of people. Empty: 1.", "4")
SKILLS = Column(
    "skills", cells.skills, _NO_SKILLS, "Skills held, joined by +, level after a colon.", "line:3+high_voltage"
)
SPEED = Column(
    "speed",
    cells.pairs_of(cells.factor),
    _NO_SPEED,
    "Working time factor by skill; 1.2 takes a fifth longer. The slowest skill needed counts.",
    "line:1.2+cable:0.9",
)
EQUIPMENT = Column("equipment", cells.set_of(cells.name), _NO_NAMES, "Vehicles and gear brought along.", "bucket_truck")
PARTS = Column("parts", cells.pairs_of(cells.integer), _NO_PARTS, "Parts carried when full, with counts.", "fuse:12")
DEPOT = Column("depot", _optional_place, _NO_PLACE, "Where parts are loaded again. Empty: nowhere.", "37.301 -121.861")
RELOAD = Column("reload_minutes", cells.minutes, timedelta(minutes=15), "How long loading takes. Empty: 15.", "20")
MAX_DUTY = Column(
    "max_duty_minutes", cells.optional_minutes, _NO_LIMIT, "Longest duty, overtime included. Empty: no limit.", "960"
)
MIN_REST = Column("min_rest_minutes", cells.minutes, timedelta(0), "Rest between two duties. Empty: none.", "480")
CALLOUT = Column(
    "callout_price", cells.amount, 0.0, "Price of each shift that gets work, in cost units. Empty: 0.", "60"
)
POSITION = Column(
    "position", _optional_place, _NO_PLACE, "Where the crew is now. Empty: at the start place.", "37.4 -121.9"
)
FREE_FROM = Column(
    "free_from", clock_cells.optional_moment, _NO_TIME, "When it is free next. Empty: at once.", "2021-02-10 12:20"
)

OF_SHIFT: tuple[AnyColumn, ...] = (START, END, START_PLACE, END_PLACE, OVERTIME, BREAKS, ON_CALL)
OF_CREW: tuple[AnyColumn, ...] = (
    NAME,
    KIND,
    MEMBERS,
    SKILLS,
    SPEED,
    EQUIPMENT,
    PARTS,
    DEPOT,
    RELOAD,
    MAX_DUTY,
    MIN_REST,
    CALLOUT,
    POSITION,
    FREE_FROM,
)
COLUMNS: tuple[AnyColumn, ...] = (ID, *OF_SHIFT, *OF_CREW)
