"""Traffic: drives stretched over the day, leaving later never arriving earlier, through clock changes too."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from dispatch.travel import Traffic
from tests.builders import at, minutes

RUSH = Traffic((time(0), time(8, 30), time(9)), (1000, 500, 800))
SPRING = datetime(2026, 3, 29, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, tzinfo=UTC)


def second_by_second(traffic: Traffic, depart: datetime, free_flow_seconds: int) -> int:
    """The drive again, the slow way: each second covers as much as the local time of day allows."""
    left, seconds = free_flow_seconds * 1000, 0
    while left > 0:
        local = (depart + timedelta(seconds=seconds)).astimezone(ZoneInfo(traffic.zone)).time()
        left -= next(
            speed
            for begins, speed in reversed(list(zip(traffic.begins, traffic.permille, strict=True)))
            if begins <= local
        )
        seconds += 1
    return seconds


def test_empty_roads_take_the_free_flow_time() -> None:
    assert Traffic().drive(at(0), 777) == timedelta(seconds=777)
    assert Traffic().changes(at(0), at(60)) == ((at(0), 1000),)


@pytest.mark.parametrize(
    ("leave", "free_flow", "takes"),
    [
        (0, 30, 30),
        (0, 31, 32),
        (20, 20, 10 + 20),
        (20, 25, 10 + 30),
        (20, 29, 10 + 30 + 5),
        (60, 8, 10),
        (0, 0, 0),
    ],
)
def test_a_drive_by_hand(leave: float, free_flow: float, takes: float) -> None:
    assert RUSH.drive(at(leave), int(free_flow * 60)) == minutes(takes)


def test_a_drive_is_rounded_up_to_whole_seconds() -> None:
    assert Traffic((time(0),), (300,)).drive(at(0), 10) == timedelta(seconds=34)


def test_a_long_drive_goes_on_into_the_next_day() -> None:
    slow = Traffic((time(0), time(6)), (1000, 100))
    assert slow.drive(at(0), 7200) == minutes(16 * 60 + 24)


def test_the_time_of_day_is_the_zones() -> None:
    shanghai = Traffic((time(0), time(17)), (1000, 500), "Asia/Shanghai")
    assert shanghai.drive(at(0), 7200) == minutes(60 + 120)


@pytest.mark.parametrize("seed", range(6))
def test_it_equals_a_drive_walked_second_by_second(seed: int) -> None:
    rng = Random(seed)
    hours = (0, *sorted(rng.sample(range(1, 24), 4)))
    zone = rng.choice(("UTC", "Asia/Kolkata", "America/New_York"))
    traffic = Traffic(tuple(time(hour) for hour in hours), tuple(rng.randint(200, 1400) for _ in hours), zone)
    for _ in range(5):
        depart, seconds = at(0) + timedelta(seconds=rng.randint(0, 86400)), rng.randint(0, 6000)
        # A second may straddle a change of speed, so the two may round apart by one.
        assert abs(traffic.drive(depart, seconds).total_seconds() - second_by_second(traffic, depart, seconds)) <= 1


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
@pytest.mark.parametrize("begins", [(0, 60, 90, 120), (0, 75, 90, 100, 105), (0, 30, 60, 61, 62, 150)])
def test_who_leaves_later_never_arrives_earlier_even_while_clocks_change(
    night: datetime, begins: tuple[int, ...]
) -> None:
    speeds = (1000, 300, 1200, 200, 900, 400)[: len(begins)]
    london = Traffic(tuple(time(*divmod(minute, 60)) for minute in begins), speeds, "Europe/London")
    departures = [night + timedelta(seconds=97 * step) for step in range(180)]
    arrivals = [depart + london.drive(depart, 1500) for depart in departures]
    assert all(earlier <= later for earlier, later in pairwise(arrivals))


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_periods_come_in_order_of_time_while_clocks_change(night: datetime) -> None:
    london = Traffic((time(0), time(1), time(1, 30), time(2)), (1000, 300, 500, 800), "Europe/London")
    periods = london.changes(night - timedelta(hours=3), night + timedelta(hours=6))
    assert all(earlier < later for (earlier, _), (later, _) in pairwise(periods))
    assert periods[-1][1] == 800


def test_changes_begin_at_or_before_the_start_and_reach_the_end() -> None:
    assert RUSH.changes(at(10), at(45)) == ((at(-480), 1000), (at(30), 500))
    assert RUSH.changes(at(30), at(60)) == ((at(30), 500), (at(60), 800))


@pytest.mark.parametrize(
    ("begins", "speeds"),
    [
        ((time(0),), ()),
        ((time(1),), (1000,)),
        ((time(0), time(9), time(8)), (1, 2, 3)),
        ((time(0), time(0)), (1, 2)),
        ((time(0),), (0,)),
    ],
)
def test_nonsense_is_refused(begins: tuple[time, ...], speeds: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="traffic"):
        Traffic(begins, speeds)
