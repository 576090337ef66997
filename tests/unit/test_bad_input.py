"""Every kind of bad input is named with file, row and field, and with a sentence that teaches."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from dispatch.errors import InputErrors
from scenarios import table as tables
from scenarios.files import read_scenario
from tests.bad_inputs import BAD, CELLS, Bad, without, workbook
from tests.scenario_folders import HEAD, TICKET, crew, faults_of, folder, table, ticket


@pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])
def test_is_named_with_file_row_field_and_a_sentence(bad: Bad, tmp_path: Path) -> None:
    path = tmp_path / "day"
    path.mkdir()
    bad.spoil(path)
    faults = faults_of(path)
    said = [fault for fault in faults if bad.teaches in str(fault)]
    assert said, "\n".join(map(str, faults))
    row = bad.row if bad.row is not None else said[0].row
    assert (bad.file.format(path=path), row, bad.field) in {(fault.file, fault.row, fault.field) for fault in said}


def test_one_slip_is_one_fault(tmp_path: Path) -> None:
    for name, cells, _, _ in CELLS:
        found = faults_of(folder(tmp_path, tickets=[ticket(**cells)]))
        assert len(found) == 1, f"{name}: {found}"


def test_all_faults_come_at_once_in_the_order_of_the_input(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        tickets=[ticket(lat="x", priority=9), ticket(id="T2", work_minutes=-1), ticket(id="T2")],
        crews=[crew(shift_end="2021-02-10 06:00", members=0)],
        head=HEAD.replace("policy", "polcy"),
    )
    places = [(fault.file, fault.row, fault.field) for fault in faults_of(path)]
    assert places == [
        ("scenario.yaml", 5, "polcy"),
        ("tickets.csv", 2, "lat"),
        ("tickets.csv", 2, "priority"),
        ("tickets.csv", 3, "work_minutes"),
        ("tickets.csv", 4, "id"),
        ("crews.csv", 2, "members"),
        ("crews.csv", 2, "shift_end"),
    ]


def test_a_missing_column_does_not_hide_the_other_columns_faults(tmp_path: Path) -> None:
    found = faults_of(folder(tmp_path, tickets=[without(ticket(priority=9), "lat")]))
    assert [(fault.row, fault.field) for fault in found] == [(1, "lat"), (2, "priority")]


def test_an_unreadable_head_does_not_blame_every_time(tmp_path: Path) -> None:
    found = faults_of(folder(tmp_path, tickets=[ticket(), ticket(id="T2")], head="a: ["))
    assert [fault.file for fault in found] == ["scenario.yaml"]


def test_too_many_rows_are_refused_without_reading_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 100)
    rows = table([ticket(id=f"T{n}") for n in range(100)])
    assert faults_of(folder(tmp_path, tickets=rows)) == ()
    (fault,) = faults_of(folder(tmp_path, tickets=rows + rows))
    assert "has more than 100 rows" in str(fault.message)


def test_ten_million_rows_are_refused_by_their_bytes_alone(tmp_path: Path) -> None:
    path = folder(tmp_path)
    with (path / "tickets.csv").open("r+b") as file:
        file.truncate(10_000_000 * 40)
    (fault,) = faults_of(path)
    assert "381 MiB" in str(fault.message)
    assert fault.allowed == "up to 64 MiB"


def test_ten_million_empty_rows_within_the_bytes_are_refused_too(tmp_path: Path) -> None:
    (fault,) = faults_of(folder(tmp_path, tickets=table([ticket()]) + "\n" * 10_000_000))
    assert fault.message == f"has more than {tables.MAX_ROWS} rows"


def test_a_workbook_of_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    folder(tmp_path)
    (tmp_path / "tickets.csv").unlink()
    book = Workbook()
    for row in [list(TICKET), *([list(TICKET.values())] * 3)]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "tickets.xlsx")
    (fault,) = faults_of(tmp_path)
    assert "has more than 2 rows" in str(fault.message)


def test_the_error_reads_as_lines_of_place_message_value_and_allowed(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        read_scenario(folder(tmp_path, tickets=[ticket(customers=-1)]))
    assert str(caught.value) == "tickets.csv, row 2, customers: is negative (found '-1'); allowed: 0 or more"


def test_workbook_times_and_numbers_read_as_their_csv_texts(tmp_path: Path) -> None:
    workbook(tmp_path, {"reported_at": datetime(2021, 2, 10, 10, 40), "lat": 37.335, "priority": 3.0})  # noqa: DTZ001
    assert faults_of(tmp_path) == ()
