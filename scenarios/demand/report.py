"""A forecast on paper: a CSV file by day, hour, area and fault type, and a page that says how good it is."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scenarios.demand.back_test import BackTest, back_test
from scenarios.demand.counts import HOURS, Weather, counts_of
from scenarios.demand.model import COVERAGE, Forecast, fit_forecast, shares
from scenarios.history.fit import HistoryFit

HEADING = ("day", "hour", "area", "fault_type", "mean", "low", "high")
MOST_AREAS = 20
"""The areas with the most tickets have rows of their own; the others are together."""
OTHERS = "all other areas"


@dataclass(frozen=True)
class Outlook:
    """A forecast of some days, its history and its back-test."""

    fit: HistoryFit
    forecast: Forecast
    days: tuple[date, ...]
    weather: Weather | None
    test: BackTest | None


def outlook(fit: HistoryFit, days: Sequence[date], weather: Weather | None = None) -> Outlook:
    """Forecast `days` from the history's ordinary days: what comes when there is no storm.

    Raises
    ------
    MissingExtra
        When statsmodels is not installed.
    """
    counts = counts_of(fit.history, fit.ordinary_days)
    return Outlook(fit, fit_forecast(counts, weather), tuple(days), weather, back_test(counts, weather))


def write_outlook(found: Outlook, folder: Path) -> tuple[Path, ...]:
    """Write ``forecast.csv`` and ``forecast.md``; what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    table, page = folder / "forecast.csv", folder / "forecast.md"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        writer.writerows(_rows(found))
    page.write_text(page_of(found), encoding="utf-8")
    return table, page


def _rows(found: Outlook) -> Iterator[tuple[object, ...]]:
    ordinary = [one for day in found.fit.ordinary_days for one in found.fit.history.of_day(day)]
    by_area = list(shares(ordinary, lambda one: one.area).items())
    areas = dict(by_area[:MOST_AREAS])
    if by_area[MOST_AREAS:]:
        areas[OTHERS] = sum(share for _, share in by_area[MOST_AREAS:])
    for area, area_share in areas.items():
        for fault_type, type_share in shares(ordinary, lambda one: one.fault_type).items():
            hours = found.forecast.hourly(found.days, found.weather, area_share * type_share)
            for row, day in enumerate(found.days):
                for hour in range(HOURS):
                    at = row, hour
                    yield (
                        day, hour, area, fault_type, f"{hours.mean[at]:.3f}", int(hours.low[at]), int(hours.high[at]),
                    )  # fmt: skip


def page_of(found: Outlook) -> str:
    """The page in Markdown: what to expect each day, and what the same forecast was worth in the past."""
    daily = found.forecast.daily(found.days, found.weather)
    percent = f"{100 * COVERAGE:.0f}%"
    lines = [
        "# Tickets to expect",
        "",
        f"From {len(found.fit.ordinary_days)} ordinary days of {found.fit.history.source or 'the history'}; "
        f"{len(found.fit.storm_days)} storm days are left out, and so are storms to come.",
        "",
        f"| day | tickets | {percent} of days lie between |",
        "| --- | ---: | ---: |",
        *(
            f"| {day:%a %Y-%m-%d} | {mean:.0f} | {low:.0f} to {high:.0f} |"
            for day, mean, low, high in zip(found.days, daily.mean, daily.low, daily.high, strict=True)
        ),
        "",
        *_test_lines(found.test, percent),
    ]
    return "\n".join(lines) + "\n"


def _test_lines(test: BackTest | None, percent: str) -> list[str]:
    if test is None:
        return ["The history is too short to try the forecast on its own past."]
    best = min(test.errors, key=lambda one: one.hourly)
    return [
        "## What it was worth",
        "",
        f"Made from the past alone for {test.days} days of the history, a week at a time. "
        f"By the hour, {best.way} was nearest. The {percent} intervals held {100 * test.hourly_coverage:.0f}% of the "
        f"hours and {100 * test.daily_coverage:.0f}% of the days.",
        "",
        "| forecast | mean error an hour | mean error a day |",
        "| --- | ---: | ---: |",
        *(f"| {one.way} | {one.hourly:.2f} | {one.daily:.1f} |" for one in test.errors),
    ]
