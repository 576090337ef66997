"""A worker's sign of life: keeps the lease of its run, tells of better plans, and hears when it is to stop."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Lock, Thread
from types import TracebackType

import structlog

from api.dependencies import Clock
from dispatch.desk import replan
from dispatch.plan_run import RunProgress
from dispatch.store.unit_of_work import Store
from solver.process import SolveProcess

BEATS_A_LEASE = 6
"""So that some may fail before the lease is over."""
STOPPING = Event()
"""Set when this process is asked to end: runs are given back."""
log = structlog.get_logger("crewdispatch")


class Pulse:
    """Beats in a thread of its own while the `with` block lasts.

    Parameters
    ----------
    lease
        How long the run is this worker's without a beat.
    """

    def __init__(self, store: Store, run_id: str, worker: str, lease: timedelta, clock: Clock) -> None:
        self.wanted = True
        """Whether the run is still this worker's to finish."""
        self.stopping = False
        """Whether the process is to end before the run has."""
        self._store, self._run_id, self._worker, self._clock = store, run_id, worker, clock
        self._every = lease.total_seconds() / BEATS_A_LEASE
        self._process: SolveProcess | None = None
        self._news: RunProgress | None = None
        self._has_plan = False
        self._guard = Lock()
        self._over = Event()
        self._thread = Thread(target=self._live, name=f"pulse of {run_id}", daemon=True)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def over(self, process: SolveProcess) -> None:
        """Stop this process when the run's row says so."""
        self._process = process

    def note(self, progress: RunProgress | None) -> None:
        """Tell of a better plan with the next beat; None changes nothing."""
        if progress is not None:
            with self._guard:
                self._news, self._has_plan = progress, True

    def _live(self) -> None:
        while not self._over.wait(self._every):
            try:
                self._beat()
            except Exception:
                # The database may be back before the lease is over.
                log.exception("heartbeat failed", run=self._run_id)

    def _beat(self) -> None:
        with self._guard:
            news, self._news = self._news, None
        with self._store.write() as work:
            run = replan.beat(work, self._run_id, self._worker, news, now=self._clock().replace(microsecond=0))
        self.stopping = STOPPING.is_set()
        self.wanted = run is not None and not self.stopping
        accepted = run is not None and run.accept_asked and self._has_plan
        if self._process is not None and (accepted or not self.wanted):
            self._process.cancel()
