"""Crew sizing: every step is one away from the base, and skills that are missing are named with what they cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.what_if.frontier import frontier_of
from scenarios.what_if.frontier_pages import frontier_table, html, markdown
from scenarios.what_if.frontier_report import FrontierReport
from scenarios.what_if.grouping import By
from scenarios.what_if.reading import read_what_if
from scenarios.what_if.running import run_what_if
from tests.what_if_files import HEAD, what_if


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> FrontierReport:
    """Of a day whose only line crew, C1, is taken away beforehand."""
    return sized(tmp_path_factory.mktemp("frontier"))


def sized(folder: Path) -> FrontierReport:
    path = what_if(folder, HEAD + "changes: [{remove_crews: {crews: C1}}]\n")
    head = folder / "day" / "scenario.yaml"
    head.write_text(head.read_text() + "skills: [line]\n")
    frontier = frontier_of(read_what_if(path), more=1)
    return FrontierReport(frontier, run_what_if(frontier.what_if, workers=1))


def test_every_step_is_one_away_from_the_base_and_is_run(report: FrontierReport) -> None:
    frontier = report.frontier
    assert report.run.failures == {}
    assert [(point.group, point.x) for point in frontier.along(By.SKILL)] == [("tree", 2)]
    assert frontier.now == {"tree": 1}
    assert [point.x for point in frontier.along(By.OVERTIME)] == [60, 120, 240]
    assert [point.variant.name for point in frontier.along(By.TRAINING)] == ["train line: C2"]
    variants = {variant.name for variant in frontier.what_if.variants[1:]}
    assert set(frontier_table(report)["variant"]) == variants == {row.variant for row in report.rows} - {"base"}


def test_a_crew_more_where_its_like_stands_is_run_once(report: FrontierReport) -> None:
    (more,), (there,) = report.frontier.along(By.SKILL), report.frontier.along(By.DEPOT)
    assert more.variant == there.variant


def test_only_the_groupings_asked_for_are_tried(tmp_path: Path) -> None:
    frontier = frontier_of(read_what_if(what_if(tmp_path)), by=[By.OVERTIME])
    assert {point.by for point in frontier.points} == {By.OVERTIME}


def test_the_missing_skill_is_named_with_the_tickets_it_costs_and_what_training_buys(report: FrontierReport) -> None:
    (gap,) = report.gaps
    assert (gap.holders, gap.row.needing, gap.row.left_out) == ("nobody", 7, 7)
    assert set(gap.row.examples) < {f"T{number}" for number in range(1, 8)}
    assert gap.buys.startswith("training C2: −5.0 late or left out a day (the same in every seed); ")
    assert "customer-minutes interrupted −" in gap.buys
    for text in (markdown(report), html(report)):
        assert gap.buys in text
    assert any(sentence.startswith("Of trainings, most is saved by “train line: C2”") for sentence in report.sentences)


def test_the_page_draws_a_figure_against_crews_and_overtime_with_its_band(report: FrontierReport) -> None:
    page = html(report)
    for by in ("skill", "overtime"):
        for figure in ("customer_minutes", "on_site"):
            assert f'<div id="{by}-{figure}-0">' in page
    assert "one more tree crew at C2" in page


def test_the_same_seeds_give_the_same_files_to_the_byte(report: FrontierReport, tmp_path: Path) -> None:
    again = sized(tmp_path)
    assert html(again) == html(report)
    assert markdown(again) == markdown(report)
    assert frontier_table(again).equals(frontier_table(report))
