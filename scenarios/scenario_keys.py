"""The names in scenario.yaml."""

from __future__ import annotations

from datetime import datetime, timedelta

from dispatch.ticket import AreaClass, Visit
from dispatch.travel import Estimate
from dispatch.travel.geodesic import DEFAULT_SPEEDS_KMH
from dispatch.window import TimeWindow
from scenarios import cells, clock_cells
from scenarios.column import AnyColumn, Column
from scenarios.policy_file import DEFAULT

_NO_TIME: datetime | None = None
_NO_WINDOW: TimeWindow | None = None
_OWN = Estimate()

FORMAT = Column("format", cells.choice("1"), "1", "Layout of this folder: 1.", "1", required=True)
TITLE = Column("title", cells.words, "", "One line for people. Empty: the folder's name.", "Bay Area, 10 February 2021")
ZONE = Column(
    "zone",
    clock_cells.zone_name,
    None,
    "IANA zone that times without an offset are read in, and people read times in. Empty: times need offsets.",
    "America/Los_Angeles",
)
NOW = Column(
    "now", clock_cells.optional_moment, _NO_TIME, "The moment the plan is made at.", "2021-02-10 12:00", required=True
)
POLICY = Column(
    "policy", cells.file_name, DEFAULT, "A shipped policy's name, or a YAML file's path. Empty: state-grid.", DEFAULT
)
FREEZE = Column(
    "freeze_until",
    clock_cells.optional_moment,
    _NO_TIME,
    "Visits of the published plan that start before this keep crew and order.",
    "2021-02-10 12:30",
)
PREVIOUS = Column("previous", cells.file_name, "", "The published plan, as a file.", "plan.json")
SOURCE = Column("source", cells.words, "", "Where the data come from.", "PG&E public outage map")
LICENCE = Column("licence", cells.words, "", "Under which terms.", "Apache-2.0")
TOP: tuple[AnyColumn, ...] = (FORMAT, TITLE, ZONE, NOW, POLICY, FREEZE, SOURCE, LICENCE)

DETOUR = Column(
    "detour_factor", cells.factor, _OWN.detour_factor, "Road km for each km as the crow flies. Empty: 1.35.", "1.35"
)
DISTANCE = Column(
    "distance",
    cells.choice("geodesic", "great_circle"),
    "geodesic",
    "geodesic (ellipsoid) or great_circle (sphere). Empty: geodesic.",
    "geodesic",
)
RADIUS = Column(
    "earth_radius_km", cells.factor_up_to(10_000), _OWN.earth_radius_km, "Of that sphere. Empty: 6371.009.", "6371.0"
)
TRAVEL: tuple[AnyColumn, ...] = (DETOUR, DISTANCE, RADIUS)
SPEEDS = tuple(
    Column(
        area.value,
        cells.factor_up_to(300),
        DEFAULT_SPEEDS_KMH[area],
        f"Free-flow km/h. Empty: {DEFAULT_SPEEDS_KMH[area]:g}.",
        "40",
    )
    for area in AreaClass
)

LOCKED = Column("ticket", cells.visit, Visit(""), "The ticket, T1 or T1#2 for its second party.", "T001", required=True)
LOCK_CREW = Column("crew", cells.name, "", "The crew that must do it. Empty: any.", "C01")
LOCK_START = Column(
    "start",
    clock_cells.optional_window,
    _NO_WINDOW,
    "When its work must start: from/to. Empty: any time.",
    "2021-02-10 13:00/2021-02-10 13:30",
)
LOCK: tuple[AnyColumn, ...] = (LOCKED, LOCK_CREW, LOCK_START)

CHANGES = Column("changes", cells.integer, 0, "Visits that may change crew or time.", "5", required=True)
TOLERANCE = Column(
    "tolerance_minutes",
    cells.minutes,
    timedelta(minutes=15),
    "A start within so many minutes of the published one is no change. Empty: 15.",
    "15",
)
BUDGET: tuple[AnyColumn, ...] = (CHANGES, TOLERANCE)
SECTIONS = ("skills", "travel", "locks", "change_budget", "previous")
