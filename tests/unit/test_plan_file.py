from __future__ import annotations

import json
from pathlib import Path

import pytest

from dispatch.errors import InputErrors
from scenarios.plan_file import encode, read_plan, write_plan
from tests.outcomes import full_day

DAY = full_day()


def test_a_plan_comes_back_as_it_was(tmp_path: Path) -> None:
    write_plan(DAY, tmp_path / "plan.json")
    saved = read_plan(tmp_path / "plan.json")
    assert saved.plan == DAY.result.plan
    assert saved.plan.sequences == DAY.result.plan.sequences
    assert saved.settings == DAY.settings
    assert (saved.input_name, saved.policy_name, saved.policy_version) == ("by hand", "test", "1")


def test_the_file_says_what_each_ticket_costs_and_why_one_is_left_out() -> None:
    content = encode(DAY)
    assert content["cost"]["total"] == pytest.approx(DAY.result.score.total)
    assert sum(content["cost"]["terms"].values()) == pytest.approx(DAY.result.score.total)
    costs = {entry["id"]: sum(entry["cost"].values()) for entry in content["tickets"]}
    assert costs["T5"] == pytest.approx(DAY.problem.prices["T5"].left_out)
    assert content["unassigned"][0]["ticket"] == "T5"
    assert content["unassigned"][0]["sentence"]
    assert content["figures"]["left_out"] == 1


def test_times_are_utc(tmp_path: Path) -> None:
    stop = encode(DAY)["routes"][0]["stops"][0]
    assert stop["arrival"] == "2026-03-02T08:10:00Z"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "recipe"}, "is not a plan file"),
        ({"version": 99}, "unknown layout"),
        ({"routes": [{"crew": "C1"}]}, "shift is missing"),
        ({"routes": 7}, "is not a plan file"),
        ({"unassigned": [{"ticket": "T1", "reason": "MOOD", "sentence": ""}]}, "MOOD"),
        ({"settings": {"engine": "recipe", "speed": 3}}, "speed"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({**encode(DAY), **change}), encoding="utf-8")
    with pytest.raises(InputErrors, match=said):
        read_plan(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b'{"format": "crewdispatch plan"'])
def test_rubbish_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(InputErrors, match=r"plan\.json"):
        read_plan(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="cannot be read"):
        read_plan(tmp_path / "plan.json")
