"""How an amount is spread, by a few of its quantiles: what is measured of repair times and drives, and asked of them.

Between two quantiles, and beyond the outer two, the amount is taken to be lognormal: right for the long right tail of
repair times, and it meets every given quantile.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from statistics import NormalDist

NORMAL = NormalDist()
USUAL = (0.1, 0.25, 0.5, 0.75, 0.9)
"""The quantiles that durations are published by."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Amounts above 0 by probability, both rising; a single one is an amount without spread.

    Raises
    ------
    ValueError
        When there is none, they do not rise, an amount is not above 0, or a probability not between 0 and 1.
    """

    points: tuple[tuple[float, float], ...]
    """(probability, amount)"""

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a spread needs at least one quantile")
        for p, amount in self.points:
            if not 0 < p < 1 or amount <= 0:
                raise ValueError(f"quantile {p} of {amount}: probabilities lie between 0 and 1, amounts above 0")
        for (p, amount), (next_p, next_amount) in pairwise(self.points):
            if next_p <= p or next_amount <= amount:
                raise ValueError(f"quantiles do not rise from {p} ({amount}) to {next_p} ({next_amount})")

    def at(self, p: float) -> float:
        """The amount that is not exceeded with probability `p`, 0 < p < 1."""
        if len(self.points) == 1:
            return self.points[0][1]
        (low_p, low), (high_p, high) = self._piece([point[0] for point in self.points], p)
        low_z, high_z = NORMAL.inv_cdf(low_p), NORMAL.inv_cdf(high_p)
        share = (NORMAL.inv_cdf(p) - low_z) / (high_z - low_z)
        return exp(log(low) + share * (log(high) - log(low)))

    def chance_within(self, amount: float) -> float:
        """The probability that the amount is not exceeded, 0..1."""
        if amount <= 0:
            return 0.0
        if len(self.points) == 1:
            return float(amount >= self.points[0][1])
        (low_p, low), (high_p, high) = self._piece([point[1] for point in self.points], amount)
        low_z, high_z = NORMAL.inv_cdf(low_p), NORMAL.inv_cdf(high_p)
        share = (log(amount) - log(low)) / (log(high) - log(low))
        return NORMAL.cdf(low_z + share * (high_z - low_z))

    def times(self, factor: float) -> Quantiles:
        """The spread of `factor` times the amount."""
        return Quantiles(tuple((p, amount * factor) for p, amount in self.points))

    def _piece(self, bounds: Sequence[float], value: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """The two neighbouring points that `value` lies between, or the outer two nearest to it."""
        number = min(max(bisect_left(bounds, value), 1), len(bounds) - 1)
        return self.points[number - 1], self.points[number]


def measured(amounts: Iterable[float], probabilities: Sequence[float] = USUAL) -> Quantiles:
    """The spread of measured amounts (Hyndman and Fan's type 7, as pandas and numpy give); ties are thinned out.

    Raises
    ------
    ValueError
        When there is no amount above 0.
    """
    ordered = sorted(amount for amount in amounts if amount > 0)
    if not ordered:
        raise ValueError("there is no amount above 0 to measure a spread of")
    points: list[tuple[float, float]] = []
    for p in probabilities:
        amount = type_7(ordered, p)
        if not points or amount > points[-1][1]:
            points.append((p, amount))
    return Quantiles(tuple(points))


def type_7(ordered: Sequence[float], p: float) -> float:
    """The `p` quantile of amounts in rising order, as pandas and numpy give it."""
    place = p * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
