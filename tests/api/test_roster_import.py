"""A roster table from the outside: taken over whole or not at all, and twice like once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from httpx2 import Response
from openpyxl import Workbook

from dispatch.user import Role
from tests.api.test_crews import seen_at
from tests.api.test_tickets import iso
from tests.builders import at, minutes
from tests.desk import CREW, Desk

HEADING = ("id", "shift_start", "shift_end", "start_place", "skills", "name", "max_duty_minutes")
YARD = "30.0 120.0"
ROWS = [
    ("C8", iso(0), iso(480), YARD, "line:2+cable", "Night 8", "600"),
    ("C8", iso(1440), iso(1920), YARD, "", "", ""),
    ("C9", iso(0), iso(480), YARD, "tree", "", ""),
]


def table(*rows: tuple[str, ...], heading: tuple[str, ...] = HEADING) -> bytes:
    return "\n".join(",".join(row) for row in (heading, *rows)).encode()


def send(desk: Desk, content: bytes, name: str = "crews.csv", **query: Any) -> Response:
    return desk.dispatcher.post("/crews/import", files={"file": (name, content)}, params=query)


def test_a_roster_is_taken_over_and_planned_with(desk: Desk) -> None:
    answer = send(desk, table(*ROWS), region="north")
    assert (answer.status_code, answer.json()) == (200, {"added": 2, "changed": 0, "unchanged": 0})
    crew = seen_at(desk, 0)["C8"]
    assert ([str(skill) for skill in crew.skills], crew.name, crew.max_duty) == (
        ["line:2", "cable"],
        "Night 8",
        minutes(600),
    )
    assert [(shift.start, shift.number) for shift in crew.shifts] == [(at(0), 0), (at(1440), 1)]
    assert desk.dispatcher.get("/crews/C9").json()["region"] == "north"


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    send(desk, table(*ROWS))
    with desk.store.read() as work:
        before = work.events.about("crew/C8")
    assert send(desk, table(*ROWS)).json() == {"added": 0, "changed": 0, "unchanged": 2}
    with desk.store.read() as work:
        assert work.events.about("crew/C8") == before


def test_a_workbook_does_as_well(desk: Desk) -> None:
    book = Workbook()
    for row in (HEADING, *ROWS):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    assert send(desk, content.getvalue(), "roster.xlsx").json()["added"] == 2


def test_what_a_table_has_no_column_for_stays(desk: Desk) -> None:
    send(desk, table(*ROWS))
    longer = table(("C8", iso(0), iso(600), YARD), ("C8", iso(700), iso(800), YARD), heading=HEADING[:4])
    assert send(desk, longer).json() == {"added": 0, "changed": 1, "unchanged": 0}
    crew = seen_at(desk, 0)["C8"]
    assert (crew.name, [shift.end for shift in crew.shifts]) == ("Night 8", [at(600), at(800), at(1920)])
    send(desk, table(("C8", iso(0), iso(600), YARD, "Day 8"), heading=(*HEADING[:4], "name")))
    assert [crew.name, len(crew.skills)] == ["Night 8", 2]
    assert seen_at(desk, 0)["C8"].name == "Day 8"


def test_all_faults_come_at_once_by_row_and_column_and_nothing_is_kept(desk: Desk) -> None:
    desk.dispatcher.post("/crews", json={"id": "C7"})
    desk.dispatcher.post("/crews/C7/retire")
    wrong = [
        ROWS[0],
        (CREW, iso(470), iso(900), YARD, "", "", ""),
        ("C7", iso(0), iso(480), YARD, "", "", ""),
        ("C6", "soon", iso(480), YARD, "line:x", "", ""),
        ("crew 5", iso(0), iso(480), YARD, "", "", ""),
    ]
    answer = send(desk, table(*wrong))
    assert answer.status_code == 422
    found = [(fault["row"], fault["path"]) for fault in answer.json()["errors"]]
    assert sorted(found) == [(3, "shift_start"), (4, "id"), (5, "shift_start"), (5, "skills"), (6, "id")]
    assert "overlaps shift 0" in answer.json()["detail"]
    assert desk.dispatcher.get("/crews/C8").status_code == 404


def test_where_a_crew_is_comes_from_the_crew_and_not_from_a_table(desk: Desk) -> None:
    answer = send(desk, table(("C8", iso(0), iso(480), YARD, "30 120"), heading=(*HEADING[:4], "position")))
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "position")


@pytest.mark.parametrize("role", [Role.CREW, Role.PLANNER, Role.AUDITOR])
def test_rosters_are_for_those_who_keep_them(desk: Desk, role: Role) -> None:
    content = {"file": ("crews.csv", table(*ROWS))}
    assert desk.client(role).post("/crews/import", files=content).status_code == 403
    assert desk.anonymous.post("/crews/import", files=content).status_code == 401
