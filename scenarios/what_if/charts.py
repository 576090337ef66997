"""The charts of a what-if report: differences with their intervals, and how the seeds lie."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from scenarios.evaluation import Figure
from scenarios.palette import FONT, GRID, INK
from scenarios.what_if import words
from scenarios.what_if.answer import Difference
from scenarios.what_if.comparison import values
from scenarios.what_if.running import Run

VERDICT_COLOURS = {"better": "#0072b2", "worse": "#b8321a", "unclear": "#8b97a3", "same": "#8b97a3"}
VERDICT_SYMBOLS = {"better": "circle", "worse": "square", "unclear": "circle-open", "same": "circle-open"}
ROW_PIXELS = 30


def forest(figure: Figure, found: Sequence[Difference]) -> go.Figure:
    """Each variant's mean difference to the base, with its interval; 0 is the base."""
    scale = 100 if figure.unit == "share" else 1
    chart = go.Figure()
    for told, colour in VERDICT_COLOURS.items():
        some = [one for one in found if one.verdict == told]
        if not some:
            continue
        spans = [0.0 if one.found.count < 2 else scale * (one.found.high - one.found.mean) for one in some]
        chart.add_trace(
            go.Scatter(
                name=told,
                mode="markers",
                x=[scale * one.found.mean for one in some],
                y=[short(one.variant) for one in some],
                error_x={"type": "data", "array": spans, "color": colour, "thickness": 2, "width": 5},
                marker={"size": 10, "color": colour, "symbol": VERDICT_SYMBOLS[told], "line": {"width": 2}},
                hovertext=[hover(one) for one in some],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    unit = "points" if figure.unit == "share" else figure.unit
    _lay_out(chart, [one.variant for one in found], f"difference to the base, {unit}")
    chart.add_vline(x=0, line={"color": INK, "width": 1.2})
    return chart


def spread(run: Run, figure: Figure) -> go.Figure:
    """The values of all seeds by variant, as boxes with their points."""
    scale = 100 if figure.unit == "share" else 1
    chart = go.Figure()
    names = [variant.name for variant in run.what_if.variants]
    for name in names:
        own = [scale * value for value in values(run, name, figure.name).values()]
        chart.add_trace(
            go.Box(
                name=short(name),
                x=own,
                orientation="h",
                boxpoints="all",
                jitter=0.4,
                pointpos=0,
                line={"width": 1.2, "color": INK if name == names[0] else "#56b4e9"},
                fillcolor="rgba(86,180,233,.18)",
                marker={"size": 4, "color": "#5b6875"},
                hoverinfo="x",
                showlegend=False,
            )
        )
    _lay_out(chart, names, "%" if figure.unit == "share" else figure.unit)
    return chart


def short(name: str) -> str:
    """A label of bearable length, escaped."""
    return escape(name if len(name) <= 34 else f"{name[:33]}…", quote=False)


def hover(one: Difference) -> str:
    """What a point tells: the variant, its mean and the base's, the difference and its interval."""
    lines = (
        f"<b>{escape(one.variant, quote=False)}</b>",
        f"{one.figure.label}: {words.value(one.figure, one.mean)}, base {words.value(one.figure, one.base)}",
        f"{words.difference(one.figure, one.found.mean)}, interval {words.reach(one.figure, one.found)}",
    )
    return "<br>".join(lines)


def _lay_out(chart: go.Figure, names: Sequence[str], axis: str) -> None:
    chart.update_layout(
        height=84 + ROW_PIXELS * max(2, len(names)),
        margin={"l": 8, "r": 16, "t": 8, "b": 44},
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="#fff",
        plot_bgcolor="#fff",
        showlegend=False,
        hoverlabel={"align": "left", "bgcolor": "#fff", "font": {"color": INK, "family": FONT}},
        dragmode=False,
    )
    chart.update_xaxes(gridcolor=GRID, zeroline=False, title={"text": axis, "font": {"size": 11}}, automargin=True)
    rows = [short(name) for name in reversed(names)]
    chart.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=rows,
        automargin=True,
        fixedrange=True,
        ticklabelstandoff=6,
    )
    chart.update_yaxes(range=[-0.6, len(rows) - 0.4])
