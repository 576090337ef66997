"""The command line from the outside, as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenarios.plan_file import read_plan
from tests import scenario_folders

SMALL = [scenario_folders.ticket(id=f"T{number}", lat=f"37.3{number}") for number in range(1, 5)]
PATIENCE = 60


def command(*arguments: str | Path | int) -> list[str]:
    return [sys.executable, "-m", "api.cli", *map(str, arguments)]


def run(*arguments: str | Path | int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False, env=wide()
    )


def wide() -> dict[str, str]:
    return os.environ | {"COLUMNS": "160", "PYTHONUTF8": "1"}


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """Four tickets, one of which nobody can do."""
    impossible = scenario_folders.ticket(id="T9", skills="diving", address="[bold]Pier[/bold] 7")
    (tmp_path / "day").mkdir()
    head = scenario_folders.HEAD + "skills: [line, diving]\n"
    scenario_folders.folder(tmp_path / "day", [*SMALL, impossible], head=head)
    return tmp_path / "day"


def test_help_comes_without_heavy_imports() -> None:
    script = (
        "import sys, api.cli; print([name for name in ('pandas', 'numpy', 'ortools', 'plotly') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert said.stdout.strip() == "[]"
    assert "plan" in run("--help").stdout


def test_a_day_is_planned_shown_and_written(day: Path, tmp_path: Path) -> None:
    done = run("plan", day, "--seconds", 1, "--seed", 3, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for text in ("A day in San Jose", "C1", "T1", "37.31000, -121.89300", "Left out: 1 of 5", "SKILL_CONSTRAINT"):
        assert text in done.stdout
    for text in ("priority 3 high", "urban", "customer-minutes interrupted", "overtime", "utilisation", "Cost "):
        assert text in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "job_lists",
        "job_lists.csv",
        "plan.html",
        "plan.json",
    }
    saved = read_plan(tmp_path / "out" / "plan.json")
    assert saved.settings.seed == 3
    assert [entry.ticket_id for entry in saved.plan.unassigned] == ["T9"]


def test_bad_input_is_told_whole_and_nothing_is_written(tmp_path: Path) -> None:
    tickets = [scenario_folders.ticket(priority="9"), scenario_folders.ticket(id="T2", lat="0", lon="0")]
    (tmp_path / "day").mkdir()
    scenario_folders.folder(tmp_path / "day", tickets)
    done = run("plan", tmp_path / "day", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "row 2" in done.stderr
    assert "row 3" in done.stderr
    assert "nothing was written" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", "nowhere"),
        ("plan", "nowhere", "--seconds", "-1"),
        ("plan", "nowhere", "--seconds", "nan"),
        ("plan", "nowhere", "--engine", "magic"),
        ("plan", "nowhere", "--steps", "-1"),
        ("plan", "nowhere", "--workers", "0"),
        ("plan", "nowhere", "--out", __file__),
        ("dance",),
    ],
)
def test_a_wrong_call_ends_with_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_ctrl_c_gives_the_best_plan_so_far(day: Path, tmp_path: Path) -> None:
    process = start("plan", day, "--seconds", PATIENCE, "--out", tmp_path / "out")
    solver_of(process)
    # To the whole group, the solver too, as a terminal does it.
    os.killpg(process.pid, signal.SIGINT)
    said, complained = process.communicate(timeout=PATIENCE / 2)
    assert process.returncode == 0, complained
    assert "Stopped early" in said
    assert read_plan(tmp_path / "out" / "plan.json").plan.routes


def test_a_second_ctrl_c_gives_up(day: Path, tmp_path: Path) -> None:
    process = start("plan", day, "--seconds", PATIENCE, "--out", tmp_path / "out")
    # Held still, so that the solver cannot answer the first one in time.
    os.kill(solver_of(process), signal.SIGSTOP)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, complained = process.communicate(timeout=PATIENCE / 2)
    assert process.returncode == 130
    assert "Traceback" not in complained
    assert not (tmp_path / "out").exists()


def test_a_killed_solver_is_told(day: Path, tmp_path: Path) -> None:
    process = start("plan", day, "--seconds", PATIENCE, "--out", tmp_path / "out")
    os.kill(solver_of(process), signal.SIGKILL)
    _, complained = process.communicate(timeout=PATIENCE / 2)
    assert process.returncode == 1
    assert "SIGKILL" in complained
    assert not (tmp_path / "out").exists()


def start(*arguments: str | Path | int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=wide(),
        start_new_session=True,
    )


def solver_of(process: subprocess.Popen[str]) -> int:
    """The solver's process id, once it is there."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + PATIENCE / 2
    while time.monotonic() < until:
        for child in map(int, children.read_text().split()):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return child
        time.sleep(0.02)
    raise TimeoutError("no solver was started")
