"""What crew sizing says: what each step is worth, in words and figures, and the skills that tickets wait for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scenarios.evaluation import FIGURE, Figure
from scenarios.what_if import answer, words
from scenarios.what_if.answer import Difference, differences
from scenarios.what_if.frontier import Frontier
from scenarios.what_if.frontier_charts import Level, Line, in_order
from scenarios.what_if.grouping import By
from scenarios.what_if.report import Cell, Report, Row, cell_of
from scenarios.what_if.running import Run
from scenarios.what_if.skill_gap import GapRow, gap_rows

RANKED_BY = FIGURE["customer_minutes"]
DRAWN = (RANKED_BY, FIGURE["on_site"])
TOLD = (*DRAWN, FIGURE["left_out"], FIGURE["overtime_minutes"])


@dataclass(frozen=True)
class Gap:
    """A skill that tickets wait for, and what becomes of customer-minutes when its learner has it."""

    row: GapRow
    trained: Difference | None

    @property
    def holders(self) -> str:
        """Ids of the crews that hold it."""
        return ", ".join(self.row.gap.holders) or "nobody"

    @property
    def buys(self) -> str:
        """What training would buy, in words."""
        if self.row.trained is None or self.trained is None:
            return "no crew was trained in it"
        missed, tickets = self.row.trained, FIGURE["left_out"]
        found, minutes = self.trained.found, RANKED_BY
        return (
            f"training {self.row.gap.learner}: {words.difference(tickets, missed.mean)} late or left out a day "
            f"({words.reach(tickets, missed)}); {minutes.label} {words.difference(minutes, found.mean)} "
            f"({self.trained.verdict}: {words.reach(minutes, found)})"
        )


@dataclass(frozen=True)
class FrontierReport:
    """What crew sizing found."""

    frontier: Frontier
    run: Run

    @cached_property
    def found(self) -> dict[str, dict[str, Difference]]:
        """Differences by figure and variant."""
        return {figure.name: {one.variant: one for one in differences(self.run, figure)} for figure in TOLD}

    @property
    def setting(self) -> str:
        """How the run was made, in a line."""
        return self.steps.setting

    @property
    def failures(self) -> list[tuple[str, str, str]]:
        """Variant, seeds and reason."""
        return self.steps.failures

    @cached_property
    def steps(self) -> Report:
        """The same run as a plain report."""
        return Report(self.run, self.run.what_if.variants[0].name)

    @cached_property
    def sentences(self) -> list[str]:
        """The worth of one more crew, of one fewer, of overtime and of training."""
        return [*self._best(), *answer.caveats(self.run)]

    def _best(self) -> Iterator[str]:
        frontier, now = self.frontier, self.frontier.now
        skill = frontier.along(By.SKILL)
        more = [*(one for one in skill if one.x == now[one.group] + 1), *frontier.along(By.DEPOT)]
        tried = {
            "crews added, one at a time": more,
            "crews taken away": [one for one in skill if one.x < now[one.group]],
            "overtimes": frontier.along(By.OVERTIME),
            "trainings": frontier.along(By.TRAINING),
        }
        for name, points in tried.items():
            found = self._ranked({one.variant.name for one in points})
            if found:
                yield self._told(name, found[0], len(found))
        if self.run.seeds:
            yield (
                "Each of these is the best of several by its mean, which flatters it: run the step you would take by "
                "itself, under other seeds, before you decide."
            )

    def _told(self, name: str, top: Difference, count: int) -> str:
        lead = f"Of {count} {name}, " if count > 1 else f"Of {name}, "
        way = "most is saved" if top.gain > 0 else "least is lost"
        share = self.found["on_site"].get(top.variant)
        on_site = f"; on site in time {words.difference(share.figure, share.found.mean)}" if share else ""
        doubt = " This may be chance." if top.verdict == "unclear" else ""
        return f"{lead}{way} by {answer.in_words(top)}, {answer.interval_in_words(top)}{on_site}.{doubt}"

    def _ranked(self, names: set[str]) -> list[Difference]:
        some = (one for name, one in self.found[RANKED_BY.name].items() if name in names)
        return sorted(some, key=lambda one: -one.gain)

    @cached_property
    def rows(self) -> list[Row]:
        """Every step with its figures, most customer-minutes saved first, below the base."""
        rows = {row.variant: row for row in self.steps.rows(TOLD)}
        base = self.run.what_if.variants[0].name
        order = [base, *(one.variant for one in self._ranked(set(rows)))]
        return [rows[name] for name in order]

    @cached_property
    def gaps(self) -> list[Gap]:
        """The skills that tickets wait for, and what training changes."""
        if not self.run.seeds:
            return []
        day = self.run.what_if.day(self.run.what_if.variants[0], self.run.what_if.seeds[0])
        return [Gap(row, self.found[RANKED_BY.name].get(row.gap.training)) for row in gap_rows(self.run, day)]

    @cached_property
    def yards(self) -> tuple[list[str], list[tuple[str, list[Cell]]]]:
        """Trades, and for every yard what one more crew of each trade there changes in customer-minutes."""
        points = self.frontier.along(By.DEPOT)
        at = {(point.depot, point.group): point.variant.name for point in points}
        trades = list(dict.fromkeys(trade for _, trade in at))
        places = list(dict.fromkeys(place for place, _ in at))
        return trades, [(place, [self._step(at.get((place, trade))) for trade in trades]) for place in places]

    def _step(self, variant: str | None) -> Cell:
        one = self.found[RANKED_BY.name].get(variant or "")
        return Cell("–") if one is None else cell_of(one)

    def lines(self, by: By, figure: Figure) -> dict[str, Line]:
        """A line for each group of a grouping that has anything to draw."""
        groups = dict.fromkeys(point.group for point in self.frontier.along(by))
        lines = {group: self._line(figure, by, group) for group in groups}
        return {group: line for group, line in lines.items() if line.levels}

    def _line(self, figure: Figure, by: By, group: str) -> Line:
        found = self.found[figure.name]
        levels = [
            Level(point.x, found[point.variant.name])
            for point in self.frontier.along(by, group)
            if point.variant.name in found
        ]
        if not levels:
            return Line(figure, 0.0, ())
        base = levels[0].found.base if levels[0].found else 0.0
        if by is By.SKILL:
            levels.append(Level(self.frontier.now[group], None))
        return Line(figure, base, in_order(levels))
