"""How an amount is spread, known by five of its quantiles: what is measured of repair times and drives."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

LEVELS = (0.10, 0.25, 0.50, 0.75, 0.90)
"""The shares below each value."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Values, all above 0, at `LEVELS`; straight lines between their logarithms, and on beyond both ends.

    Raises
    ------
    ValueError
        When there are not five, one is not above 0, or they fall.
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(LEVELS) or min(self.values) <= 0 or list(self.values) != sorted(self.values):
            raise ValueError(f"quantiles {self.values} are not five rising values above 0")

    @property
    def median(self) -> float:
        """Half of all lie below."""
        return self.values[2]

    def at(self, share: float) -> float:
        """The value that `share` (0..1) of all lie below."""
        right = min(max(bisect_right(LEVELS, share), 1), len(LEVELS) - 1)
        low, high = math.log(self.values[right - 1]), math.log(self.values[right])
        part = (share - LEVELS[right - 1]) / (LEVELS[right] - LEVELS[right - 1])
        return math.exp(low + part * (high - low))

    def share_within(self, value: float) -> float:
        """The share (0..1) of all that lie no higher than `value`: what `at` gives it for."""
        right = min(max(bisect_right(self.values, value), 1), len(LEVELS) - 1)
        low, high = self.values[right - 1], self.values[right]
        if value <= 0 or low == high:
            return float(value >= high)
        part = math.log(value / low) / math.log(high / low)
        return min(max(LEVELS[right - 1] + part * (LEVELS[right] - LEVELS[right - 1]), 0.0), 1.0)

    def median_beyond(self, value: float) -> float:
        """Half of those that do not lie within `value` lie below this."""
        return self.at((1 + self.share_within(value)) / 2)

    def times(self, factor: float) -> Quantiles:
        """Each value so many times as large."""
        return Quantiles(tuple(value * factor for value in self.values))

    def over_median(self) -> Quantiles:
        """The same as multiples of the median."""
        return self.times(1 / self.median)


NO_SPREAD = Quantiles((1.0,) * 5)
"""Of multiples: all are one."""


def quantiles_of(sample: Sequence[float], least: float) -> Quantiles:
    """The quantiles of a sample that is not empty; values below `least` count as `least`."""
    ordered = sorted(max(least, value) for value in sample)
    return Quantiles(tuple(quantile(ordered, level) for level in LEVELS))


def quantile(ordered: Sequence[float], level: float) -> float:
    """The value that `level` (0..1) of a sorted sample lie below, by linear interpolation as in pandas and numpy."""
    position = level * (len(ordered) - 1)
    low = math.floor(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (position - low) * (ordered[high] - ordered[low])
