"""Sees to it that every run that is not over is being worked on, whoever has died.

Each process of the service has one. They need not agree: the key of a run's task is the run's id, so that a
scheduler has it once, and a worker that comes second finds the run taken.
"""

from __future__ import annotations

import os
import socket
import time
from threading import Event, Thread

import structlog
from distributed import Client, Future

from api.dependencies import Service
from api.planning.cluster import Cluster, cluster_for
from api.planning.task import carry_out
from dispatch.desk import watching

LOOK_SECONDS = 0.5
WATCH_SECONDS = 2.0
"""Between two looks at whether the desk is to plan again by itself."""
log = structlog.get_logger("crewdispatch")


class Keeper:
    """A thread that looks for runs without a worker, and sends them to the cluster."""

    def __init__(self, desk: Service) -> None:
        self._desk = desk
        self._cluster: Cluster | None = None
        self._client: Client | None = None
        self._sent: dict[str, Future[None]] = {}
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._watched_at = time.monotonic()
        self._over = Event()
        self._thread = Thread(target=self._live, name="keeper of plan runs", daemon=True)

    def start(self) -> None:
        """Begin; the cluster is started in the background."""
        self._thread.start()

    def close(self) -> None:
        """End, and with it the workers of this process."""
        self._over.set()
        self._thread.join()

    def _live(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            try:
                self._round()
            except Exception:
                # The database or the scheduler is away; the next round may find it back.
                log.exception("keeping plan runs failed")
                self._hang_up()
        self._hang_up()
        if self._cluster is not None:
            self._cluster.close()

    def _round(self) -> None:
        client = self._connected()
        self._sent = {run_id: future for run_id, future in self._sent.items() if not future.done()}
        with self._desk.store.read() as work:
            free = work.plan_runs.free(self._desk.clock(), self._desk.settings.run_lease)
        for run in free:
            if run.id not in self._sent:
                self._sent[run.id] = client.submit(carry_out, run.id, key=run.id, pure=False)
        if time.monotonic() - self._watched_at >= WATCH_SECONDS:
            self._watched_at = time.monotonic()
            with self._desk.store.write() as work:
                watching.watch(work, self._name, self._desk.travel, now=self._desk.clock().replace(microsecond=0))

    def _connected(self) -> Client:
        if self._cluster is None:
            self._cluster = cluster_for(self._desk.settings)
        if self._client is not None and self._client.status not in ("running", "connecting"):
            self._hang_up()
        if self._client is None:
            self._client = self._cluster.connect()
        return self._client

    def _hang_up(self) -> None:
        self._sent.clear()
        if self._client is not None:
            client, self._client = self._client, None
            client.close(timeout=2)
