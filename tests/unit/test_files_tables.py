"""Tables and scenario.yaml say everything a problem can hold."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from dispatch.crew import Break, Crew, Shift
from dispatch.duty import DutyKey
from dispatch.place import Place
from dispatch.policy import RestoreFrom
from dispatch.problem import ChangeBudget, Lock
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Precedence, Priority, Started, Step, Ticket, TicketPrices, Visit
from dispatch.window import TimeWindow
from scenarios import plan_file
from scenarios.files import read_scenario
from scenarios.policy_file import LIBRARY
from tests.scenario_folders import CREW, HEAD, TICKET, crew, faults_of, folder, table, ticket

DAY = "2021-02-10"
FULL_TICKET = ticket(
    id="T2",
    work_minutes="30|45.5",
    skills="line:2+high_voltage|tree",
    fault_type="断线, wire down",
    address="川汇区七一路",
    customers="31",
    critical_customers="2",
    hazard="是",
    make_safe="yes",
    arrive_by=f"{DAY} 12:30",
    restore_by=f"{DAY}T22:00:30Z",
    appointments=f"{DAY} 12:00/{DAY} 13:00 | {DAY} 14:00/{DAY} 15:00",
    access=f"{DAY} 11:00/{DAY} 18:00",
    after="T1:15..90",
    upstream="T1",
    parts="fuse:3+clamp:12",
    equipment="digger+bucket_truck",
    preferred_crews="C1",
    forbidden_crews="C2",
    started=f"|C1@{DAY} 10:50",
    price_arrival_late_minute="2.5",
    price_restoration_late_minute="1",
    price_outage_minute="0.4",
    price_left_out="5000",
    price_arrival_steps="0:50+60:100",
    price_restoration_steps="0:95",
)
FULL_CREW = crew(
    end_place="37.4, -121.9",
    max_overtime_minutes="120",
    breaks=f"11:30/13:00/30|{DAY} 16:00/{DAY} 16:30/15",
    on_call="yes",
    name="圣何塞一班",
    kind="line",
    members="4",
    skills="line:2+high_voltage",
    speed="line:1.2+high_voltage:0.9",
    equipment="digger+bucket_truck",
    parts="fuse:12+clamp:24",
    depot="37.3 -121.8",
    reload_minutes="20",
    max_duty_minutes="960",
    min_rest_minutes="480",
    callout_price="60",
    position="37.35 -121.85",
    free_from=f"{DAY} 11:20",
)
TREE = crew(id="C2", skills="tree")


def utc(hour: int, minute: int = 0, second: int = 0, day: int = 10) -> datetime:
    return datetime(2021, 2, day, hour, minute, second, tzinfo=UTC)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def test_every_field_of_a_ticket_can_be_said(tmp_path: Path) -> None:
    day = read_scenario(folder(tmp_path, tickets=[ticket(), FULL_TICKET], crews=[FULL_CREW, TREE]))
    said = Ticket(
        id="T2",
        place=Place(37.335, -121.893),
        reported_at=utc(18, 40),
        area_class=AreaClass.URBAN,
        priority=Priority.HIGH,
        parties=(
            Party(minutes(30), (Skill("line", 2), Skill("high_voltage"))),
            Party(minutes(45.5), (Skill("tree"),)),
        ),
        fault_type="断线, wire down",
        address="川汇区七一路",
        customers=31,
        critical_customers=2,
        hazard=True,
        make_safe=True,
        arrive_by=utc(20, 30),
        restore_by=utc(22, 0, 30),
        appointments=(TimeWindow(utc(20), utc(21)), TimeWindow(utc(22), utc(23))),
        access=(TimeWindow(utc(19), utc(2, day=11)),),
        after=(Precedence("T1", minutes(15), minutes(90)),),
        upstream="T1",
        parts=(("fuse", 3), ("clamp", 12)),
        equipment=frozenset({"digger", "bucket_truck"}),
        preferred_crews=frozenset({"C1"}),
        forbidden_crews=frozenset({"C2"}),
        started=(Started("C1", utc(18, 50), 1),),
        prices=TicketPrices(2.5, 1, 0.4, 5000, (Step(minutes(0), 50), Step(minutes(60), 100)), (Step(minutes(0), 95),)),
    )
    assert day.tickets[1] == said
    defaults = day.tickets[0]
    same = [entry.name for entry in fields(Ticket) if getattr(said, entry.name) == getattr(defaults, entry.name)]
    assert same == ["place", "reported_at", "area_class", "priority"], "this test is to change every other field"


def test_every_field_of_a_crew_can_be_said(tmp_path: Path) -> None:
    tomorrow = crew(shift_start="2021-02-11 22:00", shift_end="2021-02-12 06:00", skills="", breaks="01:00/02:00/30")
    day = read_scenario(folder(tmp_path, crews=[tomorrow, crew(id="C3"), FULL_CREW | {"id": "C2"}]))
    assert [one.id for one in day.crews] == ["C1", "C3", "C2"]
    assert day.crews[2] == Crew(
        id="C2",
        shifts=(
            Shift(
                utc(15),
                utc(23, 30),
                Place(37.34, -121.89),
                Place(37.4, -121.9),
                minutes(120),
                (
                    Break(utc(19, 30), utc(21), minutes(30)),
                    Break(utc(0, day=11), utc(0, 30, day=11), minutes(15)),
                ),
                on_call=True,
            ),
        ),
        skills=(Skill("line", 2), Skill("high_voltage")),
        name="圣何塞一班",
        kind="line",
        members=4,
        speed=(("line", 1.2), ("high_voltage", 0.9)),
        equipment=frozenset({"digger", "bucket_truck"}),
        parts=(("fuse", 12), ("clamp", 24)),
        depot=Place(37.3, -121.8),
        reload=minutes(20),
        max_duty=minutes(960),
        min_rest=minutes(480),
        callout_price=60,
        position=Place(37.35, -121.85),
        free_from=utc(19, 20),
    )
    assert day.crews[0].shifts[0].breaks == (Break(utc(9, day=12), utc(10, day=12), minutes(30)),)


def test_rows_of_one_crew_are_its_shifts_in_order_of_time(tmp_path: Path) -> None:
    first = crew(shift_start="2021-02-11 07:00", shift_end="2021-02-11 15:00", kind="line")
    second = crew(start_place="37.5 -121.5", skills="")
    (one,) = read_scenario(folder(tmp_path, crews=[first, second])).crews
    assert [shift.start for shift in one.shifts] == [utc(15), utc(15, day=11)]
    assert (one.kind, one.skills) == ("line", (Skill("line", 2),))
    assert one.shifts[0].start_place == Place(37.5, -121.5)


def test_scenario_yaml_says_the_rest_of_the_problem(tmp_path: Path) -> None:
    head = f"""{HEAD}source: a map
