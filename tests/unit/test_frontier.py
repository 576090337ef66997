"""Crew sizing: every step is one away from the base, and skills that are missing are named with what they cost."""

from __future__ import annotations

from pathlib import Path

from scenarios.what_if.frontier import frontier_of, frontier_table, markdown
from scenarios.what_if.reading import read_what_if
from scenarios.what_if.running import run_what_if
from tests.what_if_files import HEAD, what_if


def test_every_step_is_run_and_told_and_the_missing_skill_is_named(tmp_path: Path) -> None:
    path = what_if(tmp_path, HEAD.replace("seeds: 2", "seeds: 1") + "changes: [{remove_crews: {crews: C1}}]\n")
    head = tmp_path / "day" / "scenario.yaml"
    head.write_text(head.read_text() + "skills: [line]\n")
    frontier = frontier_of(read_what_if(path), more=1)
    assert [(point.axis, point.x) for point in frontier.points if point.axis == "tree"] == [("tree", 2)]
    assert "train line: C2" in [variant.name for variant in frontier.what_if.variants]
    run = run_what_if(frontier.what_if, workers=1)
    assert run.failures == {}
    text = markdown(frontier, run)
    assert "- **line**, held by nobody: 7.0 tickets left out" in text
    assert "training C2 changes customer-minutes by −" in text
    table = frontier_table(frontier, run)
    assert set(table["variant"]) == {variant.name for variant in frontier.what_if.variants[1:]}
