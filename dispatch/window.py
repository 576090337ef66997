"""A stretch of time, from start to end, both aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


def require_aware(name: str, moment: datetime) -> None:
    """Refuse a naive time.

    Raises
    ------
    ValueError
        When `moment` carries no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{name} {moment.isoformat()} has no time zone; times are aware UTC")


@dataclass(frozen=True, slots=True, order=True)
class TimeWindow:
    """A stretch of time; `start` ≤ `end`, both aware.

    Raises
    ------
    ValueError
        When a bound is naive, or the window ends before it starts.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        require_aware("window start", self.start)
        require_aware("window end", self.end)
        if self.end < self.start:
            raise ValueError(f"window ends {self.end.isoformat()} before it starts {self.start.isoformat()}")

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` lies inside, bounds included."""
        return self.start <= moment <= self.end
