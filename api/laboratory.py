"""Sees to it that every what-if sent in is run, whoever has died: one at a time, in a process of its own.

Each process of the service has a laboratory; the lease in the database says which one runs what.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

import structlog

from api.dependencies import Service
from api.settings import PREFIX
from dispatch.desk import what_ifs
from dispatch.what_if_run import ReportFormat, WhatIfRun

LOOK_SECONDS = 1.0
MOST_ERROR = 2000
"""Characters of what the process said last that are kept when it fails."""
FILES = {
    ReportFormat.HTML: "report.html",
    ReportFormat.MARKDOWN: "report.md",
    ReportFormat.CSV: "summary.csv",
    ReportFormat.FIGURES: "figures.csv",
}
LOG = "log.txt"
log = structlog.get_logger("crewdispatch")


class Laboratory:
    """A thread that takes up what-ifs, watches the process of each, and keeps what comes of it."""

    def __init__(self, desk: Service) -> None:
        self._desk = desk
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._over = Event()
        self._thread = Thread(target=self._live, name="laboratory", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """Give back what is running: it goes on from what is finished when it is taken up again."""
        self._over.set()

    def close(self) -> None:
        """End, and wait for it."""
        self.end()
        self._thread.join()

    def run_next(self) -> None:
        """Run the what-if that has waited longest, if any, to its end."""
        lease = self._desk.settings.run_lease
        with self._desk.store.read() as work:
            free = work.what_ifs.free(self._now(), lease)
        for run in free[:1]:
            with self._desk.store.write() as work:
                taken = what_ifs.take_up(work, run.id, self._name, lease, now=self._now())
                file, day = work.what_ifs.file(run.id), work.what_ifs.day(run.id)
            if taken is not None:
                self._run(taken, file, day)

    def _live(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            try:
                self.run_next()
            except Exception:
                # The database may be away; when the lease is over the run is taken up again.
                log.exception("running a what-if failed")

    def _run(self, run: WhatIfRun, file: str, day: bytes | None) -> None:
        from scenarios.what_if.sent_in import lay_out

        folder = self._desk.settings.what_if_folder.absolute() / run.id
        with _process(lay_out(file, folder, day), folder, self._desk.settings.what_if_workers) as process:
            while process.poll() is None:
                if not self._beat(run, folder):
                    break
                if self._over.wait(LOOK_SECONDS):
                    with self._desk.store.write() as work:
                        what_ifs.give_back(work, run.id, self._name, now=self._now())
                    return
        self._conclude(run, folder, process.returncode)

    def _beat(self, run: WhatIfRun, folder: Path) -> bool:
        done = min(len(list(folder.glob("results/*.json"))), run.total)
        with self._desk.store.write() as work:
            return what_ifs.beat(work, run.id, self._name, done, now=self._now())

    def _conclude(self, run: WhatIfRun, folder: Path, code: int) -> None:
        """Keep what came of it; that of a run no longer this laboratory's is dropped in the use cases."""
        with self._desk.store.write() as work:
            if code == 0:
                reports = {wanted: (folder / name).read_text(encoding="utf-8") for wanted, name in FILES.items()}
                what_ifs.finish(work, run.id, self._name, reports, now=self._now())
            else:
                said = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip()[-MOST_ERROR:]
                what_ifs.fail(work, run.id, self._name, said or f"its process ended with {code}", now=self._now())
            over = work.what_ifs.get(run.id).state.is_over
        if over:
            shutil.rmtree(folder, ignore_errors=True)

    def _now(self) -> datetime:
        return self._desk.clock().replace(microsecond=0)


@contextmanager
def _process(file: Path, folder: Path, workers: int) -> Iterator[subprocess.Popen[bytes]]:
    """``crewdispatch scenario run``, without the service's secrets; whatever is left of it ends with the block."""
    command = [sys.executable, "-m", "api.cli", "scenario", "run", str(file), "--out", str(folder)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    with (folder / LOG).open("wb") as said:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        # Finished evaluations are written whole or not at all: nothing is lost by being sudden.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
