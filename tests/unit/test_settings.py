from __future__ import annotations

import math

import pytest

from solver.settings import Settings


def test_by_the_clock_every_core_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 24)
    assert Settings(seconds=3).threads == 24
    assert Settings(seconds=3, workers=2).threads == 2
    assert Settings(seconds=3).limit_seconds == 3


def test_by_steps_neither_cores_nor_the_clock_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 24)
    assert Settings(steps=100).repeatable
    assert Settings(steps=100).threads == 1
    assert Settings(steps=100, workers=3).threads == 3
    assert Settings(steps=100).limit_seconds == math.inf


@pytest.mark.parametrize("wrong", [{"seconds": -1.0}, {"steps": -1}, {"workers": 0}])
def test_impossible_settings_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)  # type: ignore[arg-type]
