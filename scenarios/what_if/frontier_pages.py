"""The files of crew sizing: one page that asks no network for anything, and its twins in Markdown and CSV.

They hold no time stamps: the same run gives the same files to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.evaluation import Figure
from scenarios.page import chart
from scenarios.what_if import comparison
from scenarios.what_if.answer import Difference
from scenarios.what_if.frontier_charts import drawn, span_of
from scenarios.what_if.frontier_report import DRAWN, TOLD, FrontierReport, Gap
from scenarios.what_if.grouping import By
from scenarios.what_if.report_pages import markdown_table, rendered, write_texts

FIRST = 10
"""Steps of the first table; the others can be opened."""
AXES = {By.SKILL: "{} crews", By.OVERTIME: "longest overtime in minutes, {}"}
"""What stands under a chart; the group goes between the braces."""


def write_frontier(report: FrontierReport, folder: Path) -> tuple[Path, ...]:
    """Write ``frontier.html``, ``frontier.md``, ``frontier.csv`` and ``figures.csv`` into the folder."""
    return write_texts(
        folder,
        {
            "frontier.html": html(report),
            "frontier.md": markdown(report),
            "frontier.csv": frontier_table(report).to_csv(index=False, lineterminator="\n"),
            "figures.csv": comparison.compare(report.run).to_csv(index=False, lineterminator="\n"),
        },
    )


def frontier_table(report: FrontierReport) -> pd.DataFrame:
    """A row for each point: by, group, depot, x, variant and the means and differences of the figures."""
    rows: list[dict[str, object]] = []
    for point in report.frontier.points:
        name = point.variant.name
        row: dict[str, object] = {"by": point.by.value, "group": point.group, "depot": point.depot, "x": point.x}
        row["variant"] = name
        for figure, found in report.found.items():
            if name in found:
                row |= _columns(figure, found[name])
        rows.append(row)
    return pd.DataFrame(rows)


def _columns(figure: str, one: Difference) -> dict[str, object]:
    low, high = one.found.low, one.found.high
    return {figure: one.mean, f"{figure}_difference": one.found.mean, f"{figure}_low": low, f"{figure}_high": high}


def html(report: FrontierReport) -> str:
    """The page; all text from the input is escaped."""
    charts = dict(_charts(report))
    trades, yards = report.yards
    content = {
        "report": report,
        "what_if": report.run.what_if,
        "seeds": len(report.run.seeds),
        "figures": TOLD,
        "first": report.rows[: FIRST + 1],
        "others": report.rows[FIRST + 1 :],
        "trades": trades,
        "yards": yards,
        "drawn": {
            by: [(one, [name for name in charts if name.startswith(_place(by, one))]) for one in DRAWN] for by in AXES
        },
        "charts": charts,
    }
    return rendered("frontier.html", content)


def _charts(report: FrontierReport) -> Iterator[tuple[str, dict[str, Any]]]:
    for by, title in AXES.items():
        for figure in DRAWN:
            lines = report.lines(by, figure)
            for number, (group, line) in enumerate(lines.items()):
                span = span_of(list(lines.values()))
                yield f"{_place(by, figure)}{number}", chart(drawn(line, span, title.format(group)))


def _place(by: By, figure: Figure) -> str:
    """What the names of a figure's charts begin with on the page."""
    return f"{by}-{figure.name}-"


def markdown(report: FrontierReport) -> str:
    """The twin that reads anywhere: marginal values, the best first, and the skill gaps."""
    lines = [f"# {report.run.what_if.title}", "", f"**{report.run.what_if.question}**", ""]
    lines += [f"- {sentence}" for sentence in report.sentences]
    lines += ["", report.setting, "", "## What each step brings, most customer-minutes saved first", ""]
    lines += [*markdown_table(TOLD, report.rows), "", "## Skills that tickets wait for", ""]
    lines += [_gap_line(one) for one in report.gaps] or ["None."]
    return "\n".join(lines) + "\n"


def _gap_line(one: Gap) -> str:
    row = one.row
    return (
        f"- **{row.gap.skill}**, held by {one.holders}: of {row.needing:.1f} tickets a day that need it "
        f"{row.left_out:.1f} are left out and {row.late:.1f} late (such as {', '.join(row.examples)}); {one.buys}."
    )
