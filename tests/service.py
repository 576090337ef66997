"""The real service in processes of its own: `serve`, `worker` and a Dask scheduler, to be killed at will."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

import httpx2 as httpx

from dispatch.user import Role
from tests.desk import token_of
from tests.waiting import wait_for

LEASE_SECONDS = 3


class Service:
    """Processes on one database; all of them end with the `with` block."""

    def __init__(self, database_url: str, scheduler: bool = False) -> None:
        self._open = ExitStack()
        self.scheduler_port = free_port() if scheduler else None
        self._environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "CREWDISPATCH_DATABASE_URL": database_url,
            "CREWDISPATCH_SECRET_KEY": "k" * 32,
            "CREWDISPATCH_RUN_LEASE": f"PT{LEASE_SECONDS}S",
        }
        if scheduler:
            self._environment["CREWDISPATCH_DASK_SCHEDULER"] = f"tcp://127.0.0.1:{self.scheduler_port}"

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def serve(self, port: int | None = None) -> Api:
        """A `crewdispatch serve` that is ready for requests."""
        port = port or free_port()
        process = self._start(sys.executable, "-m", "api.cli", "serve", "--port", str(port))
        api = Api(port, process)
        self._open.callback(api.close)
        wait_for(api.is_ready)
        return api

    def worker(self) -> subprocess.Popen[bytes]:
        """A `crewdispatch worker`."""
        return self._start(sys.executable, "-m", "api.cli", "worker")

    def scheduler(self) -> subprocess.Popen[bytes]:
        """A Dask scheduler."""
        return self._start(
            sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
            "--port", str(self.scheduler_port), "--no-dashboard",
        )  # fmt: skip

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL, stderr=None)
        self._open.callback(end, process)
        return process


class Api:
    """One `serve`, asked over HTTP as a dispatcher."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.process = port, process
        bearer = {"Authorization": f"Bearer {token_of(Role.DISPATCHER)}"}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=bearer, timeout=60)

    def close(self) -> None:
        self.client.close()

    def is_ready(self) -> bool:
        with suppress(httpx.TransportError):
            return bool(self.client.get("/ready").status_code == 200)
        return False

    def request_plan(self, **body: Any) -> str:
        answer = self.client.post("/plan-runs", json=body)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        body: dict[str, Any] = self.client.get(f"/plan-runs/{run_id}").json()
        return body

    def wait(self, run_id: str, condition: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The run, once it is as wanted."""
        wait_for(lambda: condition(self.run(run_id)))
        return self.run(run_id)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        kill(process)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
