"""The charts of a what-if report: differences with their intervals, and how the seeds lie."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap

import plotly.graph_objects as go

from scenarios.evaluation import Figure
from scenarios.palette import FONT, GRID, INK
from scenarios.what_if import words
from scenarios.what_if.answer import Difference
from scenarios.what_if.comparison import values
from scenarios.what_if.running import Run
from scenarios.what_if.what_if import BASE

VERDICT_COLOURS = {"better": "#0072b2", "worse": "#b8321a", "unclear": "#8b97a3", "same": "#8b97a3"}
VERDICT_SYMBOLS = {"better": "circle", "worse": "square", "unclear": "circle-open", "same": "circle-open"}
ROW_PIXELS = 44
LABEL = 24
"""Signs of a line of a label; two lines at most."""


def forest(figure: Figure, found: Sequence[Difference]) -> go.Figure:
    """Each variant's mean difference to what it is held against, with its interval."""
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
                y=[found.index(one) for one in some],
                error_x={"type": "data", "array": spans, "color": colour, "thickness": 2, "width": 5},
                marker={"size": 10, "color": colour, "symbol": VERDICT_SYMBOLS[told], "line": {"width": 2}},
                hovertext=[hover(one) for one in some],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    unit = "points" if figure.unit == "share" else figure.unit
    _lay_out(chart, [label(one) for one in found], unit)
    chart.add_vline(x=0, line={"color": INK, "width": 1.2})
    return chart


def spread(run: Run, figure: Figure) -> go.Figure:
    """The values of all seeds by variant, as boxes with their points."""
    scale = 100 if figure.unit == "share" else 1
    chart = go.Figure()
    names = [variant.name for variant in run.what_if.variants]
    for row, name in enumerate(names):
        own = [scale * value for value in values(run, name, figure.name).values()]
        chart.add_trace(
            go.Box(
                name=label_of(name),
                x=own,
                y0=row,
                width=0.5,
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
    _lay_out(chart, [label_of(name) for name in names], "%" if figure.unit == "share" else figure.unit)
    return chart


def label_of(name: str, lines: int = 2) -> str:
    """A name in lines of bearable length, escaped."""
    return "<br>".join(escape(line, quote=False) for line in wrap(name, LABEL, max_lines=lines, placeholder=" …"))


def label(one: Difference) -> str:
    """The variant, and below it what it is held against where that is not the base."""
    rival = "" if one.against == BASE else f"<br><i>{label_of(f'against {one.against}', 1)}</i>"
    return label_of(one.variant) + rival


def hover(one: Difference) -> str:
    """What a point tells: the variant, its mean and the base's, the difference and its interval."""
    lines = (
        f"<b>{escape(one.variant, quote=False)}</b>",
        f"{one.figure.label}: {words.value(one.figure, one.mean)}, "
        f"{escape(one.against, quote=False)} {words.value(one.figure, one.base)}",
        f"{words.difference(one.figure, one.found.mean)}, interval {words.reach(one.figure, one.found)}",
    )
    return "<br>".join(lines)


def make_plain(chart: go.Figure, height: int) -> None:
    """The look of all charts: on white, without a legend, and not to be dragged."""
    chart.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 8, "b": 44},
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="#fff",
        plot_bgcolor="#fff",
        showlegend=False,
        hoverlabel={"align": "left", "bgcolor": "#fff", "font": {"color": INK, "family": FONT}},
        dragmode=False,
    )


def _lay_out(chart: go.Figure, labels: Sequence[str], axis: str) -> None:
    """One row for each label, the first on top."""
    make_plain(chart, height=84 + ROW_PIXELS * max(2, len(labels)))
    chart.update_xaxes(gridcolor=GRID, zeroline=False, title={"text": axis, "font": {"size": 11}}, automargin=True)
    chart.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=list(labels),
        range=[len(labels) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
        automargin=True,
        fixedrange=True,
        ticklabelstandoff=6,
    )
