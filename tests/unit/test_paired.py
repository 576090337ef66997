"""Paired differences and their intervals."""

from __future__ import annotations

from math import isnan, sqrt
from statistics import stdev

import pytest

from scenarios.paired import interval, paired_difference


@pytest.mark.parametrize(("freedom", "t"), [(1, 12.706), (2, 4.303), (3, 3.182), (9, 2.262), (19, 2.093), (100, 1.984)])
def test_student_quantiles_are_those_of_the_tables(freedom: int, t: float) -> None:
    values = [float(number) for number in range(freedom + 1)]
    found = interval(values)
    assert (found.high - found.mean) * sqrt(len(values)) / stdev(values) == pytest.approx(t, rel=0.002)


def test_the_interval_is_of_the_differences_not_of_the_values() -> None:
    found = paired_difference([101.0, 202.0, 303.0, 402.0], [100.0, 200.0, 300.0, 400.0])
    assert found is not None
    assert found.mean == 2.0
    # Standard deviation of 1, 2, 3, 2 is 0.8165; t with 3 degrees of freedom is 3.182.
    assert found.high == pytest.approx(2 + 3.182 * 0.8165 / 2, rel=0.001)
    assert found.is_clear


def test_pairs_with_a_gap_are_left_out_and_one_pair_has_no_interval() -> None:
    found = paired_difference([1.0, None, 3.0], [2.0, 5.0, None])
    assert found is not None
    assert (found.mean, found.count, found.is_clear) == (-1.0, 1, False)
    assert isnan(found.low)
    assert isnan(found.high)
    assert paired_difference([None], [1.0]) is None


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError):
        paired_difference([1.0], [1.0, 2.0])
