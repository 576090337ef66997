"""What the desk does by itself, round after round: news is sent, promises are watched, restoration times kept true."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import structlog

from api.dependencies import Service
from api.sending import send_due
from dispatch.desk import progress, restoration_times, supervision
from dispatch.desk.late_signals import end_finished
from dispatch.desk.replan import NOT_THE_DAY
from dispatch.errors import InfeasiblePlan, NotFound

ROUND_SECONDS = 1.0
PUBLISHED = "plan.published"
ACTOR = "desk"
"""Who acts, in the event log."""
log = structlog.get_logger("crewdispatch")


class Rounds:
    """A thread that makes them. Several processes may: each message and each call is done once."""

    def __init__(self, desk: Service) -> None:
        self._desk = desk
        self._over = Event()
        self._seen = -1
        self._thread = Thread(target=self._live, name="rounds", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End after the round under way."""
        self._over.set()
        self._thread.join()

    def make(self) -> None:
        """One round; what fails is tried again in the next, and keeps nothing else from being done."""
        for duty in (self._count, self._send, self._watch, self._tell):
            self._try(duty)

    def _live(self) -> None:
        while not self._over.wait(ROUND_SECONDS):
            self.make()

    def _try(self, duty: Callable[[], None]) -> None:
        try:
            duty()
        except Exception:
            log.exception("a duty of the round failed", duty=duty.__name__)

    def _count(self) -> None:
        """Reports from the future whose time has come, incidents whose repair is over, what is to be forgotten."""
        now = self._desk.clock().replace(microsecond=0)
        with self._desk.store.write() as work:
            progress.count_what_was_held_back(work, now=now)
            end_finished(work, by=ACTOR, now=now)
            work.answers.forget_before(now - self._desk.settings.answers_kept)
            work.tokens.forget_over(now)

    def _send(self) -> None:
        while send_due(self._desk) and not self._over.is_set():
            pass

    def _watch(self) -> None:
        now = self._desk.clock().replace(microsecond=0)
        with self._desk.store.write() as work:
            supervision.watch(work, by=ACTOR, now=now)

    def _tell(self) -> None:
        """Look ahead again when anything has happened that a plan depends on."""
        now = self._desk.clock().replace(microsecond=0)
        with self._desk.store.read() as work:
            last = max(work.events.last_not_about(*NOT_THE_DAY), work.events.last_of(PUBLISHED))
            if last == self._seen:
                return
            try:
                outlook = restoration_times.look_ahead(work, self._desk.travel, now)
            except (NotFound, InfeasiblePlan):
                # No policy, or a day that needs a new plan first: what was told holds.
                self._seen = last
                return
        with self._desk.store.write() as work:
            restoration_times.tell(work, outlook, by=ACTOR, now=now)
        self._seen = last
