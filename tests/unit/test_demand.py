"""Forecasts of ticket counts, on made-up histories whose pattern is known."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dispatch.errors import InputErrors, MissingExtra
from scenarios.demand.back_test import back_test
from scenarios.demand.counts import Counts, counts_of, features
from scenarios.demand.model import expecting, fit_forecast, shares
from scenarios.demand.report import HEADING, outlook, page_of, write_outlook
from scenarios.demand.weather_table import read_weather
from scenarios.history.draw import draw_day
from scenarios.history.fit import HistoryFit, fit
from scenarios.history.past_ticket import History
from scenarios.history.reading import read_history

LIBRARY = Path("scenarios/library/history/fremont-2021")
MONDAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def library() -> HistoryFit:
    return fit(read_history(LIBRARY / "tickets.csv", LIBRARY / "mapping.yaml"))


def made_up(days: int = 42, busy_hour: float = 9.0, spread: float = 0.0, seed: int = 1) -> Counts:
    """Three tickets at each hour from eight to noon on weekdays, one at every other hour; half on weekends."""
    dice = np.random.default_rng(seed)
    dates = [MONDAY + timedelta(days=number) for number in range(days)]
    means = np.array([[busy_hour if 8 <= h < 12 else 1.5 for h in range(24)] for _ in dates])
    means[[day.weekday() >= 5 for day in dates]] *= 0.5
    noise = dice.gamma(1 / spread, spread, size=means.shape) if spread else 1.0
    return Counts(tuple(dates), dice.poisson(means * noise).astype(float))


def test_counts_are_by_whole_day_and_local_hour(library: HistoryFit) -> None:
    counts = counts_of(library.history, library.history.days)
    assert counts.tickets.shape == (21, 24)
    assert counts.tickets.sum() == len(library.history.tickets) == 75
    assert counts.tickets[0, 10] == 1  # H01 was reported at 10:55 on the first day


def test_the_forecast_finds_the_hours_and_weekends_it_was_made_from() -> None:
    forecast = fit_forecast(made_up())
    week = [MONDAY + timedelta(days=42 + number) for number in range(7)]
    means = forecast.mean(week)
    assert means[0, 9] > 3 * means[0, 3]
    assert means[5].sum() == pytest.approx(means[0].sum() / 2, rel=0.2)
    assert means[0].sum() == pytest.approx(4 * 9 + 20 * 1.5, rel=0.15)


def test_intervals_widen_with_what_varies_more_than_chance() -> None:
    day = [MONDAY + timedelta(days=42)]
    calm, rough = fit_forecast(made_up()), fit_forecast(made_up(spread=0.8))
    assert rough.hourly_dispersion > 10 * calm.hourly_dispersion
    assert (rough.hourly(day).high - rough.hourly(day).low).sum() > (calm.hourly(day).high - calm.hourly(day).low).sum()
    part = rough.hourly(day, share=0.25)
    assert part.mean == pytest.approx(rough.hourly(day).mean / 4)
    assert (part.low <= part.mean).all()
    assert (part.high >= np.floor(part.mean)).all()


def test_the_back_test_is_made_from_the_past_alone_and_its_intervals_hold() -> None:
    test = back_test(made_up(70, spread=0.2))
    assert test is not None
    assert test.days == 56
    model, last_week, mean = test.errors
    assert model.hourly < last_week.hourly
    assert model.daily < mean.daily
    assert test.hourly_coverage == pytest.approx(0.93, abs=0.06)


def test_a_back_test_needs_two_weeks_of_past() -> None:
    assert back_test(made_up(14)) is None


def test_weather_is_learnt_and_must_be_known_of_the_days_ahead() -> None:
    counts, dice = made_up(56), np.random.default_rng(2)
    windy = {day: (float(dice.integers(0, 2)),) for day in counts.days}
    blown = Counts(counts.days, counts.tickets * np.array([[1 + 2 * windy[day][0]] for day in counts.days]))
    forecast = fit_forecast(blown, windy)
    ahead = MONDAY + timedelta(days=56)
    calm, storm = (forecast.daily([ahead], {ahead: (wind,)}).mean[0] for wind in (0.0, 1.0))
    assert storm == pytest.approx(3 * calm, rel=0.15)
    with pytest.raises(KeyError):
        features([ahead], (counts.days[0], counts.days[-1]), windy)


def test_a_forecast_day_can_be_drawn_from(library: HistoryFit) -> None:
    busy = fit_forecast(made_up())
    day = MONDAY + timedelta(days=44)
    expected = busy.daily([day]).mean[0]
    drawn = [len(draw_day(expecting(library, busy, day), day, seed)) for seed in range(60)]
    assert np.mean(drawn) == pytest.approx(expected, rel=0.1)


def test_shares_add_up(library: HistoryFit) -> None:
    found = shares(library.history.tickets, lambda one: one.fault_type)
    assert sum(found.values()) == pytest.approx(1)
    assert next(iter(found)) == "unknown"


def test_the_report_adds_up_to_the_forecast_and_says_what_it_was_worth(library: HistoryFit, tmp_path: Path) -> None:
    days = [library.history.days[-1] + timedelta(days=number) for number in (1, 2)]
    found = outlook(library, days)
    table, page = write_outlook(found, tmp_path / "new")
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert tuple(rows[0]) == HEADING
    total = sum(float(row["mean"]) for row in rows)
    assert total == pytest.approx(found.forecast.mean(days).sum(), abs=0.1)
    assert all(int(row["low"]) <= int(row["high"]) for row in rows)
    text = page.read_text(encoding="utf-8")
    assert text == page_of(found)
    assert "same hour, last same weekday" in text
    assert f"{found.test.errors[0].hourly:.2f}" in text if found.test else False


def test_without_statsmodels_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.api", None)
    with pytest.raises(MissingExtra, match=r"pip install 'crewdispatch\[forecast\]'"):
        fit_forecast(made_up())


def test_bad_weather_files_tell_everything_at_once(tmp_path: Path) -> None:
    file = tmp_path / "weather.csv"
    file.write_text("day,gust\n2026-01-05,12\nyesterday,3\n2026-01-07,strong\n", encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        read_weather(file, [date(2026, 1, 5), date(2026, 1, 6)])
    found = [(fault.row, fault.field) for fault in caught.value.faults]
    assert found == [(3, "day"), (4, "gust"), (None, "day")]
    with pytest.raises(InputErrors, match="is missing"):
        read_weather(tmp_path / "none.csv", [])


def test_an_empty_history_has_no_days(library: HistoryFit) -> None:
    assert replace(library.history, tickets=()).days == ()
    assert isinstance(library.history, History)
    assert library.history.zone == ZoneInfo("America/Los_Angeles")
