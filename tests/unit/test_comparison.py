"""Differences to the base, their intervals, and what the words make of them."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Any

import pytest

import scenarios
from dispatch.plan import Plan
from scenarios.evaluation import FIGURE, Evaluation
from scenarios.paired import Interval, interval
from scenarios.what_if import words
from scenarios.what_if.answer import answer, best
from scenarios.what_if.reading import read_what_if
from scenarios.what_if.running import Run
from tests.what_if_files import HEAD, VARIANTS, what_if

DRAWN = "answer: [customer_minutes, on_site]\nchanges: [{another_day: {}}]\n"


def run(path: Path, seeds: int = 4, text: str = DRAWN, **minutes: list[float]) -> Run:
    """A run made up: customer-minutes by variant (`second_crew` is “second crew”) and seed; nothing else."""
    found = read_what_if(what_if(path, HEAD.replace("seeds: 2", f"seeds: {seeds}") + text + VARIANTS))
    return Run(
        found,
        {
            (name.replace("_", " "), seed): Evaluation({"customer_minutes": value}, {}, Plan(()))
            for name, values in minutes.items()
            for seed, value in enumerate(values, start=1)
        },
    )


def summary_of(made: Run, variant: str) -> dict[Any, Any]:
    """The variant's only row."""
    (found,) = (one for one in scenarios.summary(made).to_dict("records") if one["variant"] == variant)
    return found


def test_the_interval_is_students() -> None:
    found = interval([1.0, 2.0, 3.0, 4.0])
    # Mean 2.5, standard error 0.6455, quantile of 3 degrees of freedom 3.1824.
    assert found.mean == 2.5
    assert (found.low, found.high) == pytest.approx((0.4457, 4.5543), abs=1e-4)
    assert found.is_clear
    assert not interval([-1.0, 2.0]).is_clear


def test_one_value_has_no_interval() -> None:
    found = interval([5.0])
    assert found.mean == 5.0
    assert isnan(found.low)
    assert not found.is_clear
    assert interval([]).count == 0


def test_differences_are_paired_by_seed(tmp_path: Path) -> None:
    made = run(tmp_path, base=[100, 1000, 5000, 300], second_crew=[90, 989, 4991, 290])
    table = summary_of(made, "second crew")
    assert table["difference"] == -10
    assert table["high"] < 0
    assert table["better"] is True
    assert list(scenarios.compare(made).columns) == ["variant", "seed", "figure", "value"]
    assert len(scenarios.compare(made)) == 8


def test_seeds_that_only_one_has_are_left_out_of_the_difference(tmp_path: Path) -> None:
    made = run(tmp_path, base=[100, 200], second_crew=[90, 190, 5])
    table = summary_of(made, "second crew")
    assert (table["difference"], table["seeds"], table["mean"]) == (-10, 2, 95)


def test_a_clear_gain_is_told_with_its_interval(tmp_path: Path) -> None:
    made = run(tmp_path, base=[100, 200, 300, 400], second_crew=[90, 189, 291, 390], C1_ill=[150, 260, 340, 480])
    first, *lines = answer(made)
    assert first == (
        "second crew: customer-minutes interrupted falls from 250 to 240 (−4.0%), 95% interval −11 to −9 over 4 seeds. "
        "Clearly better than the base: 1 of 2 variants."
    )
    assert lines == [
        "second crew: customer-minutes interrupted −10 (better: −11 to −9).",
        "C1 ill: customer-minutes interrupted +58 (worse: +30 to +85).",
    ]
    assert best(made) == "second crew"


def test_an_interval_that_holds_0_is_no_gain(tmp_path: Path) -> None:
    made = run(tmp_path, base=[100, 200, 300, 400], second_crew=[50, 240, 260, 400])
    assert answer(made)[0].startswith("No clear gain in customer-minutes interrupted")
    assert "contains 0" in answer(made)[0]
    assert "not clear" in answer(made)[1]


def test_one_seed_says_that_it_may_be_chance(tmp_path: Path) -> None:
    made = run(tmp_path, seeds=1, base=[100], second_crew=[90])
    assert "One seed gives no interval: this may be chance." in answer(made)[0]


def test_what_only_gets_worse_is_told_so(tmp_path: Path) -> None:
    made = run(tmp_path, base=[100, 200, 300, 400], C1_ill=[150, 260, 340, 480])
    assert answer(made)[0].startswith("It makes this worse: C1 ill")


def test_seeds_without_any_draw_are_told_to_be_search_noise(tmp_path: Path) -> None:
    made = run(tmp_path, text="answer: customer_minutes\n", base=[100, 100], second_crew=[90, 90])
    assert "the same in every seed" in answer(made)[0]
    assert answer(made)[-1].startswith("The seeds differ in nothing but how the search goes")


def test_what_is_not_0_is_not_rounded_into_0() -> None:
    assert words.difference(FIGURE["left_out"], -0.0159) == "−0.02"
    assert words.difference(FIGURE["on_site"], 0.00014) == "+0.01 points"
    assert words.difference(FIGURE["on_site"], 0.0) == "0 points"
    assert words.reach(FIGURE["on_site"], Interval(0.1, -0.05, 0.25, 3)) == "−5.0 to +25.0 points"


def test_where_nothing_gains_the_greatest_loss_is_told(tmp_path: Path) -> None:
    made = run(tmp_path, base=[100, 200, 300, 400], second_crew=[101, 199, 301, 399], C1_ill=[150, 260, 340, 480])
    assert answer(made)[0].startswith("The worst is C1 ill: customer-minutes interrupted rises from 250 to 308")
