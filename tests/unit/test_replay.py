"""`crewdispatch replay` from the outside: a plan is proved, or what differs is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import scenario_folders
from tests.unit.test_cli import run

TICKETS = [
    scenario_folders.ticket(id=f"T{number}", lat=f"37.{31 + number % 4}", lon=f"-121.{850 + 9 * number}")
    for number in range(1, 15)
]
CREWS = [scenario_folders.crew(id=f"C{number}", start_place=f"37.3{number} -121.88") for number in range(1, 5)]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day planned by steps, and the same one by the clock."""
    path = tmp_path_factory.mktemp("replay")
    (path / "day").mkdir()
    scenario_folders.folder(path / "day", TICKETS, CREWS)
    assert run("plan", path / "day", "--steps", 300, "--out", path / "steps").returncode == 0
    assert run("plan", path / "day", "--seconds", "0.3", "--out", path / "clock").returncode == 0
    return path


@pytest.fixture
def day(planned: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(planned, tmp_path / "copy"))


def edit(path: Path, change: Callable[[Any], object]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_plan_made_by_steps_is_made_again(planned: Path) -> None:
    done = run("replay", planned / "steps" / "plan.json")
    assert done.returncode == 0, done.stderr
    assert "keeps every rule" in done.stdout
    assert "the same plan" in done.stdout


def test_a_plan_made_by_the_clock_is_judged_only(planned: Path) -> None:
    done = run("replay", planned / "clock" / "plan.json")
    assert done.returncode == 0, done.stderr
    assert "keeps every rule" in done.stdout
    assert "made by the clock, so it cannot be replayed: plan with --steps" in done.stdout


def test_a_changed_input_is_named(day: Path) -> None:
    table = day / "day" / "tickets.csv"
    table.write_text(table.read_text().replace(",45,", ",50,", 1))
    done = run("replay", day / "steps" / "plan.json", "--folder", day / "day")
    assert done.returncode == 1
    assert "what differs: tickets." in done.stderr


def test_a_folder_that_is_gone_can_be_named(day: Path) -> None:
    edit(day / "steps" / "plan.json", lambda plan: plan["input"].update(folder="nowhere"))
    done = run("replay", day / "steps" / "plan.json")
    assert done.returncode == 2
    assert "--folder" in done.stderr
    assert run("replay", day / "steps" / "plan.json", "--folder", day / "day").returncode == 0


def test_a_plan_changed_by_hand_is_found_out(day: Path) -> None:
    edit(day / "steps" / "plan.json", lambda plan: plan["routes"][0]["stops"][0].update(leave="2021-02-10T22:00:00Z"))
    done = run("replay", day / "steps" / "plan.json")
    assert done.returncode == 1
    assert "has been changed since it was written" in done.stderr


@pytest.mark.parametrize("kind", ["steps", "clock"])
def test_a_cost_changed_by_hand_is_found_out(day: Path, kind: str) -> None:
    edit(day / kind / "plan.json", lambda plan: plan["cost"].update(total=1.0))
    done = run("replay", day / kind / "plan.json")
    assert done.returncode == 1
    assert "the file says 1.00" in done.stderr


def test_another_plan_is_told_with_what_differs(day: Path) -> None:
    """As if another version had made it: it was not made with the steps that the file names."""

    def other(plan: Any) -> None:
        plan["settings"].update(steps=0)
        plan["certificate"]["versions"].update(numba="0.1")

    edit(day / "steps" / "plan.json", other)
    done = run("replay", day / "steps" / "plan.json")
    assert done.returncode == 1
    assert "Made again it is another plan; what differs: ticket " in done.stderr
    assert "numba 0.1 then" in done.stderr


def test_what_is_no_plan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    done = run("replay", tmp_path / "plan.json")
    assert done.returncode == 2
    assert "is not a whole plan file" in done.stderr
