"""Spreads by five quantiles: they meet what was measured, and ask and answer agree."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.quantiles import LEVELS, Quantiles, quantile, quantiles_of

REPAIR = Quantiles((29, 60, 122, 238, 438))


def test_given_quantiles_are_met() -> None:
    for level, value in zip(LEVELS, REPAIR.values, strict=True):
        assert REPAIR.at(level) == pytest.approx(value)
        assert REPAIR.share_within(value) == pytest.approx(level)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_is_never_less_and_ask_and_answer_agree(share: float, other: float) -> None:
    assert REPAIR.share_within(REPAIR.at(share)) == pytest.approx(share)
    assert REPAIR.at(min(share, other)) <= REPAIR.at(max(share, other))


@given(st.floats(0, 1))
def test_of_those_beyond_a_value_half_lie_below_the_median_beyond(share: float) -> None:
    value = REPAIR.at(share)
    assert REPAIR.share_within(REPAIR.median_beyond(value)) == pytest.approx((1 + share) / 2)


def test_all_lie_between_the_ends() -> None:
    assert (REPAIR.share_within(0), REPAIR.share_within(1), REPAIR.share_within(1e6)) == (0.0, 0.0, 1.0)


def test_equal_values_have_no_spread() -> None:
    fixed = quantiles_of([5, 5, 5], least=1)
    assert fixed.at(0.01) == pytest.approx(fixed.at(0.99)) == pytest.approx(5)
    assert (fixed.share_within(4.9), fixed.share_within(5)) == (0.0, 1.0)


def test_multiples_of_the_median_spread_alike() -> None:
    assert REPAIR.over_median().at(0.75) == pytest.approx(238 / 122)


def test_what_is_measured_comes_back() -> None:
    rng = Random(1)
    found = quantiles_of([REPAIR.at(rng.random()) for _ in range(20_000)], least=1)
    assert found.values == pytest.approx(REPAIR.values, rel=0.05)


def test_a_quantile_is_that_of_pandas() -> None:
    values = [1.0, 2, 4, 8, 16, 32]
    for level in (0.0, 0.1, 0.33, 0.5, 0.9, 1.0):
        assert quantile(values, level) == pytest.approx(pd.Series(values).quantile(level))


@pytest.mark.parametrize("values", [(), (1, 2, 3), (0, 1, 2, 3, 4), (1, 3, 2, 4, 5)])
def test_what_is_no_spread_is_refused(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="are not five rising values above 0"):
        Quantiles(values)
