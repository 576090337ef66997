from __future__ import annotations

import csv
from pathlib import Path

import pytest

from scenarios.job_list_file import COLUMNS, harmless, write_job_lists
from tests import builders as make
from tests.outcomes import full_day, outcome


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_all_jobs_stand_in_one_file_and_again_by_crew(tmp_path: Path) -> None:
    write_job_lists(full_day(), tmp_path)
    rows = rows_of(tmp_path / "job_lists.csv")
    assert [(row["crew"], row["order"], row["ticket"]) for row in rows] == [
        ("C1", "1", "T1"),
        ("C1", "2", "T3"),
        ("C1", "3", "T4"),
        ("'=C2", "1", "T2"),
        ("'=C2", "2", "T4"),
    ]
    assert {path.name for path in (tmp_path / "job_lists").iterdir()} == {"C1.csv", "_C2.csv"}
    assert rows_of(tmp_path / "job_lists" / "C1.csv") == rows[:3]


def test_a_row_has_local_times_margins_and_the_break(tmp_path: Path) -> None:
    write_job_lists(full_day(), tmp_path)
    first, second, *_ = rows_of(tmp_path / "job_lists.csv")
    assert tuple(first) == COLUMNS
    assert first["arrival"] == "2026-03-02T16:10:00+08:00"
    assert first["arrive_by"] == "2026-03-02T16:40:00+08:00"
    assert (first["travel_minutes"], first["arrival_margin_minutes"]) == ("10.0", "30.0")
    assert first["address"] == "解放路 12 号"
    assert float(second["arrival_margin_minutes"]) < 0
    assert second["note"] == "break 17:10-17:40; reload 17:50-18:05"


def test_text_that_a_spreadsheet_would_run_is_neutralised(tmp_path: Path) -> None:
    write_job_lists(full_day(), tmp_path)
    assert rows_of(tmp_path / "job_lists.csv")[3]["address"] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_formula_beginnings(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Pole 12", "解放路", "a=b"])
def test_plain_text_stays(text: str) -> None:
    assert harmless(text) == text


def test_crews_whose_names_differ_only_in_case_or_signs_get_files_of_their_own(tmp_path: Path) -> None:
    tickets = [make.ticket(f"T{number}") for number in range(4)]
    crews = [make.crew(name) for name in ("a:b", "A?b", "..\\x", "")]
    write_job_lists(
        outcome(make.problem(tickets, crews), {"a:b": "T0", "A?b": "T1", "..\\x": "T2", "": "T3"}), tmp_path
    )
    assert {path.name for path in (tmp_path / "job_lists").iterdir()} == {"a_b.csv", "A_b_2.csv", "___x.csv", "_.csv"}