licence: Apache-2.0
freeze_until: {DAY} 11:30
skills: [live_line]
travel:
  detour_factor: 1.2
  distance: great_circle
  earth_radius_km: 6371
  speeds_kmh: {{urban: 20, remote: 40.5}}
  traffic: {{"00:00": 1, "07:00": 0.7}}
locks:
  - {{ticket: T1, crew: C1}}
  - {{ticket: T2#2, start: {DAY} 12:00/{DAY} 12:30}}
change_budget: {{changes: 3, tolerance_minutes: 10}}
previous:
  C1: [T1, T2]
  C2: [[], [T2#2]]
"""
    rows = [ticket(), ticket(id="T2", work_minutes="30|20", skills="live_line|")]
    shifts = [TREE, crew(id="C2", shift_start="2021-02-11 07:00", shift_end="2021-02-11 15:00", skills="tree")]
    day = read_scenario(folder(tmp_path, tickets=rows, crews=[CREW, *shifts], head=head))
    assert (day.name, day.title, day.source, day.licence) == (tmp_path.name, "A day in San Jose", "a map", "Apache-2.0")
    assert day.now == utc(19)
    assert day.freeze_until == utc(19, 30)
    assert day.policy.zone == "America/Los_Angeles"
    assert day.travel.detour_factor == 1.2
    assert day.travel.speeds_kmh == {AreaClass.URBAN: 20, AreaClass.RURAL: 55, AreaClass.REMOTE: 40.5}
    assert (day.travel.distance, day.travel.earth_radius_km) == ("great_circle", 6371)
    assert (day.travel.traffic.permille, day.travel.traffic.zone) == ((1000, 700), "America/Los_Angeles")
    assert day.locks == (Lock(Visit("T1"), "C1"), Lock(Visit("T2", 1), None, TimeWindow(utc(20), utc(20, 30))))
    assert day.change_budget == ChangeBudget(3, minutes(10))
    assert day.previous == {
        DutyKey("C1", 0): (Visit("T1"), Visit("T2")),
        DutyKey("C2", 0): (),
        DutyKey("C2", 1): (Visit("T2", 1),),
    }
    problem = day.problem()
    assert problem.previous is not None
    assert problem.previous.sequences[DutyKey("C1", 0)] == (Visit("T1"),), "C1 lacks what T2 needs"
    assert problem.heads == {DutyKey("C1", 0): (Visit("T1"),)}
    assert problem.duty[DutyKey("C1", 0)].start == day.now


def test_a_small_folder_is_enough(tmp_path: Path) -> None:
    head = "format: 1\nnow: 2021-02-10T19:00Z\n"
    times = {"reported_at": "2021-02-10T18:40Z"}
    shift = {"shift_start": "2021-02-10 15:00Z", "shift_end": "2021-02-10 08:00:00-08:00"}
    day = read_scenario(folder(tmp_path, tickets=[TICKET | times], crews=[CREW | shift], head=head))
    assert day.policy.name == "state-grid"
    assert day.crews[0].shifts[0].end == utc(16)
    assert day.problem().previous is None


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_chinese_names_read_with_and_without_a_byte_order_mark(tmp_path: Path, mark: bytes) -> None:
    rows = mark + table([ticket(id="工单一", skills="带电作业:2", equipment="绝缘斗臂车")]).encode()
    crews = mark + table([crew(id="一班", skills="带电作业:3", equipment="绝缘斗臂车")]).encode()
    day = read_scenario(folder(tmp_path, tickets=rows, crews=crews))
    assert day.tickets[0].parties[0].skills == (Skill("带电作业", 2),)
    assert day.tickets[0].equipment == day.crews[0].equipment == frozenset({"绝缘斗臂车"})


def test_a_workbook_reads_as_its_csv(tmp_path: Path) -> None:
    rows = [ticket(), FULL_TICKET]
    from_csv = read_scenario(folder(tmp_path, tickets=rows, crews=[FULL_CREW, TREE]))
    book = Workbook()
    sheet = book.worksheets[0]
    columns = [*FULL_TICKET, None]
    sheet.append(columns)
    for row in rows:
        sheet.append([number(row.get(name or "", "")) for name in columns])
    sheet.append([None, None])
    (tmp_path / "tickets.csv").unlink()
    book.save(tmp_path / "tickets.xlsx")
    assert read_scenario(tmp_path).tickets == from_csv.tickets


def number(text: str) -> object:
    """Numbers and times as spreadsheets hold them."""
    if text.replace(".", "", 1).lstrip("-").isdigit():
        return float(text)
    if len(text) == 16 and text[4] == text[7] == "-":
        return datetime.fromisoformat(text)
    return text or None


def test_order_of_columns_blank_rows_and_spaces_do_not_matter(tmp_path: Path) -> None:
    plain = read_scenario(folder(tmp_path)).tickets
    turned = table([dict(reversed(TICKET.items()))]).replace(",", " , ").replace("\n", "\n\n,\n", 1)
    assert read_scenario(folder(tmp_path, tickets=turned)).tickets == plain


def test_a_level_that_no_crew_reaches_is_no_fault(tmp_path: Path) -> None:
    assert faults_of(folder(tmp_path, tickets=[ticket(skills="line:9")])) == ()


def test_a_relative_policy_is_read_beside_the_scenario(tmp_path: Path) -> None:
    text = (LIBRARY / "gb-guaranteed-standards.yaml").read_text(encoding="utf-8")
    day = read_scenario(folder(tmp_path, head=HEAD.replace("state-grid", "own.yaml"), own__yaml=text))
    assert day.policy.targets.restore_from is RestoreFrom.REPORTED


def test_a_published_plan_can_be_the_programs_own_file(tmp_path: Path) -> None:
    at = "2021-02-10T20:00:00Z"
    stop = {"ticket": "T1", "party": 0, "depart": at, "travel_seconds": 0, "arrival": at, "start": at, "leave": at}
    route = {"crew": "C1", "shift": 0, "departure": at, "return_travel_seconds": 0, "end": at, "last_pauses": []}
    plan = {
        "format": plan_file.FORMAT,
        "version": plan_file.VERSION,
        "input": {"name": "day", "folder": ""},
        "policy": {"name": "state-grid", "version": "1"},
        "settings": {"engine": "recipe"},
        "certificate": {"problem": {}, "versions": {}, "plan": "", "repeatable": False},
        "cost": {"total": 0.0},
        "routes": [route | {"stops": [stop | {"pauses": []}]}],
        "unassigned": [],
    }
    day = read_scenario(folder(tmp_path, head=f"{HEAD}previous: plan.json\n", plan__json=json.dumps(plan)))
    assert day.problem().published == {Visit("T1"): (DutyKey("C1", 0), utc(20))}
