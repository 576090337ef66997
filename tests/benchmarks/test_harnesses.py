"""Every benchmark's harness runs on its smallest instance: that it works, not how well."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.make_instance import make_instance
from tests.benchmarks.shared_data import REPOSITORY, shared

pytestmark = pytest.mark.benchmark

needs_shared = pytest.mark.skipif(
    not shared().is_dir(), reason=f"needs {shared()} (the folder is named by CREWDISPATCH_SHARED)"
)


def ran(*arguments: str) -> str:
    done = subprocess.run(
        (sys.executable, "-m", *arguments), capture_output=True, text=True, cwd=REPOSITORY, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_dispatch_benchmark_writes_a_feasible_plan_and_one_line(tmp_path: Path) -> None:
    instance, out = tmp_path / "instance.json", tmp_path / "plan.json"
    instance.write_text(json.dumps(make_instance(20, 8, False, 1)), encoding="utf-8")
    said = ran("tests.benchmarks.dispatch_bench", str(instance), "--seconds", "1", "--out", str(out))
    figures: dict[str, Any] = json.loads(said)
    assert figures["feasible"]
    assert figures["first_plan_cost"] >= figures["cost"] > 0
    assert figures["peak_memory_mib"] > 10
    planned = [ticket for route in json.loads(out.read_text())["routes"].values() for ticket in route]
    assert len(planned) == len(set(planned)) == 20 - figures["left_out"]


@needs_shared
@pytest.mark.shared
def test_restoration_times_are_held_against_the_truth() -> None:
    said = ran("tests.benchmarks.etr_coverage")
    assert len(said.strip().splitlines()) == 2 + 4


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize(
    "section", ["dispatch", "first_plan", "memory", "growth", "insert", "sdvrptw", "hhcrsp", "technicians"]
)
def test_the_report_has_its_section(section: str, tmp_path: Path) -> None:
    options = ("--smallest", "--seconds", "1", "--peer-seconds", "1", "--only", section)
    ran("tests.benchmarks.report", "--out", str(tmp_path), *options)
    assert (tmp_path / "report.md").read_text(encoding="utf-8").count("\n## ") == 1
