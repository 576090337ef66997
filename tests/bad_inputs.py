"""Every kind of bad input the reader must name: how to spoil a sound folder, and what is to be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from scenarios.policy_file import LIBRARY
from tests.scenario_folders import CREW, HEAD, TICKET, crew, folder, table, ticket, write

STATE_GRID = (LIBRARY / "state-grid.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Bad:
    name: str
    spoil: Callable[[Path], object]
    file: str
    row: int | None
    field: str | None
    teaches: str


def tickets(*rows: dict[str, str], head: str = HEAD) -> Callable[[Path], object]:
    return lambda path: folder(path, tickets=list(rows), head=head)


def crews(*rows: dict[str, str]) -> Callable[[Path], object]:
    return lambda path: folder(path, crews=list(rows))


def head(text: str, **others: str) -> Callable[[Path], object]:
    return lambda path: folder(path, head=text, **others)


def policy(old: str, new: str) -> Callable[[Path], object]:
    assert old in STATE_GRID
    return head(HEAD.replace("state-grid", "own.yaml"), own__yaml=STATE_GRID.replace(old, new))


def without(row: dict[str, str], column: str) -> dict[str, str]:
    return {name: text for name, text in row.items() if name != column}


def workbook(path: Path, cells: dict[str, object]) -> None:
    folder(path)
    (path / "tickets.csv").unlink()
    book = Workbook()
    sheet = book.worksheets[0]
    row = {**TICKET, **cells}
    sheet.append(list(row))
    sheet.append(list(row.values()))
    book.save(path / "tickets.xlsx")


def rmdir(path: Path) -> None:
    path.rmdir()


def into_a_file(path: Path) -> None:
    path.rmdir()
    path.write_text("")


def both_kinds(path: Path) -> None:
    workbook(path, {})
    write(path / "tickets.csv", [ticket()])


def gone(name: str) -> Callable[[Path], object]:
    return lambda path: (folder(path) / name).unlink()


def heads(old: str, new: str) -> Callable[[Path], object]:
    return head(HEAD.replace(old, new))


CELLS = [
    ("lat and lon swapped", {"lat": "-121.893", "lon": "37.335"}, "lat", "look swapped"),
    ("at 0, 0", {"lat": "0", "lon": "0.0"}, "lat", "a point in the sea"),
    ("latitude out of range", {"lat": "137.3", "lon": "121"}, "lat", "outside the globe"),
    ("longitude out of range", {"lon": "-191.893"}, "lat", "outside the globe"),
    ("no number", {"lat": "north"}, "lat", "is not a number"),
    ("decimal comma", {"lat": "37,335"}, "lat", "write the decimal point as a point"),
    ("NaN", {"lat": "NaN"}, "lat", "stands for a missing value"),
    ("NaN priority", {"priority": "nan"}, "priority", "stands for a missing value"),
    ("infinity", {"work_minutes": "inf"}, "work_minutes", "is not a number"),
    ("empty cell", {"reported_at": ""}, "reported_at", "must be given"),
    ("not a time", {"reported_at": "yesterday"}, "reported_at", "YYYY-MM-DD HH:MM"),
    ("American date", {"reported_at": "02/10/2021 10:40"}, "reported_at", "YYYY-MM-DD HH:MM"),
    ("a day no calendar has", {"reported_at": "2021-02-30 10:40"}, "reported_at", "no calendar"),
    ("the year 1900", {"reported_at": "1900-01-01 00:00"}, "reported_at", "1990 to 2099"),
    ("daylight-saving gap", {"restore_by": "2021-03-14 02:30"}, "restore_by", "daylight saving skips it"),
    ("ambiguous hour", {"restore_by": "2021-11-07 01:30"}, "restore_by", "with its offset, -0700 or -0800"),
    ("reported after now", {"reported_at": "2021-02-10 11:01"}, "reported_at", "nobody can know of it yet"),
    ("clock before report", {"arrive_by": "2021-02-10 10:00"}, "arrive_by", "before the ticket was reported"),
    ("window reversed", {"access": "2021-02-10 15:00/2021-02-10 14:00"}, "access", "ends before it starts"),
    ("half a window", {"appointments": "2021-02-10 15:00"}, "appointments", "start/end"),
    ("unknown area class", {"area_class": "suburb"}, "area_class", "urban, rural, remote"),
    ("unknown priority", {"priority": "7"}, "priority", "1, 2, 3, 4"),
    ("non-integer", {"customers": "2.5"}, "customers", "is not a whole number"),
    ("negative count", {"customers": "-3"}, "customers", "is negative"),
    ("more critical than all", {"customers": "1", "critical_customers": "2"}, "critical_customers", "more than all 1"),
    ("negative duration", {"work_minutes": "-45"}, "work_minutes", "is negative"),
    ("seconds as minutes", {"work_minutes": "162000"}, "work_minutes", "are these seconds?"),
    ("parties unlike", {"work_minutes": "30|45|20", "skills": "line|line"}, "skills", "2 parties, work_minutes 3"),
    ("unknown skill", {"skills": "lin"}, "skills", "no crew holds (found 'lin'); allowed: did you mean line?"),
    ("skill level 0", {"skills": "line:0"}, "skills", "1 or more"),
    ("skill twice", {"skills": "line+line:2"}, "skills", "names line twice"),
    ("nothing between signs", {"skills": "line++cable"}, "skills", "nothing between two +"),
    ("parts without count", {"parts": "fuse"}, "parts", "such as fuse:3"),
    ("neither yes nor no", {"hazard": "perhaps"}, "hazard", "是"),
    ("a sign in the id", {"id": "T1|2"}, "id", "none of | + : / #"),
    ("formula in CSV", {"address": "=HYPERLINK(1)"}, "address", "paste as values"),
    ("at-sign formula", {"address": "@SUM(A1)"}, "address", "is a formula"),
    ("plus formula", {"address": "+cmd|calc"}, "address", "is a formula"),
    ("unknown ticket in after", {"after": "T9"}, "after", "not in the ticket table"),
    ("after itself", {"after": "T1"}, "after", "names the ticket itself"),
    ("delays reversed", {"after": "T1:60..30"}, "after", "shorter than the least"),
    ("unknown ticket upstream", {"upstream": "T9"}, "upstream", "not in the ticket table"),
    ("unknown preferred crew", {"preferred_crews": "C11"}, "preferred_crews", "did you mean C1?"),
    ("unknown forbidden crew", {"forbidden_crews": "Z9"}, "forbidden_crews", "not in the crew table"),
    ("unknown crew at work", {"started": "Z9"}, "started", "not in the crew table"),
    ("arrived in the future", {"started": "C1@2021-02-10 11:30"}, "started", "after the scenario's now"),
    ("too many started", {"started": "C1|C1"}, "started", "more crews than the 1"),
    ("price without number", {"price_arrival_steps": "60"}, "price_arrival_steps", "lacks its number"),
]
CREW_CELLS = [
    ("ends before it starts", {"shift_end": "2021-02-10 06:00"}, "shift_end", "not after the shift's start"),
    ("place of one number", {"start_place": "37.34"}, "start_place", "latitude, a blank, longitude"),
    ("place swapped", {"depot": "-121.89 37.34"}, "depot", "look swapped"),
    ("break outside", {"breaks": "17:00/18:00/30"}, "breaks", "outside the shift"),
    ("break reversed", {"breaks": "2021-02-10 12:00/2021-02-10 11:00/30"}, "breaks", "before its earliest"),
    ("breaks overlap", {"breaks": "11:30/12:30/30|12:45/13:00/15"}, "breaks", "overlap"),
    ("break without length", {"breaks": "11:30/12:30"}, "breaks", "such as 11:30/13:00/30"),
    ("no people", {"members": "0"}, "members", "1 or more"),
    ("speed of 0", {"speed": "line:0"}, "speed", "above 0"),
    ("equipment with a sign", {"equipment": "bucket:truck"}, "equipment", "cannot be an id"),
]
WHOLE = [
    Bad("no such folder", rmdir, "{path}", None, None, "is not there"),
    Bad("not a folder", into_a_file, "{path}", None, None, "is not a folder"),
    Bad("no scenario.yaml", gone("scenario.yaml"), "scenario.yaml", None, None, "is missing"),
    Bad("no tickets", gone("tickets.csv"), "tickets.csv", None, None, "tickets.csv or tickets.xlsx"),
    Bad("no crews", gone("crews.csv"), "crews.csv", None, None, "crews.csv or crews.xlsx"),
    Bad("both kinds of table", both_kinds, "tickets.csv", None, None, "which one counts?"),
    Bad("empty table", lambda p: folder(p, tickets=""), "tickets.csv", 1, None, "has no heading"),
    Bad("heading only", lambda p: folder(p, tickets=",".join(TICKET)), "tickets.csv", None, None, "no rows"),
    Bad("missing column", tickets(without(TICKET, "lat")), "tickets.csv", 1, "lat", "the table needs this column"),
    Bad("unknown column", tickets(ticket(skils="x")), "tickets.csv", 1, "skils", "did you mean skills?"),
    Bad(
        "column twice",
        lambda p: folder(p, tickets=table([ticket()]).replace("skills\n", "lat\n")),
        "tickets.csv",
        1,
        "lat",
        "twice",
    ),
    Bad(
        "cell too many",
        lambda p: folder(p, tickets=table([ticket()]) + "1,2\n" + "," * 9),
        "tickets.csv",
        4,
        None,
        "10 cells",
    ),
    Bad("open quote", lambda p: folder(p, tickets=table([ticket()]) + '"T2,'), "tickets.csv", 3, None, "never closed"),
    Bad("duplicate id", tickets(ticket(), ticket(priority=4)), "tickets.csv", 3, "id", "the id of row 2 already"),
    Bad(
        "cycle of two",
        tickets(ticket(after="T2"), ticket(id="T2", after="T1")),
        "tickets.csv",
        2,
        "after",
        "T1 -> T2 -> T1",
    ),
    Bad(
        "upstream ring",
        tickets(ticket(upstream="T2"), ticket(id="T2", upstream="T1")),
        "tickets.csv",
        2,
        "upstream",
        "circle",
    ),
    Bad(
        "swapped where both are legal",
        tickets(*(ticket(id=f"T{n}", lat=51.5, lon=0.1 * n) for n in (1, 2, 3)), ticket(id="T4", lat=0.2, lon=51.5)),
        "tickets.csv",
        5,
        "lat",
        "the other tickets are elsewhere",
    ),
    Bad(
        "naive time, no zone",
        heads("zone: America/Los_Angeles\n", ""),
        "tickets.csv",
        2,
        "reported_at",
        "declares no zone",
    ),
    Bad(
        "GBK", lambda p: folder(p, tickets=table([ticket(address="周口")]).encode("gbk")), "tickets.csv", 2, None, "GBK"
    ),
    Bad("UTF-16", lambda p: folder(p, tickets=table([ticket()]).encode("utf-16")), "tickets.csv", 1, None, "UTF-16"),
    Bad("not text", lambda p: folder(p, tickets=b"id\0lat"), "tickets.csv", None, None, "no text file"),
    Bad(
        "formula in a workbook", lambda p: workbook(p, {"customers": "=2+3"}), "tickets.xlsx", 2, "customers", "formula"
    ),
    Bad(
        "error in a workbook",
        lambda p: workbook(p, {"customers": "#REF!"}),
        "tickets.xlsx",
        2,
        "customers",
        "spreadsheet error",
    ),
    Bad(
        "no workbook",
        lambda p: (folder(p) / "tickets.csv").rename(p / "tickets.xlsx"),
        "tickets.xlsx",
        None,
        None,
        "saved as .xlsx",
    ),
    Bad(
        "shifts overlap",
        crews(CREW, crew(shift_start="2021-02-10 15:00", shift_end="2021-02-10 20:00")),
        "crews.csv",
        3,
        "shift_start",
        "overlaps another shift",
    ),
    Bad(
        "crew said twice, unlike",
        crews(CREW, crew(shift_start="2021-02-11 07:00", shift_end="2021-02-11 15:00", skills="cable")),
        "crews.csv",
        3,
        "skills",
        "differs from row 2",
    ),
    Bad("YAML syntax", heads("zone: ", "zone: ["), "scenario.yaml", 4, None, "is not YAML"),
    Bad("YAML key twice", head(HEAD + "title: again\n"), "scenario.yaml", 6, "title", "line 2 has it already"),
    Bad("YAML key unknown", heads("zone", "zonne"), "scenario.yaml", 3, "zonne", "did you mean zone?"),
    Bad("YAML is a list", head("- a\n- b\n"), "scenario.yaml", 1, None, "is not a mapping"),
    Bad("YAML is empty", head(""), "scenario.yaml", 1, None, "is empty"),
    Bad("YAML nested too deep", head("a: " + "[" * 1000), "scenario.yaml", None, None, "nested too deep"),
    Bad("no now", heads("now: 2021-02-10 11:00\n", ""), "scenario.yaml", 1, "now", "must be given"),
    Bad("unknown layout", heads("format: 1", "format: 2"), "scenario.yaml", 1, "format", "is not known"),
    Bad("no such zone", heads("America/Los_Angeles", "America/San_Jose"), "scenario.yaml", 3, "zone", "an IANA name"),
    Bad("no such policy", heads("state-grid", "stategrid"), "scenario.yaml", 5, "policy", "did you mean state-grid?"),
    Bad("no such policy file", heads("state-grid", "own.yaml"), "own.yaml", None, None, "is missing"),
    Bad(
        "negative detour",
        head(HEAD + "travel: {detour_factor: -1}\n"),
        "scenario.yaml",
        6,
        "travel.detour_factor",
        "above 0",
    ),
    Bad(
        "traffic from noon",
        head(HEAD + 'travel:\n  traffic: {"12:00": 0.5}\n'),
        "scenario.yaml",
        7,
        "travel.traffic",
        "begins at 00:00",
    ),
    Bad("lock of nothing", head(HEAD + "locks: [{ticket: T1}]\n"), "scenario.yaml", 6, "locks[1]", "locks nothing"),
    Bad(
        "lock of a stranger",
        head(HEAD + "locks: [{ticket: T9, crew: C1}]\n"),
        "scenario.yaml",
        6,
        "locks[1].ticket",
        "not in the ticket table",
    ),
    Bad(
        "lock to a stranger",
        head(HEAD + "locks: [{ticket: T1, crew: C9}]\n"),
        "scenario.yaml",
        6,
        "locks[1].crew",
        "is not in the crew table",
    ),
    Bad("locks no list", head(HEAD + "locks: {ticket: T1}\n"), "scenario.yaml", 6, "locks", "is not a list"),
    Bad(
        "a visit on two lists",
        head(HEAD + "previous: {C1: [T1, T1]}\n"),
        "scenario.yaml",
        6,
        "previous.C1",
        "a visit twice",
    ),
    Bad("sections of the wrong kind", head(HEAD + "travel: fast\n"), "scenario.yaml", 6, "travel", "is not a mapping"),
    Bad("a list for skills", head(HEAD + "skills: line\n"), "scenario.yaml", 6, "skills", "is not a list"),
    Bad(
        "semicolons",
        lambda p: folder(p, tickets=table([ticket()]).replace(",", ";")),
        "tickets.csv",
        1,
        None,
        "separated by commas",
    ),
    Bad(
        "stranger's old plan",
        head(HEAD + "previous: {C1: [T9]}\n"),
        "scenario.yaml",
        6,
        "previous.C1",
        "that no ticket has",
    ),
    Bad("old plan not there", head(HEAD + "previous: plan.json\n"), "scenario.yaml", 6, "previous", "cannot be read"),
    Bad(
        "budget without number",
        head(HEAD + "change_budget: {tolerance_minutes: 5}\n"),
        "scenario.yaml",
        6,
        "change_budget.changes",
        "must be given",
    ),
    Bad("policy without version", policy('version: "2023.2"\n', ""), "own.yaml", None, "version", "must be given"),
    Bad("policy of another layout", policy("format: 1", "format: 9"), "own.yaml", 3, "format", "is not known"),
    Bad(
        "policy lacks a priority",
        policy("left_out: {1: 20000, 2: 8000, 3: 3000, 4: 1000}", "left_out: {1: 20000, 2: 8000, 3: 3000}"),
        "own.yaml",
        None,
        "weights.left_out.4",
        "must be given",
    ),
    Bad(
        "policy lacks an area",
        policy("rural: 90, ", ""),
        "own.yaml",
        None,
        "targets.arrival_minutes.rural",
        "must be given",
    ),
    Bad(
        "policy of strange weights",
        policy("travel_minute", "travel_minutes"),
        "own.yaml",
        None,
        "weights.travel_minutes",
        "did you mean travel_minute?",
    ),
    Bad(
        "policy counts from nowhere",
        policy("arrive_by", "now"),
        "own.yaml",
        None,
        "targets.restore_from",
        "arrive_by, reported",
    ),
]
BAD = [
    *(
        Bad(f"ticket: {name}", tickets(ticket(**cells)), "tickets.csv", 2, field, text)
        for name, cells, field, text in CELLS
    ),
    *(
        Bad(f"crew: {name}", crews(crew(**cells)), "crews.csv", 2, field, text)
        for name, cells, field, text in CREW_CELLS
    ),
    *WHOLE,
]
