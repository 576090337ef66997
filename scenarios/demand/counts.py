"""A history as counts by hour, with what a forecast may know of each hour: clock, weekday, trend, weather."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scenarios.history.past_ticket import History

Floats = NDArray[np.float64]
HOURS = 24
HARMONICS = 3
"""Waves of 24, 12 and 8 hours make the day's profile."""

Weather = Mapping[date, tuple[float, ...]]
"""Numbers by day, as many on every day: what the weather was, or is forecast to be."""


@dataclass(frozen=True)
class Counts:
    """Tickets by whole day and local hour: (days, 24)."""

    days: tuple[date, ...]
    tickets: Floats

    @property
    def daily(self) -> Floats:
        """(days,) tickets a day."""
        totals: Floats = self.tickets.sum(axis=1)
        return totals

    def part(self, start: int, end: int) -> Counts:
        """The days from number `start` to before `end`."""
        return Counts(self.days[start:end], self.tickets[start:end])


def counts_of(history: History, days: Sequence[date]) -> Counts:
    """The history's tickets on some of its days."""
    table = np.zeros((len(days), HOURS))
    for row, day in enumerate(days):
        for ticket in history.of_day(day):
            table[row, history.local(ticket.reported_at).hour] += 1
    return Counts(tuple(days), table)


def features(days: Sequence[date], trend_days: tuple[date, date], weather: Weather | None = None) -> Floats:
    """(days x 24, k) what is known of each hour: a constant, the clock, the weekday, the trend, the weather.

    Parameters
    ----------
    trend_days
        Between which the trend runs; after the last it stands still, for storms end and trends do not go on.

    Raises
    ------
    KeyError
        When the weather lacks one of the days.
    """
    rows = [_of_hour(day, hour, trend_days, weather) for day in days for hour in range(HOURS)]
    return np.array(rows)


def _of_hour(day: date, hour: int, trend_days: tuple[date, date], weather: Weather | None) -> list[float]:
    turn = 2 * np.pi * (hour + 0.5) / HOURS
    waves = [wave(k * turn) for k in range(1, HARMONICS + 1) for wave in (np.sin, np.cos)]
    # Weekdays against Monday; weekends have a profile of their own.
    weekdays = [float(day.weekday() == number) for number in range(1, 7)]
    weekend = [waves[number] * (day.weekday() >= 5) for number in (0, 1)]
    trend = [(min(day, trend_days[1]) - trend_days[0]).days / 30]
    return [1.0, *waves, *weekdays, *weekend, *trend, *(weather[day] if weather is not None else ())]
