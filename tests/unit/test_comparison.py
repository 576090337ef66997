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
from scenarios.what_if.answer import answer, telling
from scenarios.what_if.reading import read_what_if
from scenarios.what_if.report import report_of
from scenarios.what_if.report_pages import html
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
        "“second crew”: customer-minutes interrupted down from 250 to 240 (−4.0%), 95% interval −11 to −9 over 4 "
        "seeds. Clearly better: 1 of 2 variants."
    )
    assert lines == [
        "The worst is “C1 ill”: customer-minutes interrupted up from 250 to 308 (+23.0%), 95% interval +30 to +85 "
        "over 4 seeds.",
        "“second crew”: customer-minutes interrupted −10 (better: −11 to −9).",
        "“C1 ill”: customer-minutes interrupted +58 (worse: +30 to +85).",
    ]
    assert telling(made) == "second crew"


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
    assert answer(made)[0].startswith("It brings no gain. “C1 ill”: customer-minutes interrupted up")


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
    told = "No variant is clearly better. The worst is “C1 ill”: customer-minutes interrupted up from 250 to 308"
    assert answer(made)[0].startswith(told)
    assert telling(made) == "C1 ill"


def test_a_variant_is_held_against_the_one_it_names(tmp_path: Path) -> None:
    remedy = (
        "  - {name: help, against: C1 ill, changes: [{crew_off: {crews: C1, at: 12:00}}, {add_crews: {like: C2}}]}\n"
    )
    path = what_if(tmp_path, HEAD + DRAWN + VARIANTS + remedy)
    figures = {"base": [100, 200], "C1 ill": [150, 262], "help": [140, 252]}
    evaluations = {
        (name, seed): Evaluation({"customer_minutes": value}, {}, Plan(()))
        for name, values in figures.items()
        for seed, value in enumerate(values, start=1)
    }
    made = Run(read_what_if(path), evaluations)
    assert (summary_of(made, "help")["against"], summary_of(made, "help")["difference"]) == ("C1 ill", -10)
    assert answer(made)[0].startswith("“help” against “C1 ill”: customer-minutes interrupted down from 206 to 196")
    assert "“help” against “C1 ill”: customer-minutes interrupted −10" in answer(made)[-1]
    page = html(report_of(made))
    assert '<span class="soft">against C1 ill</span>' in page


def test_variants_judged_by_their_own_promise_are_told_by_what_each_comes_to(tmp_path: Path) -> None:
    made = run(tmp_path, text=DRAWN + "judge: own\n", base=[100, 200], C1_ill=[300, 302])
    assert answer(made)[0] == "Customer-minutes interrupted, each by its own promise: “base” 150, “C1 ill” 301."


def test_of_many_variants_the_best_and_the_worst_are_told(tmp_path: Path) -> None:
    grid = "grid: {crew: {" + ", ".join(f"{n} more: [{{add_crews: {{like: C1, count: {n}}}}}]" for n in range(1, 25))
    found = read_what_if(what_if(tmp_path, HEAD + DRAWN + grid + "}}\n"))
    evaluations = {
        (variant.name, seed): Evaluation({"customer_minutes": 100.0 * seed - 2 * number}, {}, Plan(()))
        for number, variant in enumerate(found.variants)
        for seed in found.seeds
    }
    made = Run(found, evaluations)
    first, *lines = answer(made)
    assert first.startswith("“24 more”: ")
    assert [line.split(":")[0] for line in lines[:3]] == ["“1 more”", "“2 more”", "“3 more”"]
    assert lines[8] == "The other 16 variants lie between these; they are in the table."
    assert html(report_of(made)).count('<th scope="row">24 more') == 2
