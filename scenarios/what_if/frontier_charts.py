"""The charts of crew sizing: a figure against the number of crews or the minutes of overtime, with its paired band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from scenarios.evaluation import Figure
from scenarios.palette import GRID, INK
from scenarios.what_if.answer import Difference
from scenarios.what_if.charts import VERDICT_COLOURS, VERDICT_SYMBOLS, hover, make_plain
from scenarios.what_if.words import value

LINE, BAND = "#0072b2", "rgba(86,180,233,.25)"
PIXELS = 230


@dataclass(frozen=True)
class Level:
    """One point of a line: where it stands, and what was found there; None for the base."""

    x: int
    found: Difference | None


@dataclass(frozen=True)
class Line:
    """A figure along one axis, in order of x; `base` is its mean as things are."""

    figure: Figure
    base: float
    levels: tuple[Level, ...]

    @property
    def scale(self) -> int:
        """Shares are drawn in percent."""
        return 100 if self.figure.unit == "share" else 1

    def ends(self, level: Level) -> tuple[float, float, float]:
        """The base with the lower end, the mean and the upper end of the difference to it."""
        if level.found is None:
            return (self.scale * self.base,) * 3
        found = level.found.found
        low, high = (found.mean, found.mean) if found.count < 2 else (found.low, found.high)
        return tuple(self.scale * (self.base + by) for by in (low, found.mean, high))  # type: ignore[return-value]


def span_of(lines: Sequence[Line]) -> tuple[float, float]:
    """The range that holds all of the lines with their bands, so that charts side by side can be compared."""
    ends = [end for line in lines for level in line.levels for end in line.ends(level)]
    room = 0.06 * ((max(ends) - min(ends)) or abs(max(ends)) or 1.0)
    return min(ends) - room, max(ends) + room


def drawn(line: Line, span: tuple[float, float], title: str) -> go.Figure:
    """The line with its band and its points; the dotted line is where the figure is as things are."""
    xs = [level.x for level in line.levels]
    lows, means, highs = zip(*map(line.ends, line.levels), strict=True)
    chart = go.Figure()
    outline = {"x": xs + xs[::-1], "y": [*highs, *lows[::-1]]}
    chart.add_trace(
        go.Scatter(**outline, fill="toself", fillcolor=BAND, mode="lines", line={"width": 0}, hoverinfo="skip")
    )
    chart.add_trace(go.Scatter(x=xs, y=means, mode="lines", line={"color": LINE, "width": 2}, hoverinfo="skip"))
    for level, mean in zip(line.levels, means, strict=True):
        chart.add_trace(_point(line, level, mean))
    chart.add_hline(y=line.scale * line.base, line={"color": INK, "width": 1, "dash": "dot"})
    _lay_out(chart, line.figure, span, title, xs)
    return chart


def _point(line: Line, level: Level, mean: float) -> go.Scatter:
    told = "same" if level.found is None else level.found.verdict
    colour = INK if level.found is None else VERDICT_COLOURS[told]
    text = f"as it is: {value(line.figure, line.base)}" if level.found is None else hover(level.found)
    return go.Scatter(
        x=[level.x],
        y=[mean],
        mode="markers",
        marker={
            "size": 10,
            "color": colour,
            "symbol": "diamond" if level.found is None else VERDICT_SYMBOLS[told],
            "line": {"width": 2},
        },
        hovertemplate=f"{text}<extra></extra>",
    )


def _lay_out(chart: go.Figure, figure: Figure, span: tuple[float, float], title: str, xs: Sequence[int]) -> None:
    make_plain(chart, PIXELS)
    chart.update_xaxes(title={"text": title, "font": {"size": 11}}, tickvals=list(xs), gridcolor=GRID, zeroline=False)
    ticks = {"ticksuffix": "%"} if figure.unit == "share" else {"tickformat": "~s"}
    chart.update_yaxes(range=span, gridcolor=GRID, zeroline=False, automargin=True, nticks=6, **ticks)


def in_order(levels: Iterable[Level]) -> tuple[Level, ...]:
    """By x."""
    return tuple(sorted(levels, key=lambda level: level.x))
