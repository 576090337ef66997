"""Replaying past and drawn days, and the two commands."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from api.cli import app
from scenarios.files import read_scenario
from scenarios.history.fit import HistoryFit, fit
from scenarios.history.reading import read_history
from scenarios.history.replay import Desk, Replayed, as_it_happened, compare, replay_days, replay_drawn_days
from scenarios.history.replay_table import markdown
from scenarios.simulation.dispatch_policy import Optimised
from scenarios.simulation.greedy import Greedy, Queue
from scenarios.simulation.judging import evaluate_rolling
from solver.settings import Settings

HISTORY = Path("scenarios/library/history/fremont-2021")
BASE = Path("scenarios/library/bay-area-2021-02-10")
WAYS = (Optimised(steps=20), Greedy(Queue.NEAREST))
DAY = date(2021, 2, 9)


@pytest.fixture(scope="module")
def fitted() -> HistoryFit:
    return fit(read_history(HISTORY / "tickets.csv", HISTORY / "mapping.yaml"))


@pytest.fixture(scope="module")
def desk() -> Desk:
    base = read_scenario(BASE)
    return Desk(base.crews, date(2021, 2, 10), base.policy, base.travel)


def test_a_past_day_is_replayed_with_its_own_tickets_under_every_way(fitted: HistoryFit, desk: Desk) -> None:
    runs = list(replay_days(fitted, desk, [DAY], WAYS, [1, 2]))
    assert [(run.seed, run.dispatch) for run in runs] == [
        (1, "ours"), (1, "nearest crew"), (2, "ours"), (2, "nearest crew"),
    ]  # fmt: skip
    assert runs == list(replay_days(fitted, desk, [DAY], WAYS, [1, 2]))


def test_crews_work_the_same_hours_on_another_day(desk: Desk) -> None:
    moved = desk.crews_on(DAY)[0].shifts[0]
    assert moved.start == desk.crews[0].shifts[0].start - timedelta(days=1)
    assert moved.breaks[0].earliest == desk.crews[0].shifts[0].breaks[0].earliest - timedelta(days=1)


def test_drawn_days_differ_by_seed_and_are_the_same_for_every_way(fitted: HistoryFit, desk: Desk) -> None:
    runs = list(replay_drawn_days(fitted, desk, DAY, WAYS, [1, 2, 3], factor=2))
    assert len(runs) == 6
    assert len({run.figures["customer_minutes"] for run in runs}) > 2


def run(day: int, seed: int, dispatch: str, value: float) -> Replayed:
    return Replayed(date(2021, 2, day), seed, dispatch, {"customer_minutes": value})


def test_on_several_days_pairs_are_days_and_on_one_day_seeds() -> None:
    several = [run(d, s, w, 100 * d + s + v) for d in (1, 2, 3) for s in (1, 2) for w, v in (("a", 0.0), ("b", d))]
    _, other = compare(several, "a")
    assert other.difference is not None
    assert (other.difference.mean, other.difference.count) == (2.0, 3)
    one = [run(1, s, w, s + v) for s in (1, 2, 3, 4) for w, v in (("a", 0.0), ("b", 1.0))]
    first, other = compare(one, "a")
    assert first.difference is None
    assert other.difference is not None
    assert (other.mean, other.difference.mean, other.difference.count) == (3.5, 1.0, 4)
    assert "3.5 (+1.0 to +1.0)" in markdown([first, other])


def test_what_really_happened_is_told_as_far_as_it_was_recorded(fitted: HistoryFit) -> None:
    real = as_it_happened(fitted, [date(2021, 2, 8)])
    # Of H01 to H04 three have an arrival: after 35, 195 and 55 minutes.
    assert real["minutes_to_site"] == 95
    assert real["on_site_45_min"] == pytest.approx(1 / 3)
    assert real["recorded"] == 0.75


def test_the_replay_command_compares_and_keeps_every_run(tmp_path: Path) -> None:
    out = tmp_path / "runs.csv"
    arguments = ["scenario", "replay", str(HISTORY / "tickets.csv"), "--mapping", str(HISTORY / "mapping.yaml")]
    arguments += ["--base", str(BASE), "--first", "2021-02-09", "--seeds", "2", "--steps", "20", "--out", str(out)]
    result = CliRunner().invoke(app, [*arguments, "--dispatch", "ours", "--dispatch", "nearest", "--workers", "1"])
    assert result.exit_code == 0, result.output
    assert "| on site within 45 min |" in result.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert {row["dispatch"] for row in rows} == {"ours", "nearest crew"}
    one, several = out.read_bytes(), tmp_path / "several.csv"
    some = [*arguments[:-1], str(several), "--dispatch", "ours", "--dispatch", "nearest", "--workers", "2"]
    assert CliRunner().invoke(app, some).exit_code == 0
    assert several.read_bytes() == one
    late = CliRunner().invoke(app, [*arguments, "--first", "2022-01-01"])
    assert late.exit_code == 2
    assert "2021-02-28" in late.output


def test_the_forecast_command_writes_its_table_and_page(tmp_path: Path) -> None:
    arguments = ["scenario", "forecast", str(HISTORY / "tickets.csv"), "--mapping", str(HISTORY / "mapping.yaml")]
    result = CliRunner().invoke(app, [*arguments, "--out", str(tmp_path / "out"), "--days", "3"])
    assert result.exit_code == 0, result.output
    assert "2021-03-03" in result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["forecast.csv", "forecast.md"]


def test_a_forecast_day_is_drawn_into_a_folder_that_can_be_played(tmp_path: Path) -> None:
    arguments = ["scenario", "forecast", str(HISTORY / "tickets.csv"), "--mapping", str(HISTORY / "mapping.yaml")]
    arguments += ["--out", str(tmp_path / "out")]
    for name, seed in (("a", 2), ("b", 2), ("c", 3)):
        draw = ["--draw", str(tmp_path / name), "--base", str(BASE), "--seed", str(seed)]
        result = CliRunner().invoke(app, [*arguments, *draw])
        assert result.exit_code == 0, result.output
    a, b, c = (read_scenario(tmp_path / name) for name in "abc")
    assert a.tickets == b.tickets != c.tickets
    zone = ZoneInfo("America/Los_Angeles")
    assert {ticket.reported_at.astimezone(zone).date() for ticket in a.tickets} == {date(2021, 3, 1)}
    assert {shift.start.astimezone(zone).date() for crew in a.crews for shift in crew.shifts} == {date(2021, 3, 1)}
    assert len(a.crews) == len(read_scenario(BASE).crews)
    played = evaluate_rolling(replace(a, dispatch=Greedy(Queue.NEAREST)), 1, Settings(), a.policy)
    assert set(played.tickets) == {ticket.id for ticket in a.tickets}
    again = CliRunner().invoke(app, [*arguments, "--draw", str(tmp_path / "a"), "--base", str(BASE)])
    assert "is there already" in str(again.exception)
    alone = CliRunner().invoke(app, [*arguments, "--draw", str(tmp_path / "d")])
    assert alone.exit_code == 2
