"""Finished what-ifs side by side: every variant's figures, held against its own base or against one variant of any.

What is drawn by lot follows from base and seed. Where the bases of two what-ifs have the same seeds and come to the
same figures, their days are the same, and differences between their variants are paired by seed. Otherwise a variant
can be held against its own base alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO

from scenarios.evaluation import FIGURES, Figure
from scenarios.paired import Interval, interval
from scenarios.what_if import words
from scenarios.what_if.what_if import BASE

Place = tuple[str, str]
"""Id of a what-if, and the name of one of its variants."""


@dataclass(frozen=True)
class Finished:
    """A what-if that has been run, by its kept figures: values by seed of each variant and figure."""

    id: str
    title: str
    values: Mapping[tuple[str, str], Mapping[int, float]]

    @classmethod
    def of(cls, id: str, title: str, table: str) -> Finished:  # noqa: A002 - it is the field's name
        """From the CSV of :func:`scenarios.what_if.comparison.compare`."""
        values: dict[tuple[str, str], dict[int, float]] = {}
        for row in csv.DictReader(StringIO(table)):
            values.setdefault((row["variant"], row["figure"]), {})[int(row["seed"])] = float(row["value"])
        return cls(id, title, values)

    @property
    def variants(self) -> tuple[str, ...]:
        """Their names, the base first."""
        return tuple(dict.fromkeys(variant for variant, _ in self.values))

    @property
    def base(self) -> dict[str, Mapping[int, float]]:
        """The base's values by figure and seed."""
        return {figure: some for (variant, figure), some in self.values.items() if variant == BASE}


@dataclass(frozen=True, slots=True)
class Cell:
    """A variant's mean of a figure, and its difference to what it is held against; None where it is that itself."""

    mean: float
    difference: Interval | None
    verdict: str
    """better, worse, same or unclear; empty without a difference."""


@dataclass(frozen=True)
class SideBySide:
    """What-ifs to compare.

    Parameters
    ----------
    wanted
        The variant that all are to be held against; None for each one's own base.
    """

    what_ifs: Sequence[Finished]
    wanted: Place | None = None

    @cached_property
    def same_days(self) -> bool:
        """Whether all have the same seeds, and bases that come to the same figures."""
        first, *others = self.what_ifs
        return bool(first.base) and all(other.base == first.base for other in others)

    @property
    def against(self) -> Place | None:
        """The variant that all are held against: the wanted one, if it is there and the days are the same."""
        places = {(one.id, variant) for one in self.what_ifs for variant in one.variants}
        return self.wanted if self.same_days and self.wanted in places else None

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Those that any of them has."""
        known = {name for one in self.what_ifs for _, name in one.values}
        return tuple(figure for figure in FIGURES if figure.name in known)

    def rows(self, what_if: Finished, figures: Sequence[Figure]) -> Iterator[tuple[str, list[Cell | None]]]:
        """The variants of a what-if with a cell for each figure; None where it has none."""
        for variant in what_if.variants:
            yield variant, [self._cell((what_if.id, variant), figure) for figure in figures]

    def _cell(self, place: Place, figure: Figure) -> Cell | None:
        own = self._values(place, figure)
        if not own:
            return None
        mean = sum(own.values()) / len(own)
        reference = self.against or (place[0], BASE)
        against = self._values(reference, figure)
        pairs = [value - against[seed] for seed, value in own.items() if seed in against]
        if place == reference or not pairs:
            return Cell(mean, None, "")
        found = interval(pairs)
        return Cell(mean, found, words.verdict(figure, found))

    def _values(self, place: Place, figure: Figure) -> Mapping[int, float]:
        id_, variant = place
        what_if = next(one for one in self.what_ifs if one.id == id_)
        return what_if.values.get((variant, figure.name), {})
