"""Differences between two ways over the same days and seeds, with a confidence interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt, tan
from statistics import NormalDist, fmean, stdev


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences and its confidence interval; the bounds are None with fewer than two pairs."""

    mean: float
    low: float | None
    high: float | None
    pairs: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def paired_difference(
    values: Sequence[float | None], others: Sequence[float | None], confidence: float = 0.95
) -> Difference | None:
    """Values - others, pair by pair, with Student's interval; pairs with a None are left out, None when all are.

    The pairs must be independent: two seeds of one real day are not, their mean is.

    Raises
    ------
    ValueError
        When there are not as many of both.
    """
    both = zip(values, others, strict=True)
    gaps = [value - other for value, other in both if value is not None and other is not None]
    if not gaps:
        return None
    mean = fmean(gaps)
    if len(gaps) == 1:
        return Difference(mean, None, None, 1)
    half = student_quantile((1 + confidence) / 2, len(gaps) - 1) * stdev(gaps) / sqrt(len(gaps))
    return Difference(mean, mean - half, mean + half, len(gaps))


def student_quantile(share: float, freedom: int) -> float:
    """Student's t: exact for 1 and 2 degrees of freedom, else from the normal quantile, within 0.2 %.

    Abramowitz and Stegun 26.7.5.
    """
    if freedom == 1:
        return tan(pi * (share - 0.5))
    if freedom == 2:
        return (2 * share - 1) * sqrt(2 / (1 - (2 * share - 1) ** 2))
    z = NormalDist().inv_cdf(share)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160
    return z + first / freedom + second / freedom**2 + third / freedom**3 + fourth / freedom**4
