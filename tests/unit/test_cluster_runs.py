"""What-ifs on a Dask cluster by its address: a small one in this process, and a real one of processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from distributed import LocalCluster

from dispatch.errors import DispatchError
from scenarios.what_if import running
from scenarios.what_if.reading import read_what_if
from scenarios.what_if.running import Step, run_what_if
from tests.service import free_port
from tests.unit.test_cli import start
from tests.what_if_files import HEAD, VARIANTS, what_if

PATIENCE = 300
"""Seconds: a worker may have to compile the search first."""


def small(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with small(1) as made:
        yield made.scheduler_address


def test_a_cluster_gives_what_this_machine_gives_and_what_is_kept_is_not_run_again(
    tmp_path: Path, cluster: str
) -> None:
    asked = read_what_if(what_if(tmp_path))
    steps: list[Step] = []
    found = run_what_if(asked, tmp_path / "kept", cluster=cluster, on_step=steps.append)
    assert found.failures == {}
    assert found.evaluations == run_what_if(asked, workers=1).evaluations
    assert steps[-1] == Step(6, 6, 0, 0, steps[-1].variant, steps[-1].seed)
    again: list[Step] = []
    assert run_what_if(asked, tmp_path / "kept", cluster=cluster, on_step=again.append) == found
    assert again == [Step(6, 6, 0, 6)]


def test_ctrl_c_keeps_what_the_cluster_has_finished(tmp_path: Path, cluster: str) -> None:
    asked = read_what_if(what_if(tmp_path))

    def interrupt(step: Step) -> None:
        if step.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_what_if(asked, tmp_path / "kept", cluster=cluster, on_step=interrupt)
    assert len(list((tmp_path / "kept").glob("*.json"))) >= 2
    steps: list[Step] = []
    found = run_what_if(asked, tmp_path / "kept", cluster=cluster, on_step=steps.append)
    assert steps[0].reused >= 2
    assert len(found.evaluations) == 6


def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "WORKER_PATIENCE_SECONDS", 0.1)
    with small(0) as empty, pytest.raises(DispatchError, match="has no workers: start some with `dask worker tcp:"):
        run_what_if(read_what_if(what_if(tmp_path)), cluster=empty.scheduler_address)


def test_an_address_where_nobody_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(DispatchError, match="no Dask scheduler answers at nowhere"):
        run_what_if(read_what_if(what_if(tmp_path)), cluster="nowhere://127.0.0.1:1")


@pytest.mark.slow
def test_a_real_scheduler_and_worker_are_interrupted_and_gone_on_with(tmp_path: Path) -> None:
    path = what_if(tmp_path, HEAD.replace("seeds: 2", "seeds: 40").replace("steps: 200", "steps: 30000") + VARIANTS)
    kept = tmp_path / "out" / "results"
    with ExitStack() as open_ones:
        port = free_port()
        address = f"tcp://127.0.0.1:{port}"
        open_ones.callback(_end, _start_dask("dask_scheduler", "--host", "127.0.0.1", "--port", str(port)))
        open_ones.callback(_end, _start_dask("dask_worker", address, "--no-nanny"))
        arguments = ("scenario", "run", path, "--out", tmp_path / "out", "--cluster", address)
        first = start(*arguments)
        until = time.monotonic() + PATIENCE
        while len(list(kept.glob("*.json"))) < 2 and first.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        os.killpg(first.pid, signal.SIGINT)
        _, complained = first.communicate(timeout=PATIENCE)
        assert first.returncode == 130, complained
        assert "Traceback" not in complained
        assert 2 <= len(list(kept.glob("*.json"))) < 120
        second = start(*arguments)
        _, complained = second.communicate(timeout=PATIENCE)
        assert second.returncode == 0, complained
    assert len(list(kept.glob("*.json"))) == 120


def _start_dask(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = (sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard")
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=30)
