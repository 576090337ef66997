"""``crewdispatch scenario`` from the outside, as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from scenarios.changes.tickets import AnotherDay
from scenarios.files import read_scenario
from scenarios.timeline import timeline
from scenarios.what_if.reading import read_what_if
from scenarios.what_if.report import report_of
from scenarios.what_if.running import run_what_if
from tests.unit.test_cli import command, start, wide
from tests.what_if_files import HEAD, VARIANTS, what_if

PATIENCE = 300
"""Seconds: two workers may have to compile the search first."""
FILES = {"report.html", "report.md", "figures.csv", "summary.csv"}


def run(*arguments: str | Path | int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False, env=wide()
    )


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


def results(out: Path) -> dict[str, int]:
    """The kept results, with the time each was written."""
    return {path.name: path.stat().st_mtime_ns for path in (out / "results").glob("*.json")}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file and its run."""
    path = tmp_path_factory.mktemp("what_if")
    said = run("scenario", "run", what_if(path), "--out", path / "out")
    assert said.returncode == 0, said.stderr
    (path / "said.txt").write_text(said.stdout, encoding="utf-8")
    return path


def test_a_run_answers_its_question_and_writes_the_report(done: Path) -> None:
    said = (done / "said.txt").read_text(encoding="utf-8")
    assert said.startswith("What does a second crew bring?\n")
    assert "“second crew”: customer-minutes interrupted" in said
    assert "The seeds differ in nothing but how the search goes" in said
    assert {path.name for path in (done / "out").iterdir()} == {*FILES, "results"}
    rows = (done / "out" / "figures.csv").read_text().splitlines()
    assert rows[0] == "variant,seed,figure,value"
    assert "second crew,2,left_out,0.0" in rows


def test_run_again_nothing_is_done_again_and_the_report_is_the_same_to_the_byte(done: Path) -> None:
    before, kept = contents(done / "out"), results(done / "out")
    assert len(kept) == 6
    again = run("scenario", "run", done / "second-crew.yaml", "--out", done / "out")
    assert again.returncode == 0
    assert (contents(done / "out"), results(done / "out")) == (before, kept)


def test_the_same_seeds_give_the_same_report_in_another_folder_with_one_worker(done: Path) -> None:
    other = run("scenario", "run", done / "second-crew.yaml", "--out", done / "other", "--workers", 1)
    assert other.returncode == 0
    assert contents(done / "other") == contents(done / "out")


def test_compare_reports_on_what_is_kept_and_says_what_is_missing(done: Path) -> None:
    said = run("scenario", "compare", done / "second-crew.yaml", "--out", done / "out", "--seeds", 3)
    assert said.returncode == 0, said.stderr
    assert "3 of 9 evaluations are missing" in said.stdout
    nothing = run("scenario", "compare", done / "second-crew.yaml", "--out", done / "nowhere")
    assert nothing.returncode == 1
    assert "keeps no results" in nothing.stderr


def test_check_says_what_would_be_run(done: Path) -> None:
    said = run("scenario", "check", done / "second-crew.yaml")
    assert "3 variants with the base, 2 seeds" in said.stdout
    assert "  second crew: 7 tickets, 3 crews, policy state-grid" in said.stdout
    assert "7 tickets, 2 crews" in run("scenario", "check", done / "day").stdout


def test_bad_files_are_told_whole_and_nothing_is_run(tmp_path: Path) -> None:
    path = what_if(tmp_path, HEAD + VARIANTS.replace("add_crews", "ad_crews").replace("crews: C1", "crews: C11"))
    said = run("scenario", "run", path, "--out", tmp_path / "out")
    assert said.returncode == 2
    assert "second-crew.yaml, row 10, variants[1].changes[1].ad_crews: is no change" in said.stderr
    assert "did you mean add_crews?" in said.stderr
    assert "second-crew.yaml, row 13, variants[2].changes[1].crew_off.crews" in said.stderr
    assert not (tmp_path / "out").exists()


