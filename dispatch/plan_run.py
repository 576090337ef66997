"""A run of the planner, from the request to its end: what it may change, how far it is, and who works on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.duty import DutyKey
from dispatch.errors import Conflict
from dispatch.problem import ChangeBudget, Lock
from dispatch.sentences import say
from dispatch.ticket import Visit
from dispatch.window import require_span


class RunState(StrEnum):
    """How far a run is: waiting → solving → ready, failed, cancelled or superseded."""

    WAITING = "waiting"
    SOLVING = "solving"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return not MAY_FOLLOW[self]


_EARLY_ENDS = frozenset({RunState.FAILED, RunState.CANCELLED, RunState.SUPERSEDED})
MAY_FOLLOW: Mapping[RunState, frozenset[RunState]] = {
    RunState.WAITING: frozenset({RunState.SOLVING}) | _EARLY_ENDS,
    # Solving again: another worker goes on where one has died. Waiting again: its worker was asked to stop.
    RunState.SOLVING: frozenset({RunState.SOLVING, RunState.WAITING, RunState.READY}) | _EARLY_ENDS,
    RunState.READY: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.CANCELLED: frozenset(),
    RunState.SUPERSEDED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class RunScope:
    """What may change; what is empty limits nothing. What is tied to a ticket in scope comes in with it."""

    regions: frozenset[str] = frozenset()
    """Crews and new tickets of these regions."""
    crews: frozenset[str] = frozenset()
    """These crews' lists."""
    tickets: frozenset[str] = frozenset()
    """Tickets that may change crew; others keep theirs."""
    horizon: timedelta = timedelta(hours=24)
    """Shifts that begin within this of the run's now are planned."""

    def __post_init__(self) -> None:
        require_span("horizon", self.horizon)

    @property
    def whole(self) -> bool:
        """Whether all crews are planned."""
        return not (self.regions or self.crews)


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How the run plans."""

    seconds: float = 10.0
    """Time to search, from the first plan on."""
    freeze: timedelta = timedelta(0)
    """Published visits that start within this of now keep crew and place in line."""
    change_budget: ChangeBudget | None = None
    locks: tuple[Lock, ...] = ()
    """Fixed for this run alone, besides what dispatchers have locked; a visit's lock here stands in for theirs."""


class CauseKind(StrEnum):
    """Why a run was asked for."""

    ASKED = "asked"
    """By a person."""
    URGENT = "urgent"
    BREACH = "breach"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a run was asked for, and because of which tickets."""

    kind: CauseKind = CauseKind.ASKED
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobOrder:
    """The visits of one duty, in order."""

    duty: DutyKey
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class RunProgress:
    """The best plan so far; `bound` is a proven lower bound on the cost where there is one."""

    at: datetime
    elapsed_seconds: float
    source: str
    """The engine that found it."""
    cost: float
    left_out: int
    """Tickets on nobody's list."""
    bound: float | None = None
    lists: tuple[JobOrder, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRun:
    """A run as the desk keeps it.

    Parameters
    ----------
    base_id
        The plan that was published when it was asked for.
    worker, heartbeat_at
        Who holds the lease, and when it last said so; the lease is over when that is too long ago.
    attempts
        How often a worker has taken it up.
    accept_asked
        Whether the best plan so far is to be taken; the worker reads it.
    seen_event
        The last line of the event log that its worker has certainly seen; 0 before it is taken up.
    """

    id: str
    scope: RunScope
    settings: RunSettings
    requested_by: str
    requested_at: datetime
    base_id: str | None = None
    cause: Cause = Cause()
    state: RunState = RunState.WAITING
    started_at: datetime | None = None
    ended_at: datetime | None = None
    worker: str | None = None
    heartbeat_at: datetime | None = None
    attempts: int = 0
    accept_asked: bool = False
    progress: RunProgress | None = None
    error: str | None = None
    seen_event: int = 0
    plan_id: str | None = None
    """The draft it made."""

    def become(self, state: RunState, now: datetime, **changes: Any) -> PlanRun:
        """The run in its next state.

        Raises
        ------
        Conflict
            When that may not follow the current one.
        """
        if state not in MAY_FOLLOW[self.state]:
            raise Conflict(say("conflict.run_cannot_become", run=self.id, state=self.state, wanted=state))
        ended = now if state.is_over else None
        return replace(self, state=state, ended_at=ended, **changes)

    def is_free(self, now: datetime, lease: timedelta) -> bool:
        """Whether a worker may take it up: it waits, or the lease of the one before is over."""
        if self.state is RunState.SOLVING:
            return self.heartbeat_at is None or now - self.heartbeat_at > lease
        return self.state is RunState.WAITING


def fingerprint(scope: Mapping[str, Any], settings: Mapping[str, Any], base_id: str | None) -> str:
    """SHA-256 of what was asked for, as JSON, and of the plan it was asked to follow."""
    in_order = {name: sorted(value) if isinstance(value, list) else value for name, value in scope.items()}
    return hashlib.sha256(json.dumps([in_order, settings, base_id], sort_keys=True).encode()).hexdigest()
