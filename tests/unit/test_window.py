"""Times are aware, at a fixed offset and in whole seconds; windows have their bounds inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from dispatch.window import TimeWindow, require_aware, require_span
from tests.builders import at, minutes, window


def test_both_bounds_lie_inside() -> None:
    span = window(10, 20)
    assert [span.holds(at(n)) for n in (9.99, 10, 20, 20.01)] == [False, True, True, False]


def test_a_window_may_be_one_moment() -> None:
    assert window(5, 5).holds(at(5))


def test_a_reversed_window_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        window(20, 10)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match=r"window end .* has no time zone"):
        TimeWindow(at(0), at(5).replace(tzinfo=None))


def test_a_time_in_a_zone_with_daylight_saving_is_refused_because_its_sums_are_wrong() -> None:
    before = datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/London"))
    assert (before + timedelta(hours=2)).astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=1)
    with pytest.raises(ValueError, match="Europe/London"):
        require_aware("start", before)


def test_a_fixed_offset_is_fine() -> None:
    require_aware("start", datetime(2026, 3, 29, tzinfo=timezone(timedelta(hours=8))))


def test_a_fraction_of_a_second_is_refused() -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        require_aware("start", at(0) + timedelta(microseconds=1))
    with pytest.raises(ValueError, match="whole seconds"):
        require_span("work", timedelta(milliseconds=1500))


def test_a_negative_span_is_refused_and_none_is_not_judged() -> None:
    with pytest.raises(ValueError, match="negative"):
        require_span("work", minutes(-1))
    require_span("work", None)
    require_aware("start", None)
