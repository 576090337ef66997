"""What-if files: what they may say, and every fault of a bad one at once with file, line and the nearest right name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scenarios import policy_file
from scenarios.history import named
from scenarios.what_if.reading import read_what_if
from scenarios.what_if.what_if import BASE
from solver.settings import Settings
from tests.what_if_files import HEAD, VARIANTS, day, faults_of, what_if

LIBRARY = sorted((policy_file.LIBRARY.parent / "what-if").glob("*.yaml"))
ILL = "crew_off: {crews: C1, at: 12:00}"
LINES = HEAD.count("\n")


def test_base_and_variants_are_read_in_order(tmp_path: Path) -> None:
    found = read_what_if(what_if(tmp_path))
    assert [one.name for one in found.variants] == [BASE, "second crew", "C1 ill"]
    assert found.seeds == (1, 2)
    assert found.settings == Settings(steps=200, workers=1)
    assert [len(found.day(one, 1).crews) for one in found.variants] == [2, 3, 2]


def test_a_grid_gives_all_combinations_but_the_base(tmp_path: Path) -> None:
    grid = """\
grid:
  crews:
    as now: []
    one more: [{add_crews: {like: C1}}]
    two more: [{add_crews: {like: C1, count: 2}}]
  promise:
    as now: []
    tighter:
      - set_policy: {targets.arrival_minutes.rural: 60}
