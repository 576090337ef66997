"""Means of independent values and of paired differences, with Student's confidence interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt

from scipy.stats import t as student

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the interval it lies in with `CONFIDENCE`; without two values or more there is none (nan)."""

    mean: float
    low: float
    high: float
    count: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0, so that even its sign can be told."""
        return self.count > 1 and (self.low > 0 or self.high < 0)


def interval(values: Sequence[float]) -> Interval:
    """Student's interval for the mean of independent values; for paired samples of their differences."""
    count = len(values)
    if not count:
        return Interval(nan, nan, nan, 0)
    mean = sum(values) / count
    if count == 1:
        return Interval(mean, nan, nan, 1)
    spread = sqrt(sum((value - mean) ** 2 for value in values) / (count - 1) / count)
    reach = float(student.ppf((1 + CONFIDENCE) / 2, count - 1)) * spread
    return Interval(mean, mean - reach, mean + reach, count)


def paired_difference(values: Sequence[float | None], others: Sequence[float | None]) -> Interval | None:
    """Values - others, pair by pair; pairs with a None are left out, None when all are.

    The pairs must be independent: two seeds of one real day are not, their mean is.

    Raises
    ------
    ValueError
        When there are not as many of both.
    """
    both = zip(values, others, strict=True)
    gaps = [value - other for value, other in both if value is not None and other is not None]
    return interval(gaps) if gaps else None
