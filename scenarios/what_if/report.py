"""What a run's report says: its answer, its table, and the plan and the tickets of one variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from dispatch.score import score
from scenarios.evaluation import CHIEF, FIGURE, Figure
from scenarios.outcome import Outcome
from scenarios.simulation.rolling_day import whole_day
from scenarios.what_if import answer, comparison, fates, words
from scenarios.what_if.keys import Mode
from scenarios.what_if.running import Run
from scenarios.what_if.what_if import BASE, Variant
from solver.result import SolveResult


@dataclass(frozen=True, slots=True)
class Cell:
    """A variant's mean, its difference to the base, the interval, and better, worse, same or unclear."""

    mean: str
    difference: str = ""
    reach: str = ""
    verdict: str = ""


class Row(NamedTuple):
    """A variant's cells, and what their differences are to where that is not the base."""

    variant: str
    cells: list[Cell]
    rival: str = ""


@dataclass(frozen=True)
class Report:
    """What a report says.

    Parameters
    ----------
    shown
        The variant whose plan is drawn and whose tickets are looked at one by one; the most telling by default.
    """

    run: Run
    shown: str

    @cached_property
    def figures(self) -> list[Figure]:
        """Those of the main table: the answer's, then the chief ones."""
        names = dict.fromkeys((*self.run.what_if.answer, *CHIEF))
        return [FIGURE[name] for name in names if any(name in one.figures for one in self.run.evaluations.values())]

    @cached_property
    def sentences(self) -> list[str]:
        """The question answered in words."""
        return answer.answer(self.run)

    @property
    def seed(self) -> int | None:
        """The seed whose plan is drawn: the first that came of the shown variant and of what it is held against."""
        there = self.run.evaluations
        both = (self.shown, self.variant.against)
        return next((seed for seed in self.run.seeds if all((name, seed) in there for name in both)), None)

    @property
    def variant(self) -> Variant:
        """The one shown."""
        return next(one for one in self.run.what_if.variants if one.name == self.shown)

    def rows(self, figures: Sequence[Figure]) -> list[Row]:
        """Variants and their cells."""
        found = {figure.name: {d.variant: d for d in answer.differences(self.run, figure)} for figure in figures}
        return [
            Row(
                variant.name,
                [self._cell(variant.name, figure, found[figure.name]) for figure in figures],
                "" if variant.against == BASE else variant.against,
            )
            for variant in self.run.what_if.variants
        ]

    def _cell(self, variant: str, figure: Figure, found: dict[str, answer.Difference]) -> Cell:
        own = list(comparison.values(self.run, variant, figure.name).values())
        if not own:
            return Cell("–")
        mean = words.value(figure, sum(own) / len(own))
        return replace(cell_of(found[variant]), mean=mean) if variant in found else Cell(mean)

    @property
    def failures(self) -> list[tuple[str, str, str]]:
        """Variant, seeds and reason, equal reasons together."""
        entries = [(variant, reason, seed) for (variant, seed), reason in self.run.failures.items()]
        grouped = groupby(sorted(entries), key=lambda entry: entry[:2])
        return [(name, ", ".join(str(seed) for *_, seed in some), reason) for (name, reason), some in grouped]

    @property
    def played(self) -> bool:
        """Whether days were played as they came, not planned once."""
        return self.run.what_if.mode is Mode.ROLLING

    @cached_property
    def outcome(self) -> Outcome | None:
        """The plan that is drawn; of a rolling day, which has many, what its crews did."""
        what_if, seed = self.run.what_if, self.seed
        if seed is None:
            return None
        day = what_if.day(self.variant, seed)
        problem = whole_day(day) if self.played else day.problem()
        problem = replace(problem, policy=what_if.judging(self.variant, seed))
        plan = self.run.evaluations[self.shown, seed].plan
        result = SolveResult(plan, score(problem, plan), 0.0, what_if.settings.engine.value, "done")
        return Outcome(what_if.name, problem, replace(what_if.settings, seed=seed), result, what_if.title, day.source)

    @cached_property
    def moved(self) -> tuple[list[fates.Moved], list[fates.Moved]]:
        """The tickets that fare better and worse in the shown plan than in the one it is held against."""
        if self.seed is None or self.shown == self.run.what_if.variants[0].name:
            return [], []
        return fates.moved(self.run, self.shown, self.variant.against, self.seed)

    @property
    def setting(self) -> str:
        """How the run was made, in a line."""
        what_if = self.run.what_if
        settings, base = what_if.settings, what_if.base
        search = f"{settings.steps:,} steps" if settings.steps is not None else f"{settings.seconds:g} s"
        variants = words.count_of(len(what_if.variants) - 1, "variant")
        play = "rolling days" if self.played else f"static, each plan {search}"
        return (
            f"{base.title} · {len(base.tickets)} tickets, {len(base.crews)} crews · {play}"
            f" · {f'{variants} and the base' if len(what_if.variants) > 1 else 'the base alone'} × "
            f"{words.count_of(len(what_if.seeds), 'seed')} · policy {base.policy.name} {base.policy.version}"
        )


def cell_of(one: answer.Difference) -> Cell:
    """A difference as it stands in a table."""
    mean = words.value(one.figure, one.mean)
    if one.verdict == "same":
        return Cell(mean, "same", "", "same")
    reach = words.reach(one.figure, one.found) if one.found.count > 1 else ""
    return Cell(mean, words.difference(one.figure, one.found.mean), reach, one.verdict)


def report_of(run: Run, shown: str | None = None) -> Report:
    """The report; of the variant named, or of the most telling one."""
    return Report(run, shown or answer.telling(run))
