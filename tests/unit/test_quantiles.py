"""Spreads by quantiles: they meet what was measured, and ask and answer agree."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.quantiles import Quantiles, measured, type_7

REPAIR = Quantiles(((0.1, 29), (0.25, 60), (0.5, 122), (0.75, 238), (0.9, 438)))


def test_given_quantiles_are_met() -> None:
    for p, amount in REPAIR.points:
        assert REPAIR.at(p) == pytest.approx(amount)
        assert REPAIR.chance_within(amount) == pytest.approx(p)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_more_probability_is_never_less_and_ask_and_answer_agree(p: float, q: float) -> None:
    assert REPAIR.chance_within(REPAIR.at(p)) == pytest.approx(p)
    assert (REPAIR.at(p) <= REPAIR.at(q)) == (p <= q)


def test_a_single_quantile_has_no_spread() -> None:
    fixed = Quantiles(((0.5, 20),))
    assert fixed.at(0.01) == fixed.at(0.99) == 20
    assert (fixed.chance_within(19.9), fixed.chance_within(20)) == (0.0, 1.0)


def test_beyond_the_outer_quantiles_the_tails_go_on() -> None:
    assert REPAIR.at(0.01) < 29
    assert REPAIR.at(0.99) > 438
    assert REPAIR.chance_within(0) == 0


def test_a_multiple_spreads_alike() -> None:
    assert REPAIR.times(2).at(0.5) == pytest.approx(244)


def test_what_is_measured_comes_back() -> None:
    rng = Random(1)
    found = measured(REPAIR.at(rng.random()) for _ in range(20_000))
    for (p, amount), (_, again) in zip(REPAIR.points, found.points, strict=True):
        assert again == pytest.approx(amount, rel=0.05), p


def test_equal_measurements_have_no_spread() -> None:
    assert measured([5, 5, 5]).points == ((0.1, 5),)


def test_type_7_is_the_quantile_of_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    amounts = [1.0, 2, 4, 8, 16, 32]
    for p in (0.0, 0.1, 0.33, 0.5, 0.9, 1.0):
        assert type_7(amounts, p) == pytest.approx(pandas.Series(amounts).quantile(p))


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ((), "at least one"),
        (((0.5, 0.0),), "above 0"),
        (((1.0, 5.0),), "between 0 and 1"),
        (((0.5, 5.0), (0.9, 5.0)), "do not rise"),
        (((0.9, 5.0), (0.5, 6.0)), "do not rise"),
    ],
)
def test_what_is_no_spread_is_refused(points: tuple[tuple[float, float], ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Quantiles(points)


def test_nothing_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="no amount"):
        measured([0, -1])
