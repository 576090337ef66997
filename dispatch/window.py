"""A stretch of time, from start to end, both aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


def require_aware(name: str, moment: datetime | None) -> None:
    """Refuse a time that the clock arithmetic would get wrong; None passes.

    Raises
    ------
    ValueError
        When `moment` carries no time zone, one with daylight saving, or a fraction of a second.
    """
    if moment is None:
        return
    if moment.tzinfo is None:
        raise ValueError(f"{name} {moment.isoformat()} has no time zone; times are aware UTC")
    # Python adds and compares times of one ZoneInfo by the wall clock: wrong by an hour over a clock change.
    if moment.tzinfo.utcoffset(None) is None:
        raise ValueError(
            f"{name} {moment.isoformat()} is in {moment.tzinfo}, not at a fixed offset; times are aware UTC"
        )
    if moment.microsecond:
        raise ValueError(f"{name} {moment.isoformat()} has a fraction of a second; times are whole seconds")


def require_span(name: str, span: timedelta | None) -> None:
    """Refuse a span of time that is negative or not in whole seconds; None passes.

    Raises
    ------
    ValueError
        When `span` is negative or has a fraction of a second.
    """
    if span is None:
        return
    if span < timedelta(0):
        raise ValueError(f"{name} of {span} is negative")
    if span.microseconds:
        raise ValueError(f"{name} of {span} has a fraction of a second; spans are whole seconds")


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
