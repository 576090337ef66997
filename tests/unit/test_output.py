from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import output
from scenarios.output import write_outputs
from scenarios.plan_file import read_plan
from tests import builders as make
from tests.outcomes import full_day, outcome

DAY = full_day()


def test_all_outputs_stand_in_the_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    written = write_outputs(DAY, tmp_path / "new" / "out")
    assert [path.name for path in written] == ["job_lists", "job_lists.csv", "plan.html", "plan.json"]
    assert all(path.exists() for path in written)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out"]


def test_a_second_plan_replaces_the_first_and_leaves_other_files(tmp_path: Path) -> None:
    write_outputs(DAY, tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    other = outcome(make.problem([make.ticket()], [make.crew("C9")]), {"C9": "T1"})
    write_outputs(other, tmp_path / "out")
    assert read_plan(tmp_path / "out" / "plan.json").plan == other.result.plan
    assert [path.name for path in (tmp_path / "out" / "job_lists").iterdir()] == ["C9.csv"]
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_a_failure_on_the_way_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError("no space left on device")

    write_outputs(DAY, tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    monkeypatch.setattr(output, "write_page", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_outputs(outcome(make.problem([], []), {}), tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