"""
    found = read_what_if(what_if(tmp_path, HEAD + grid))
    names = ["as now, tighter", "one more, as now", "one more, tighter", "two more, as now", "two more, tighter"]
    assert [one.name for one in found.variants] == [BASE, *names]
    assert [len(found.day(one, 1).crews) for one in found.variants] == [2, 2, 3, 3, 4, 4]


def test_a_what_if_builds_on_another_ones_base_and_changes(tmp_path: Path) -> None:
    what_if(tmp_path, HEAD + "changes:\n  - storm_surge: {count: 5}\n" + VARIANTS, "storm.yaml")
    found = read_what_if(what_if(tmp_path, HEAD.replace("base: day", "base: storm.yaml") + VARIANTS))
    assert len(found.day(found.variants[0], 1).tickets) == 12
    assert len(found.day(found.variants[1], 1).crews) == 3


def test_a_folder_with_a_what_if_is_one_too(tmp_path: Path) -> None:
    (tmp_path / "laboratory").mkdir()
    text = HEAD.replace("base: day", "base: ../day") + VARIANTS
    day(tmp_path)
    (tmp_path / "laboratory" / "what-if.yaml").write_text(text, encoding="utf-8")
    assert read_what_if(tmp_path / "laboratory").name == "laboratory"


def test_changes_are_made_in_their_order(tmp_path: Path) -> None:
    text = "variants: [{name: both, changes: [{add_crews: {like: C1}}, {crew_off: {crews: C1-1, at: 13:00}}]}]\n"
    found = read_what_if(what_if(tmp_path, HEAD + text))
    assert [one.id for one in found.day(found.variants[1], 1).crews] == ["C1", "C2", "C1-1"]
    swapped = "variants: [{name: both, changes: [{crew_off: {crews: C1-1, at: 13:00}}, {add_crews: {like: C1}}]}]\n"
    (fault,) = faults_of(what_if(tmp_path, HEAD + swapped))
    assert "names crew C1-1, which is not there" in str(fault.message)


def test_lists_may_be_written_the_yaml_way(tmp_path: Path) -> None:
    text = HEAD.replace("seeds: 2", "seeds: [3, 7]\nanswer: [left_out, on_site]")
    found = read_what_if(what_if(tmp_path, text + "changes: [{remove_crews: {crews: [C2]}}]\n"))
    assert (found.seeds, found.answer) == ((3, 7), ("left_out", "on_site"))
    assert len(found.day(found.variants[0], 3).crews) == 1


def test_a_window_shows_the_day_as_it_was_known_then(tmp_path: Path) -> None:
    window = "window: 2021-02-10 10:30/2021-02-10 16:00\n"
    assert faults_of(what_if(tmp_path, HEAD + window + VARIANTS)) == ()
    found = read_what_if(tmp_path / "second-crew.yaml")
    assert found.day(found.variants[0], 1).tickets == ()
    assert read_what_if(what_if(tmp_path)).day(found.variants[0], 1).tickets != ()


BAD = [
    ("changes: [{add_crew: {like: C1}}]", 0, "changes[1].add_crew", "is no change", "did you mean add_crews?"),
    ("changes:\n  - crew_off: {crews: C11}", 1, "changes[1].crew_off.crews", "crew C11", "did you mean C1?"),
    ("changes: [{crew_off: {crew: C1}}]", 0, "changes[1].crew_off.crew", "is not known here", "did you mean crews?"),
    ("changes: [{remove_crews: {}}]", 0, "changes[1].remove_crews", "names no crew", "crews: or kind:"),
    ("changes: [{storm_surge: {area: remote}}]", 0, "changes[1].storm_surge.area", "matches no ticket", "wire down"),
    ("changes: [{another_day: {history: fremont}}]", 0, "changes[1].another_day.history", "is no", "fremont-2021"),
    ("changes: [{another_day: {history: ../day}}]", 0, "changes[1].another_day.history", "is no", "beside this file"),
    (
        "changes: [{storm_surge: {history: fremont-2021, count: 3, fault_type: tre}}]",
        0,
        "changes[1].storm_surge.fault_type",
        "no fault of the history",
        "equipment",
    ),
    ("changes: [{storm_surge: {fault_type: wier}}]", 0, "changes[1].storm_surge.fault_type", "matches no", "wire down"),
    (
        "changes: [{move_shift: {crews: C1, end: 06:00}}]",
        0,
        "changes[1].move_shift.end",
        "impossible shift",
        "after the start",
    ),
    ("changes: [{train_skill: {crews: C1}}]", 0, "changes[1].train_skill.skill", "must be given", "cable:3"),
    (
        "changes: [{set_policy: {weights.travel: 3}}]",
        0,
        "changes[1].set_policy.weights.travel",
        "is no figure of a policy",
        "weights.travel_minute",
    ),
    (
        "changes: [{set_policy: {weights.travel_minute: much}}]",
        0,
        "changes[1].set_policy.weights.travel_minute",
        "is not a number",
        "12.5",
    ),
    ("changes: [{crew_off: {crews: C1}, remove_crews: {crews: C1}}]", 0, "changes[1]", "several changes", "one change"),
    ("changes: [crew_off]", 0, "changes[1]", "is not a mapping", "name: value"),
    ("variants: [{name: nothing, changes: []}]", 0, "variants[1].changes", "is empty", "at least one change"),
    (
        f"variants: [{{name: a storm, changes: [{{{ILL}}}]}}, {{name: help, against: storm, changes: [{{{ILL}}}]}}]",
        0,
        "variants[2].against",
        "is no other variant",
        "did you mean a storm?",
    ),
    (f"variants: [{{name: base, changes: [{{{ILL}}}]}}]", 0, "variants[1].name", "is taken", "a name of its own"),
    (
        "variants:\n  - name: C1 ill\n    changes:\n      - crew_of: {}",
        3,
        "variants[1].changes[1].crew_of",
        "is no change",
        "did you mean crew_off?",
    ),
    ("grid: {crews: {}}", 0, "grid.crews", "has no alternatives", "a label"),
    ("mode: roling", 0, "mode", "is not known", "static, rolling"),
    ("answer: customer_minute", 0, "answer", "is not known", "did you mean customer_minutes?"),
    ("policy: state-gird", 0, "policy", "no policy that is shipped", "did you mean state-grid?"),
    ("window: 2021-02-10 12:00/2021-02-10 11:00", 0, "window", "ends before it starts", "the earlier first"),
    ("varants: []", 0, "varants", "is not known here", "did you mean variants?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "field", "message", "allowed"), BAD, ids=[bad[2] + bad[3] for bad in BAD])
def test_is_named_with_line_path_and_what_would_be_right(
    text: str, line: int, field: str, message: str, allowed: str, tmp_path: Path
) -> None:
    filler = "" if text.startswith(("changes", "variants", "grid")) else f"changes: [{{{ILL}}}]\n"
    found = faults_of(what_if(tmp_path, HEAD + text + "\n" + filler))
    assert len(found) == 1, "\n".join(map(str, found))
    assert (found[0].file, found[0].row, found[0].field) == ("second-crew.yaml", LINES + 1 + line, field)
    assert message in str(found[0].message)
    assert allowed in (found[0].allowed or "")


def test_what_is_for_static_runs_is_refused_in_rolling_ones(tmp_path: Path) -> None:
    text = HEAD + "mode: rolling\nwindow: 2021-02-10 11:00/2021-02-10 12:00\n" + VARIANTS
    assert [(one.field, one.message) for one in faults_of(what_if(tmp_path, text))] == [
        ("settings.steps", "is for static runs"),
        ("window", "is for static runs"),
    ]


def test_a_cyclic_base_is_told_with_its_ring(tmp_path: Path) -> None:
    what_if(tmp_path, HEAD.replace("base: day", "base: b.yaml") + VARIANTS, "a.yaml")
    what_if(tmp_path, HEAD.replace("base: day", "base: a.yaml") + VARIANTS, "b.yaml")
    (fault,) = faults_of(tmp_path / "a.yaml")
    assert (fault.file, fault.row, fault.field) == ("b.yaml", 4, "base")
    assert "a.yaml -> b.yaml -> a.yaml" in str(fault.message)


def test_a_base_that_is_not_there_is_answered_with_the_nearest_path(tmp_path: Path) -> None:
    (fault,) = faults_of(what_if(tmp_path, HEAD.replace("base: day", "base: dya") + VARIANTS))
    assert (fault.field, fault.allowed) == ("base", "did you mean day?")


def test_all_faults_come_at_once_the_bases_too(tmp_path: Path) -> None:
    text = HEAD.replace("seeds: 2", "seeds: none") + VARIANTS.replace("like: C1", "like: C9").replace("12:00", "25:00")
    path = what_if(tmp_path, text)
    found = faults_of(path)
    assert [(one.row, one.field) for one in found] == [
        (5, "seeds"),
        (LINES + 4, "variants[1].changes[1].add_crews.like"),
        (LINES + 7, "variants[2].changes[1].crew_off.at"),
    ]
    tickets = tmp_path / "day" / "tickets.csv"
    tickets.write_text(tickets.read_text().replace("rural", "suburb", 2))
    found = faults_of(path)
    assert [one.file for one in found] == ["second-crew.yaml"] * 2 + ["day/tickets.csv"] * 2


@pytest.mark.parametrize("path", LIBRARY, ids=[path.stem for path in LIBRARY])
def test_a_shipped_what_if_is_sound_and_asks_a_question(path: Path) -> None:
    found = read_what_if(path)
    assert found.question.endswith("?")
    assert found.seeds == tuple(range(1, 21))
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_there_are_eight_shipped_ones() -> None:
    assert len(LIBRARY) >= 8


def test_a_history_of_ones_own_lies_beside_the_file_and_its_faults_are_told(tmp_path: Path) -> None:
    own = tmp_path / "ours"
    shutil.copytree(named.LIBRARY / "fremont-2021", own)
    path = what_if(tmp_path, HEAD + "changes: [{storm_surge: {history: ours, count: 5}}]\n")
    found = read_what_if(path)
    assert len(found.day(found.variants[0], 1).tickets) >= len(found.base.tickets) + 5
    spoilt = tmp_path / "spoilt"
    shutil.copytree(own, spoilt)
    (spoilt / "tickets.csv").write_text("id,start\n", encoding="utf-8")
    path.write_text(HEAD + "changes: [{storm_surge: {history: spoilt, count: 5}}]\n", encoding="utf-8")
    assert [fault.file for fault in faults_of(path)] == ["spoilt/tickets.csv"]


def test_a_file_that_asks_nothing_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(what_if(tmp_path, HEAD))
    assert fault.message == "asks nothing"
