"""How good the forecast is: made again and again from the past alone, and held against naive forecasts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from scenarios.demand.counts import Counts, Floats, Weather
from scenarios.demand.model import Expected, fit_forecast

WEEK = 7
LEAST_DAYS = 14
"""Fewer days teach nothing about weekdays."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Mean absolute errors of one way to forecast, in tickets."""

    way: str
    hourly: float
    daily: float


@dataclass(frozen=True)
class BackTest:
    """The errors of the model and of the naive forecasts on the same days, and how often intervals held."""

    days: int
    errors: tuple[Errors, ...]
    """The model first."""
    hourly_coverage: float
    daily_coverage: float


def back_test(counts: Counts, weather: Weather | None = None, ahead: int = WEEK) -> BackTest | None:
    """Forecast `ahead` days at a time from everything before them; None when there are too few days.

    Naive are: the same hour of the last same weekday, and the mean of the same hour over all days before.
    """
    starts = range(LEAST_DAYS, len(counts.days), ahead)
    if not starts:
        return None
    true, model, daily, last_week, mean = [], [], [], [], []
    for start in starts:
        past, future = counts.part(0, start), counts.part(start, start + ahead)
        forecast = fit_forecast(past, weather)
        true.append(future.tickets)
        model.append(forecast.hourly(future.days, weather))
        daily.append(forecast.daily(future.days, weather))
        last_week.append(np.stack([_week_before(past, day) for day in future.days]))
        mean.append(np.tile(past.tickets.mean(axis=0), (len(future.days), 1)))
    happened = np.concatenate(true)
    hours = _joined(model)
    return BackTest(
        days=len(happened),
        errors=(
            _errors("model", happened, hours.mean),
            _errors("same hour, last same weekday", happened, np.concatenate(last_week)),
            _errors("mean of the same hour", happened, np.concatenate(mean)),
        ),
        hourly_coverage=_coverage(happened, hours),
        daily_coverage=_coverage(happened.sum(axis=1), _joined(daily)),
    )


def _week_before(past: Counts, day: date) -> Floats:
    """The hours of the last same weekday that is known."""
    rows = [row for row, known in enumerate(past.days) if known.weekday() == day.weekday()]
    hours: Floats = past.tickets[rows[-1]] if rows else past.tickets[-1]
    return hours


def _joined(some: Iterable[Expected]) -> Expected:
    parts = list(some)
    return Expected(*(np.concatenate([getattr(one, name) for one in parts]) for name in ("mean", "low", "high")))


def _errors(way: str, true: Floats, said: Floats) -> Errors:
    hourly = float(np.abs(true - said).mean())
    daily = float(np.abs(true.sum(axis=1) - said.sum(axis=1)).mean())
    return Errors(way, hourly, daily)


def _coverage(true: Floats, said: Expected) -> float:
    return float(((said.low <= true) & (true <= said.high)).mean())
