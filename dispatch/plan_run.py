"""A run of the planner, from the request to its end."""

from __future__ import annotations

from enum import StrEnum


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
        return self not in (RunState.WAITING, RunState.SOLVING)
