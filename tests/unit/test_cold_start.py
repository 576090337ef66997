"""The first solve on a machine: who answers while the search is not compiled, and that it is compiled once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dispatch.rules import check
from solver.result import Progress
from solver.settings import Settings
from solver.solve import solve
from tests import builders as make

DAY = make.problem(
    [make.ticket(f"T{number}", place=make.spot(3 * number, number)) for number in range(12)],
    [make.crew("C1"), make.crew("C2")],
)


class Machine:
    """A machine that has the search compiled once it has been asked so many times."""

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.compilations = 0

    def compiled(self) -> bool:
        return self.looks == 0

    def start_compiling(self, _: object) -> Machine:
        self.compilations += 1
        return self

    def poll(self) -> int | None:
        """As a process does: None while it runs."""
        self.looks -= 1
        return None if self.looks > 0 else 0


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Machine:
    fake = Machine(request.param)
    monkeypatch.setattr("solver.solve.compiled", fake.compiled)
    monkeypatch.setattr("solver.cold_start.start_compiling", fake.start_compiling)
    return fake


@pytest.mark.parametrize("machine", [1_000_000], indirect=True)
def test_while_nothing_is_compiled_insertion_and_ortools_answer(machine: Machine) -> None:
    told: list[Progress] = []
    result = solve(DAY, Settings(seconds=1.0), on_progress=told.append)
    sources = {step.source for step in told if step.sequences is not None}
    assert "insertion" in sources
    assert sources <= {"insertion", "ortools"}
    assert check(DAY, result.plan) == ()
    assert result.score.total == pytest.approx(told[-1].cost)
    assert machine.compilations == 1
    assert "NUMBA_DISABLE_JIT" not in os.environ


@pytest.mark.parametrize("machine", [1_000_000], indirect=True)
def test_a_stop_is_heard_while_nothing_is_compiled(machine: Machine) -> None:
    result = solve(DAY, Settings(seconds=60.0), stop=lambda _: "cancelled")
    assert result.stopped_by == "cancelled"
    assert check(DAY, result.plan) == ()


@pytest.mark.parametrize("machine", [3], indirect=True)
def test_once_it_is_compiled_the_search_goes_on_for_the_rest_of_the_time(machine: Machine) -> None:
    told: list[Progress] = []
    result = solve(DAY, Settings(seconds=0.5, workers=1), on_progress=told.append)
    assert told[-1].source == "search"
    assert result.steps > 0


@pytest.mark.parametrize("machine", [0], indirect=True)
def test_a_warm_machine_compiles_nothing(machine: Machine) -> None:
    solve(DAY, Settings(seconds=0.1, workers=1))
    assert machine.compilations == 0


@pytest.mark.parametrize("machine", [1_000_000], indirect=True)
def test_a_plan_by_steps_waits_for_the_search_for_it_must_not_depend_on_the_cache(machine: Machine) -> None:
    assert solve(DAY, Settings(steps=50)).steps >= 50
    assert machine.compilations == 0


@pytest.mark.benchmark
def test_an_empty_cache_is_filled_behind_the_first_answer(tmp_path: Path) -> None:
    script = (
        "from tests.unit.test_cold_start import *; from solver.cold_start import compiled\n"
        "began = time.monotonic(); told = []\n"
        "solve(DAY, Settings(seconds=2.0), on_progress=told.append)\n"
        "print(told[0].elapsed_seconds, time.monotonic() - began, compiled())"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"CREWDISPATCH_CACHE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    first, whole, filled = said.stdout.split()
    assert (float(first) < 5.0, float(whole) < 8.0, filled) == (True, True, "False"), said.stdout
    until = time.monotonic() + 240
    while not any(tmp_path.rglob("*.nbc")):
        assert time.monotonic() < until, "the cache was never filled"
        time.sleep(1.0)
