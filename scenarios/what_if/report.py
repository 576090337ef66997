"""The report of a run: one page that asks no network for anything, and its twins in Markdown and CSV.

It holds no time stamps: the same run gives the same report to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from plotly.offline import get_plotlyjs

from dispatch.score import score
from scenarios import wording
from scenarios.evaluation import CHIEF, FIGURE, FIGURES, Figure, TicketFate
from scenarios.map import route_map
from scenarios.outcome import Outcome
from scenarios.page import STYLE, chart, templates
from scenarios.simulation.rolling_day import whole_day
from scenarios.timeline import timeline
from scenarios.what_if import answer, charts, comparison, fates, words
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
        play = "rolling days" if self.played else f"static, each plan {search}"
        return (
            f"{base.title} · {len(base.tickets)} tickets, {len(base.crews)} crews · {play}"
            f" · {words.count_of(len(what_if.variants) - 1, 'variant')} and the base × "
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


def write_report(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write ``report.html``, ``report.md``, ``figures.csv`` and ``summary.csv`` into the folder."""
    return write_texts(
        folder,
        {
            "report.html": html(report),
            "report.md": markdown(report),
            "figures.csv": comparison.compare(report.run).to_csv(index=False, lineterminator="\n"),
            "summary.csv": comparison.summary(report.run).to_csv(index=False, lineterminator="\n"),
        },
    )


def write_texts(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write files into a folder, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        fresh = folder / f".{name}.part"
        fresh.write_text(text, encoding="utf-8", newline="")
        fresh.replace(folder / name)
    return tuple(folder / name for name in texts)


def html(report: Report) -> str:
    """The page; all text from the input is escaped."""
    return rendered("what_if.html", _content(report))


def rendered(template: str, content: Mapping[str, Any]) -> str:
    """A report's page, with the style and the chart library in it."""
    environment = templates()
    environment.filters.update(
        what=wording.what, where=wording.where, priority=wording.priority, fate=fate, label=figure_label
    )
    return environment.get_template(template).render({**STYLE, "chart_library": get_plotlyjs(), **content})


def _content(report: Report) -> dict[str, Any]:
    outcome = report.outcome
    rest = [figure for figure in FIGURES if figure not in report.figures]
    return {
        "report": report,
        "what_if": report.run.what_if,
        "rows": report.rows(report.figures),
        "rest": rest,
        "rest_rows": report.rows(rest),
        "seeds": len(report.run.seeds),
        "better": report.moved[0],
        "worse": report.moved[1],
        "shown_count": fates.SHOWN,
        "now": "" if outcome is None else f"{outcome.local(outcome.problem.now):%Y-%m-%d %H:%M}",
        "charts": dict(_charts(report)),
        "answer_figures": [FIGURE[name] for name in report.run.what_if.answer],
    }


def _charts(report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in report.run.what_if.answer:
        figure = FIGURE[name]
        found = answer.differences(report.run, figure)
        if found:
            yield f"forest-{name}", chart(charts.forest(figure, found))
        yield f"spread-{name}", chart(charts.spread(report.run, figure))
    if report.outcome is not None:
        yield "timeline", chart(timeline(report.outcome, mark_now=not report.played))
        yield "map", chart(route_map(report.outcome))


def figure_label(figure: Figure) -> str:
    """What stands over a figure's column."""
    return figure.label


def fate(one: TicketFate) -> str:
    """`power back after 3 h 05`, or why it is left out."""
    if one.restored is None:
        return f"left out ({one.reason})" if one.reason else "left out"
    return f"after {wording.minutes(one.restored)}"


def markdown(report: Report) -> str:
    """The twin that reads anywhere."""
    what_if = report.run.what_if
    lines = [f"# {what_if.title}", ""]
    if what_if.question:
        lines += [f"**{what_if.question}**", ""]
    lines += [f"- {sentence}" for sentence in report.sentences]
    lines += ["", report.setting, "", *markdown_table(report.figures, report.rows(report.figures))]
    if report.failures:
        lines += ["", "## Missing", ""]
        lines += [f"- {variant}, seeds {seeds}: {reason}" for variant, seeds, reason in report.failures]
    for title, some in zip(("better", "worse"), report.moved, strict=True):
        if some:
            lines += ["", f"## Tickets that fare {title} in “{report.shown}”, seed {report.seed}", ""]
            lines += [
                f"- {one.ticket.id}, {wording.what(one.ticket)}: {fate(one.before)}, now {fate(one.after)}"
                for one in some[: fates.SHOWN]
            ]
    return "\n".join(lines) + "\n"


def markdown_table(figures: Sequence[Figure], rows: Sequence[Row]) -> Iterator[str]:
    """Variants and their cells, as lines of Markdown."""
    yield "| variant | " + " | ".join(map(figure_label, figures)) + " |"
    yield "| --- |" + " ---: |" * len(figures)
    for row in rows:
        texts = (f"{cell.mean} {_in_brackets(cell)}".strip() for cell in row.cells)
        name = f"{row.variant}, against {row.rival}" if row.rival else row.variant
        yield f"| {name.replace('|', '/')} | " + " | ".join(texts) + " |"


def _in_brackets(cell: Cell) -> str:
    if not cell.difference:
        return ""
    told = f"{cell.difference}; {cell.reach}" if cell.reach else cell.difference
    return f"({told}{'; ' + cell.verdict if cell.verdict in ('better', 'worse') else ''})"
