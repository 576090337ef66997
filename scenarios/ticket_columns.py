"""The columns of the ticket table."""

from __future__ import annotations

from datetime import datetime, timedelta

from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Precedence, Priority, Started, Step
from dispatch.window import TimeWindow
from scenarios import cells, clock_cells
from scenarios.column import AnyColumn, Column

_NO_WORK: tuple[timedelta, ...] = (timedelta(0),)
_NO_TIME: datetime | None = None
_NO_NAMES: frozenset[str] = frozenset()
_NO_WINDOWS: tuple[TimeWindow, ...] = ()
_NO_STEPS: tuple[Step, ...] = ()
_NO_LINKS: tuple[Precedence, ...] = ()
_NO_STARTED: tuple[Started, ...] = ()
_NO_SKILLS: tuple[tuple[Skill, ...], ...] = ()
_NO_PARTS: tuple[tuple[str, int], ...] = ()

ID = Column("id", cells.name, "", "The ticket's number; each once.", "T001", required=True)
LAT = Column("lat", lambda t, _: cells.number_in(t), 0.0, "Latitude, WGS-84 degrees.", "37.335", required=True)
LON = Column("lon", lambda t, _: cells.number_in(t), 0.0, "Longitude, WGS-84 degrees.", "-121.893", required=True)
REPORTED = Column(
    "reported_at",
    clock_cells.optional_moment,
    _NO_TIME,
    "When it was reported: both clocks run from here. Not after `now`.",
    "2021-02-10 11:37",
    required=True,
)
AREA = Column(
    "area_class",
    cells.one_of(AreaClass),
    AreaClass.URBAN,
    "What the promised times are stepped by: urban, rural or remote.",
    "urban",
    required=True,
)
PRIORITY = Column(
    "priority",
    cells.number_of(Priority),
    Priority.ROUTINE,
    "Order of restoration: 1 emergency, 2 urgent, 3 high, 4 routine; P1 is read as 1.",
    "3",
    required=True,
)
WORK = Column(
    "work_minutes",
    cells.list_of(cells.minutes, "|"),
    _NO_WORK,
    "Minutes of work at normal speed. Several crews at once: one number a party, separated by |, the lead first.",
    "45|30",
    required=True,
)
SKILLS = Column(
    "skills",
    cells.skills_by_party,
    _NO_SKILLS,
    "Skills needed, joined by +, with the least level after a colon (1 when not given); parties separated by |. "
    "Empty: any crew.",
    "line:2+high_voltage|tree",
)
FAULT_TYPE = Column("fault_type", cells.words, "", "What is broken, in your own words.", "wire down")
ADDRESS = Column("address", cells.words, "", "Where it is, for people to read.", "12 Main St")
CUSTOMERS = Column("customers", cells.integer, 0, "Customers without power. Empty: 0.", "31")
CRITICAL = Column(
    "critical_customers", cells.integer, 0, "How many of them are hospitals, water works and the like. Empty: 0.", "1"
)
HAZARD = Column("hazard", cells.yes_no, False, "Danger to people: yes or no. Empty: no.", "yes")
MAKE_SAFE = Column("make_safe", cells.yes_no, False, "Make-safe work, in which no break may fall. Empty: no.", "yes")
ARRIVE_BY = Column(
    "arrive_by", clock_cells.optional_moment, _NO_TIME, "Own clock in place of the policy's.", "2021-02-10 12:30"
)
RESTORE_BY = Column(
    "restore_by", clock_cells.optional_moment, _NO_TIME, "Own clock in place of the policy's.", "2021-02-10 16:00"
)
APPOINTMENTS = Column(
    "appointments",
    cells.list_of(clock_cells.window, "|"),
    _NO_WINDOWS,
    "Work starts inside one of these stretches, start/end, separated by |. Empty: any time.",
    "2021-02-10 13:00/2021-02-10 15:00",
)
ACCESS = Column(
    "access",
    cells.list_of(clock_cells.window, "|"),
    _NO_WINDOWS,
    "All work lies inside one of these stretches, start/end, separated by |. Empty: any time.",
    "2021-02-10 12:00/2021-02-10 18:00",
)
AFTER = Column(
    "after",
    cells.list_of(cells.precedence, "+"),
    _NO_LINKS,
    "Tickets whose work ends before this one's starts, joined by +; after a colon the least delay in minutes, "
    "after two points the longest: T1, T1:30, T1:30..240.",
    "T001:15",
)
UPSTREAM = Column(
    "upstream", cells.name, "", "A ticket without whose repair this one restores nobody (nested outage).", "T007"
)
PARTS = Column("parts", cells.pairs_of(cells.integer), _NO_PARTS, "Parts used, with counts.", "fuse:3+clamp:12")
EQUIPMENT = Column("equipment", cells.set_of(cells.name), _NO_NAMES, "Gear the lead crew must bring.", "bucket_truck")
PREFERRED = Column("preferred_crews", cells.set_of(cells.name), _NO_NAMES, "Crews that would be better.", "C01+C02")
FORBIDDEN = Column("forbidden_crews", cells.set_of(cells.name), _NO_NAMES, "Crews that may not do it.", "C03")
STARTED = Column(
    "started",
    clock_cells.started_by_party,
    _NO_STARTED,
    "Work under way, which never moves: crew@time on site since then, crew alone still on the road; one entry a "
    "party, separated by |, empty for a party not started.",
    "C01@2021-02-10 11:50",
)
PRICE_ARRIVAL = Column("price_arrival_late_minute", cells.amount, 0.0, "Agreed price, see below.", "2.5")
PRICE_RESTORATION = Column("price_restoration_late_minute", cells.amount, 0.0, "Agreed price, see below.", "1")
PRICE_OUTAGE = Column("price_outage_minute", cells.amount, 0.0, "Agreed price, see below.", "0.4")
PRICE_LEFT_OUT = Column("price_left_out", cells.amount, 0.0, "Agreed price, see below.", "5000")
PRICE_ARRIVAL_STEPS = Column(
    "price_arrival_steps", cells.steps, _NO_STEPS, "Fixed prices, minutes late:price joined by +.", "0:50+60:100"
)
PRICE_RESTORATION_STEPS = Column(
    "price_restoration_steps", cells.steps, _NO_STEPS, "Fixed prices, minutes late:price joined by +.", "0:95+720:45"
)

PRICES: tuple[AnyColumn, ...] = (
    PRICE_ARRIVAL,
    PRICE_RESTORATION,
    PRICE_OUTAGE,
    PRICE_LEFT_OUT,
    PRICE_ARRIVAL_STEPS,
    PRICE_RESTORATION_STEPS,
)
COLUMNS: tuple[AnyColumn, ...] = (
    ID,
    LAT,
    LON,
    REPORTED,
    AREA,
    PRIORITY,
    WORK,
    SKILLS,
    FAULT_TYPE,
    ADDRESS,
    CUSTOMERS,
    CRITICAL,
    HAZARD,
    MAKE_SAFE,
    ARRIVE_BY,
    RESTORE_BY,
    APPOINTMENTS,
    ACCESS,
    AFTER,
    UPSTREAM,
    PARTS,
    EQUIPMENT,
    PREFERRED,
    FORBIDDEN,
    STARTED,
    *PRICES,
)