def test_a_variant_that_fails_is_told_and_the_others_are_kept(tmp_path: Path) -> None:
    variants = VARIANTS + "  - name: more poles\n    changes: [{storm_surge: {fault_type: pole, count: 2}}]\n"
    text = HEAD + "changes: [{another_day: {}}]\n" + variants
    path = what_if(tmp_path, text)
    with (tmp_path / "day" / "tickets.csv").open("a") as file:
        file.write("P1,37.35,-121.893,2021-02-10 10:40,rural,3,45,line,5,broken pole\n")
    seed_with, seed_without = _seeds_with_and_without_a_pole(path)
    path.write_text(text.replace("seeds: 2", f"seeds: [{seed_with}, {seed_without}]"))
    said = run("scenario", "run", path, "--out", tmp_path / "out")
    assert said.returncode == 0, said.stderr
    assert "1 of 8 evaluations are missing" in said.stdout
    assert f"missing: more poles, seeds {seed_without}: a change cannot be made under this seed" in said.stdout
    assert len(results(tmp_path / "out")) == 7
    assert "matches no ticket" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def _seeds_with_and_without_a_pole(path: Path) -> tuple[int, int]:
    day = read_scenario(path.parent / "day")
    drawn = {seed: AnotherDay().apply(day, seed).tickets for seed in range(1, 50)}
    has = {seed: any("pole" in ticket.fault_type for ticket in tickets) for seed, tickets in drawn.items()}
    return next(seed for seed in has if has[seed]), next(seed for seed in has if not has[seed])


def test_a_rolling_day_is_run_by_several_ways_to_dispatch(tmp_path: Path) -> None:
    variants = "variants: [{name: nearest crew, changes: [{set_dispatch: {by: nearest}}]}]\n"
    text = HEAD.replace("settings: {steps: 200}\n", "").replace(
        "seeds: 2", "seeds: 2\nmode: rolling\nanswer: minutes_to_site"
    )
    said = run("scenario", "run", what_if(tmp_path, text + variants), "--out", tmp_path / "out")
    assert said.returncode == 0, said.stderr
    assert "nearest crew" in said.stdout
    assert "average minutes to site" in said.stdout
    assert "nearest crew,2,moved," in (tmp_path / "out" / "figures.csv").read_text()
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert 'id="timeline"' in page
    assert 'id="map"' in page
    assert "as the day came out" in page


def test_of_a_rolling_day_what_its_crews_did_is_drawn(tmp_path: Path) -> None:
    ill = "variants: [{name: C1 ill, changes: [{crew_off: {crews: C1, at: 12:00}}]}]\n"
    text = HEAD.replace("settings: {steps: 200}\n", "").replace("seeds: 2", "seeds: 1\nmode: rolling")
    found = run_what_if(read_what_if(what_if(tmp_path, text + ill)), workers=1)
    report = report_of(found, "C1 ill")
    assert report.outcome is not None
    assert report.outcome.result.plan == found.evaluations["C1 ill", 1].plan
    first = min(ticket.reported_at for ticket in report.outcome.problem.tickets)
    assert report.outcome.problem.now <= first
    drawn = timeline(report.outcome, mark_now=False)
    assert any(bar.name == "travel" for bar in drawn.data)
    assert not drawn.layout.annotations
    assert timeline(report.outcome).layout.annotations[0].text == "now"


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    path = what_if(tmp_path, HEAD.replace("seeds: 2", "seeds: 8").replace("steps: 200", "steps: 30000") + VARIANTS)
    out = tmp_path / "out"
    process = start("scenario", "run", path, "--out", out, "--workers", 2)
    until = time.monotonic() + PATIENCE
    while len(results(out) if out.exists() else ()) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    for _ in range(2):  # As the impatient press it.
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.01)
    _, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, complained
    assert "Traceback" not in complained
    kept = results(out)
    assert 2 <= len(kept) < 24
    assert f"Stopped: {len(kept)} of 24 are kept" in complained
    assert not list((out / "results").glob("*.part"))
    again = run("scenario", "run", path, "--out", out)
    assert again.returncode == 0, again.stderr
    assert len(results(out)) == 24
    assert kept.items() <= results(out).items()
