"""The files of a run's report: one page that asks no network for anything, and its twins in Markdown and CSV.

They hold no time stamps: the same run gives the same files to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from plotly.offline import get_plotlyjs

from dispatch.plan import Reason
from scenarios import wording
from scenarios.evaluation import FIGURE, FIGURES, Figure, TicketFate
from scenarios.map import route_map
from scenarios.page import STYLE, chart, templates
from scenarios.timeline import timeline
from scenarios.what_if import answer, charts, comparison, fates
from scenarios.what_if.report import Cell, Report, Row

NO_BREAK = "\N{NO-BREAK SPACE}"


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
    environment.filters.update(what=wording.what, where=wording.where, priority=wording.priority, fate=fate)
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


def fate(one: TicketFate) -> str:
    """`after 3 h 05`, or why it is left out."""
    if one.restored is None:
        return f"left out: {wording.REASON_NAMES[Reason(one.reason)]}" if one.reason else "left out"
    return f"after {wording.minutes(one.restored)}".replace(" ", NO_BREAK)


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
    yield "| variant | " + " | ".join(figure.label for figure in figures) + " |"
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
