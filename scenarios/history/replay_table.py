"""Replayed days as a table for people, and as rows for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from scenarios.evaluation import FIGURE
from scenarios.history.replay import Compared, Replayed


def markdown(rows: Sequence[Compared]) -> str:
    """Figures by way to dispatch; in brackets how much above or below the first way, with 95 % confidence."""
    ways = list(dict.fromkeys(row.dispatch for row in rows))
    cells = {(row.figure, row.dispatch): _cell(row) for row in rows}
    heading = ["| | " + " | ".join(ways) + " |", "| --- |" + " ---: |" * len(ways)]
    names = [name for name in FIGURE if any((name, way) in cells for way in ways)]
    return "\n".join([*heading, *(_line(name, [cells.get((name, way), "") for way in ways]) for name in names)])


def write_runs(runs: Iterable[Replayed], path: Path) -> None:
    """One row for each figure of each run: day, seed, dispatch, figure, value."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("day", "seed", "dispatch", "figure", "value"))
        for run in runs:
            writer.writerows((run.day, run.seed, run.dispatch, name, value) for name, value in run.figures.items())


def _line(name: str, cells: Sequence[str]) -> str:
    return f"| {FIGURE[name].label} | {' | '.join(cells)} |"


def _cell(row: Compared) -> str:
    gap = row.difference
    if gap is None or gap.count < 2:
        return _text(row.figure, row.mean)
    return f"{_text(row.figure, row.mean)} ({_text(row.figure, gap.low, '+')} to {_text(row.figure, gap.high, '+')})"


def _text(name: str, value: float, sign: str = "") -> str:
    return f"{100 * value:{sign}.1f}%" if FIGURE[name].unit == "share" else f"{value:{sign},.1f}"
