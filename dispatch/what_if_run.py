"""A what-if that a planner sent in: how far its run is, and who works on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.errors import Conflict
from dispatch.sentences import say


class WhatIfState(StrEnum):
    """How far it is: waiting → running → ready, failed or cancelled."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return not MAY_FOLLOW[self]


MAY_FOLLOW: Mapping[WhatIfState, frozenset[WhatIfState]] = {
    WhatIfState.WAITING: frozenset({WhatIfState.RUNNING, WhatIfState.CANCELLED}),
    # Running again: another process goes on where one has died. Waiting again: its process was asked to stop.
    WhatIfState.RUNNING: frozenset(WhatIfState),
    WhatIfState.READY: frozenset(),
    WhatIfState.FAILED: frozenset(),
    WhatIfState.CANCELLED: frozenset(),
}


class ReportFormat(StrEnum):
    """What a finished run can be read as."""

    HTML = "html"
    MARKDOWN = "markdown"
    CSV = "csv"
    """Each variant's figures, their differences to the base and the intervals."""
    FIGURES = "figures"
    """CSV of every figure of each variant and seed."""


Reports = Mapping[ReportFormat, str]


@dataclass(frozen=True, slots=True)
class WhatIfRun:
    """A run as the desk keeps it; the file itself and the reports are kept beside it.

    Parameters
    ----------
    done, total
        Evaluations: one for each variant and seed.
    worker, heartbeat_at
        Who holds the lease, and when it last said so; the lease is over when that is too long ago.
    attempts
        How often it has been taken up.
    """

    id: str
    title: str
    requested_by: str
    requested_at: datetime
    total: int
    done: int = 0
    state: WhatIfState = WhatIfState.WAITING
    started_at: datetime | None = None
    ended_at: datetime | None = None
    worker: str | None = None
    heartbeat_at: datetime | None = None
    attempts: int = 0
    error: str | None = None

    def become(self, state: WhatIfState, now: datetime, **changes: Any) -> WhatIfRun:
        """The run in its next state.

        Raises
        ------
        Conflict
            When that may not follow the current one.
        """
        if state not in MAY_FOLLOW[self.state]:
            raise Conflict(say("conflict.what_if_cannot_become", run=self.id, state=self.state, wanted=state))
        return replace(self, state=state, ended_at=now if state.is_over else None, **changes)

    def is_free(self, now: datetime, lease: timedelta) -> bool:
        """Whether it may be taken up: it waits, or the lease of the one before is over."""
        if self.state is WhatIfState.RUNNING:
            return self.heartbeat_at is None or now - self.heartbeat_at > lease
        return self.state is WhatIfState.WAITING
