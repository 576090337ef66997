"""Finished what-ifs side by side: what is held against what, and when it may be."""

from __future__ import annotations

import pytest

from scenarios.evaluation import FIGURE
from scenarios.what_if.side_by_side import Cell, Finished, SideBySide

DARK = FIGURE["customer_minutes"]


def finished(name: str, **minutes: list[float]) -> Finished:
    """A what-if with customer-minutes by variant and seed."""
    rows = [
        f"{variant},{seed},customer_minutes,{value}"
        for variant, some in minutes.items()
        for seed, value in enumerate(some, start=1)
    ]
    return Finished.of(name, name, "\n".join(["variant,seed,figure,value", *rows]))


ONE = finished("one", base=[100.0, 200.0, 300.0], crew=[90.0, 191.0, 289.0])
OTHER = finished("other", base=[100.0, 200.0, 300.0], depot=[95.0, 197.0, 293.0], nothing=[100.0, 200.0, 300.0])
ELSEWHERE = finished("elsewhere", base=[101.0, 200.0, 300.0], storm=[150.0, 250.0, 350.0])


def cell(found: SideBySide, what_if: Finished, variant: str) -> Cell:
    (made,) = dict(found.rows(what_if, [DARK]))[variant]
    assert made is not None
    return made


def test_each_variant_is_held_against_its_own_base_seed_by_seed() -> None:
    found = SideBySide([ONE, ELSEWHERE])
    assert cell(found, ONE, "base") == Cell(200, None, "")
    crew = cell(found, ONE, "crew")
    assert (crew.mean, crew.verdict) == (190, "better")
    assert crew.difference is not None
    assert (crew.difference.mean, crew.difference.count) == (-10, 3)
    assert cell(found, ELSEWHERE, "storm").verdict == "worse"


def test_the_same_days_are_told_by_bases_that_come_to_the_same() -> None:
    assert SideBySide([ONE, OTHER]).same_days
    assert not SideBySide([ONE, ELSEWHERE]).same_days
    assert not SideBySide([ONE, finished("fewer seeds", base=[100.0, 200.0])]).same_days
    assert not SideBySide([finished("none"), finished("neither")]).same_days


def test_over_the_same_days_a_variant_is_held_against_that_of_another_what_if() -> None:
    found = SideBySide([ONE, OTHER], ("one", "crew"))
    depot = cell(found, OTHER, "depot").difference
    assert depot is not None
    assert depot.mean == pytest.approx(5)
    assert cell(found, ONE, "crew").difference is None
    assert cell(found, ONE, "base").verdict == "worse"


@pytest.mark.parametrize("wanted", [("elsewhere", "storm"), ("other", "depot"), ("one", "nobody")])
def test_nothing_is_held_against_a_variant_of_other_days_or_one_that_is_not_there(wanted: tuple[str, str]) -> None:
    found = SideBySide([ONE, ELSEWHERE], wanted)
    assert found.against is None
    assert cell(found, ELSEWHERE, "storm").verdict == "worse"


def test_what_is_equal_in_every_seed_is_the_same() -> None:
    assert cell(SideBySide([ONE, OTHER]), OTHER, "nothing").verdict == "same"


def test_a_figure_that_only_one_has_leaves_the_others_cell_empty() -> None:
    shares = Finished.of("shares", "shares", "variant,seed,figure,value\nbase,1,on_site,0.5")
    found = SideBySide([ONE, shares])
    assert [figure.name for figure in found.figures] == ["on_site", "customer_minutes"]
    assert dict(found.rows(shares, [DARK])) == {"base": [None]}


def test_a_variant_called_na_is_a_variant() -> None:
    assert finished("one", base=[1.0], NA=[2.0]).variants == ("base", "NA")
