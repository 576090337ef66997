"""Crews, shifts and breaks refuse nonsense, and know how long they work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatch.crew import Break
from tests.builders import at, crew, minutes, party, shift, skills, ticket


def test_a_crew_works_at_normal_speed_without_a_factor() -> None:
    assert crew().work_time(party(40, "line")) == minutes(40)


def test_the_slowest_needed_skill_counts_and_others_do_not() -> None:
    mixed = crew(speed=(("line", 1.1), ("cable", 1.5), ("tree", 0.5)))
    assert mixed.work_time(party(10, "line", "tree")) == minutes(11)
    assert mixed.work_time(party(10, "tree")) == minutes(5)
    assert mixed.work_time(party(10)) == minutes(10)


def test_work_is_rounded_up_to_whole_seconds_but_not_for_binary_dust() -> None:
    fast = crew(speed=(("line", 1.1),))
    assert fast.work_time(party(10, "line")) == timedelta(seconds=660)
    assert fast.work_time(party(1 / 60, "line")) == timedelta(seconds=2)


def test_a_crew_lacks_skills_it_holds_at_too_low_a_level() -> None:
    linemen = crew(skills=skills("line:2", "tree"))
    asked = ticket(parties=(party(10, "line:2"), party(10, "line:3", "cable")))
    assert linemen.lacks(asked, 0) == ()
    assert linemen.lacks(asked, 1) == skills("cable", "line:3")


def test_a_shift_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="not after its start"):
        shift(60, 60)


def test_a_shift_has_a_fixed_offset() -> None:
    with pytest.raises(ValueError, match="Asia/Shanghai"):
        replace(shift(), start=at(0).astimezone(ZoneInfo("Asia/Shanghai")))


def test_overtime_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        shift(max_overtime=minutes(-1))


@pytest.mark.parametrize(("earliest", "latest", "length"), [(60, 50, 30), (60, 70, -5)])
def test_a_break_has_a_window_and_a_length(earliest: float, latest: float, length: float) -> None:
    with pytest.raises(ValueError, match=r"reversed|negative"):
        Break(at(earliest), at(latest), minutes(length))


@pytest.mark.parametrize("second", [(30, 40), (80, 130), (90, 110)])
def test_breaks_come_in_order_and_leave_time_for_each(second: tuple[float, float]) -> None:
    first = Break(at(60), at(90), minutes(30))
    with pytest.raises(ValueError, match="overlap or are out of order"):
        shift(breaks=(first, Break(at(second[0]), at(second[1]), minutes(10))))


def test_shifts_come_in_order_and_do_not_overlap() -> None:
    crew(shifts=(shift(0, 60), shift(60, 90)))
    with pytest.raises(ValueError, match="C7: its shifts overlap"):
        crew("C7", shifts=(shift(0, 60), shift(59, 90)))


@pytest.mark.parametrize(
    "changes",
    [{"min_rest": minutes(-1)}, {"reload": minutes(-1)}, {"parts": (("fuse", -1),)}, {"speed": (("line", 0.0),)}],
)
def test_a_crew_has_no_negative_figures(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"negative|not above 0"):
        crew(**changes)
