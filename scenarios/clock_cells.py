"""The texts of times: local wall times in a declared zone, or times with an offset; always aware UTC in the end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatch.crew import Break
from dispatch.ticket import Started
from dispatch.window import TimeWindow
from scenarios.cells import minutes, name
from scenarios.column import CellError, Zone

FORM = "YYYY-MM-DD HH:MM, with seconds or an offset such as +08:00 or Z where needed"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(:\d{2})?\s*(Z|[+-]\d{2}:?\d{2})?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def zone_name(text: str, _: Zone) -> ZoneInfo | None:
    """An IANA time zone."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CellError("is not a time zone", "an IANA name such as Asia/Shanghai or America/Los_Angeles") from None


def moment(text: str, zone: Zone) -> datetime:
    """A point in time as aware UTC, from a time with an offset or a wall time in `zone`."""
    if not _MOMENT.fullmatch(text):
        raise CellError("is not a time", FORM)
    try:
        read = datetime.fromisoformat(re.sub(r"^(\S{10}).(\d):", r"\1 0\2:", text).replace(" Z", "Z"))
    except ValueError:
        raise CellError("is not a time: no calendar or clock has it", FORM) from None
    if not _FIRST_YEAR <= read.year < _LAST_YEAR:
        raise CellError(f"is in the year {read.year}", f"{_FIRST_YEAR} to {_LAST_YEAR - 1}")
    return read.astimezone(UTC) if read.tzinfo is not None else in_zone(read, zone)


def in_zone(wall: datetime, zone: Zone) -> datetime:
    """A wall time of `zone` as aware UTC, refused where the clocks skip it or show it twice."""
    if zone is None:
        raise CellError(
            "has no offset, and scenario.yaml declares no zone to read it in",
            "an offset such as +08:00 or Z, or a `zone:` in scenario.yaml",
        )
    early = wall.replace(tzinfo=zone, fold=0)
    late = wall.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(UTC)
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise CellError(
            f"does not exist in {zone.key}: daylight saving skips it that night", "a time before or after the gap"
        )
    offsets = " or ".join(f"{option:%z}" for option in (early, late))
    raise CellError(
        f"is ambiguous in {zone.key}: daylight saving ends and clocks show it twice",
        f"the same time with its offset, {offsets}",
    )


def optional_moment(text: str, zone: Zone) -> datetime | None:
    """A time, where an empty cell means none."""
    return moment(text, zone)


def window(text: str, zone: Zone) -> TimeWindow:
    """``start/end``."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 2:
        raise CellError("is not a stretch of time", f"start/end, each as {FORM}")
    start, end = (moment(part, zone) for part in parts)
    if end < start:
        raise CellError("ends before it starts", "start/end, the earlier first")
    return TimeWindow(start, end)


def optional_window(text: str, zone: Zone) -> TimeWindow | None:
    """A stretch of time, where an empty text means none."""
    return window(text, zone)


class BreakText(NamedTuple):
    """A break as written; wall clock times wait for their shift's day."""

    earliest: datetime | time
    latest: datetime | time
    duration: timedelta
    zone: Zone

    def on(self, shift_start: datetime) -> Break:
        """The break in a shift: a clock time means the first such time from the shift's start on."""
        earliest = self._moment(self.earliest, shift_start)
        latest = self._moment(self.latest, earliest)
        if latest < earliest:
            raise CellError("a break's latest start is before its earliest", "earliest/latest/minutes")
        return Break(earliest, latest, self.duration)

    def _moment(self, written: datetime | time, after: datetime) -> datetime:
        if isinstance(written, datetime):
            return written
        if self.zone is None:
            raise CellError("a clock time needs a zone, and scenario.yaml declares none", "a `zone:` in scenario.yaml")
        day = after.astimezone(self.zone).date()
        for later in (0, 1):
            found = in_zone(datetime.combine(day + timedelta(days=later), written), self.zone)
            if found >= after:
                return found
        raise AssertionError("one of two days' clock times comes after any moment of the first day")


def break_text(text: str, zone: Zone) -> BreakText:
    """``earliest/latest/minutes``: when the break may start, and how long it is."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 3:
        raise CellError("is not a break", "earliest/latest/minutes, such as 11:30/13:00/30")
    earliest, latest = (clock_or_moment(part, zone) for part in parts[:2])
    return BreakText(earliest, latest, minutes(parts[2], zone), zone)


def clock_or_moment(text: str, zone: Zone) -> datetime | time:
    """A time of day, which waits for its day, or a point in time."""
    return clock(text, zone) if _CLOCK.fullmatch(text) else moment(text, zone)


def clock(text: str, _: Zone) -> time:
    """``HH:MM`` of a day."""
    try:
        if not _CLOCK.fullmatch(text):
            raise ValueError
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError:
        raise CellError("is not a time of day", "HH:MM, 00:00 to 23:59") from None


def started_by_party(text: str, zone: Zone) -> tuple[Started, ...]:
    """``C01@time`` on site since then, ``C01`` on the road; one entry a party, separated by |, empty if not started."""
    found: list[Started] = []
    for party, piece in enumerate(text.split("|")):
        crew_id, at, arrived = (part.strip() for part in piece.partition("@"))
        if crew_id:
            found.append(Started(name(crew_id, zone), moment(arrived, zone) if at else None, party))
    return tuple(found)
