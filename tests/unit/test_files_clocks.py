"""Wall times of a declared zone become aware UTC, and nothing is guessed around clock changes."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.clock_cells import moment
from scenarios.column import CellError

PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "hour", "minute", "second"),
    [
        ("2021-02-10 07:05", 15, 5, 0),
        ("2021-02-10 7:05", 15, 5, 0),
        ("2021-02-10T07:05:09", 15, 5, 9),
        ("2021-02-10 15:05Z", 15, 5, 0),
        ("2021-02-10 23:05+0800", 15, 5, 0),
        ("2021-02-10 23:05:00 +08:00", 15, 5, 0),
    ],
)
def test_forms(text: str, hour: int, minute: int, second: int) -> None:
    read = moment(text, PACIFIC)
    assert read == datetime(2021, 2, 10, hour, minute, second, tzinfo=UTC)
    assert read.tzinfo is UTC


def test_an_offset_settles_the_hour_shown_twice() -> None:
    early, late = moment("2021-11-07 01:30-07:00", PACIFIC), moment("2021-11-07 01:30-08:00", PACIFIC)
    assert (late - early).total_seconds() == 3600


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)).map(lambda wall: wall.replace(microsecond=0)))  # noqa: DTZ001
def test_every_wall_time_reads_back_as_shown_or_is_refused_by_a_clock_change(wall: datetime) -> None:
    shown = wall.isoformat(sep=" ")
    offsets = {wall.replace(tzinfo=PACIFIC, fold=fold).utcoffset() for fold in (0, 1)}
    if len(offsets) == 1:
        assert moment(shown, PACIFIC).astimezone(PACIFIC).replace(tzinfo=None) == wall
    else:
        with pytest.raises(CellError, match="daylight saving"):
            moment(shown, PACIFIC)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    with suppress(CellError):
        assert moment(text, PACIFIC).tzinfo is UTC
