"""The map of a plan: every crew's way and every ticket's state, to scale, without any tiles.

Degrees are stretched so that east and north are equally long at the middle of the map.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from dispatch.clocks import ClockState, TicketClocks
from dispatch.place import Place
from scenarios import wording
from scenarios.outcome import JobList, Outcome
from scenarios.palette import (
    FONT,
    GRID,
    INK,
    ROUTE_COLOURS,
    ROUTE_DASHES,
    STATE_COLOURS,
    STATE_NAMES,
    STATE_SYMBOLS,
)

KM_PER_DEGREE = 111.2
"""Of latitude; for the scale bar only."""


def route_map(outcome: Outcome) -> go.Figure:
    """The map: routes by crew, start places, tickets by state, and those left out."""
    figure = go.Figure([_route(entry, number) for number, entry in enumerate(outcome.job_lists)])
    figure.add_trace(_starts(outcome))
    for state in ClockState:
        some = [clocks for clocks in outcome.clocks.values() if clocks.planned and clocks.state is state]
        look = {"symbol": STATE_SYMBOLS[state], "size": 17, "color": STATE_COLOURS[state]}
        figure.add_trace(_tickets(outcome, STATE_NAMES[state], some, look | {"line": {"width": 1.5, "color": "#fff"}}))
    left_out = [clocks for clocks in outcome.clocks.values() if not clocks.planned]
    look = {"symbol": "x-thin", "size": 11, "color": INK, "line": {"width": 3, "color": INK}}
    figure.add_trace(_tickets(outcome, "left out", left_out, look))
    places = [ticket.place for ticket in outcome.problem.tickets]
    places += [duty.start_place for duty in outcome.problem.duties]
    _lay_out(figure, places)
    return figure


def _route(entry: JobList, number: int) -> go.Scatter:
    places = (entry.duty.start_place, *(job.ticket.place for job in entry.jobs), entry.duty.end_place)
    return go.Scatter(
        name=escape(entry.title, quote=False),
        mode="lines",
        x=[place.lon for place in places],
        y=[place.lat for place in places],
        line={
            "color": ROUTE_COLOURS[number % len(ROUTE_COLOURS)],
            "dash": ROUTE_DASHES[number // len(ROUTE_COLOURS) % len(ROUTE_DASHES)],
            "width": 2,
        },
        hoverinfo="skip",
        legendgroup="crews",
        legendgrouptitle={"text": "crews"},
    )


def _starts(outcome: Outcome) -> go.Scatter:
    crews: dict[Place, list[str]] = {}
    for duty in outcome.problem.duties:
        crews.setdefault(duty.start_place, []).append(duty.crew_id)
    hover = [f"starts here: {escape(', '.join(dict.fromkeys(some)), quote=False)}" for some in crews.values()]
    marker = {"symbol": "triangle-up-open", "size": 13, "color": INK, "line": {"width": 2}}
    return _points("crew starts", list(crews), hover, marker)


def _tickets(outcome: Outcome, name: str, some: Sequence[TicketClocks], marker: dict[str, Any]) -> go.Scatter:
    stops = outcome.result.plan.stops()
    orders = {job.stop.visit: job.order for entry in outcome.job_lists for job in entry.jobs}
    hover = []
    for clocks in some:
        ticket = clocks.ticket
        crews = ", ".join(stops[visit][0].crew_id for visit in ticket.visits if visit in stops)
        lines = (
            wording.what(ticket),
            wording.where(ticket),
            f"crew {crews}" if crews else "left out",
            f"on site: {wording.margin(clocks.arrival)}",
            f"power back: {wording.margin(clocks.restoration)}",
        )
        title = f"<b>{escape(ticket.id, quote=False)} · priority {wording.priority(ticket.priority)}</b>"
        hover.append("<br>".join((title, *(escape(line, quote=False) for line in lines))))
    points = _points(name, [clocks.ticket.place for clocks in some], hover, marker)
    points.mode = "markers+text"
    points.text = [orders.get(clocks.ticket.visits[0], "") for clocks in some]
    points.textfont = {"color": "#fff", "size": 10}
    return points


def _points(name: str, places: Sequence[Place], hover: Sequence[str], marker: dict[str, Any]) -> go.Scatter:
    return go.Scatter(
        name=name,
        mode="markers",
        x=[place.lon for place in places],
        y=[place.lat for place in places],
        marker=marker,
        hovertext=list(hover),
        hovertemplate="%{hovertext}<extra></extra>",
        legendgroup="tickets",
        legendgrouptitle={"text": "tickets"},
    )


def _lay_out(figure: go.Figure, places: Sequence[Place]) -> None:
    middle = sum(place.lat for place in places) / len(places) if places else 0.0
    figure.update_layout(
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="#fff",
        plot_bgcolor="#f7f9fa",
        legend={"groupclick": "toggleitem", "tracegroupgap": 6},
        hoverlabel={"align": "left", "bgcolor": "#fff", "font": {"color": INK, "family": FONT}},
        dragmode="pan",
    )
    stretch = 1 / max(0.05, math.cos(math.radians(middle)))
    figure.update_xaxes(gridcolor=GRID, zeroline=False, showticklabels=False, automargin=False)
    figure.update_yaxes(gridcolor=GRID, zeroline=False, showticklabels=False, scaleanchor="x", scaleratio=stretch)
    if places:
        _scale_bar(figure, places, stretch)


def _scale_bar(figure: go.Figure, places: Sequence[Place], stretch: float) -> None:
    """A bar of 1, 2 or 5 times a power of ten kilometres, about a fifth as long as the map, below the points."""
    west, east = min(place.lon for place in places), max(place.lon for place in places)
    south, north = min(place.lat for place in places), max(place.lat for place in places)
    wanted = max(0.005, (east - west) / stretch, north - south) * KM_PER_DEGREE / 5
    power = 10 ** math.floor(math.log10(wanted))
    length = max(step * power for step in (1, 2, 5) if step * power <= wanted)
    end = west + length / KM_PER_DEGREE * stretch
    level = south - (north - south) * 0.06
    figure.add_shape(type="line", x0=west, x1=end, y0=level, y1=level, line={"color": INK, "width": 3})
    label = f"{length:g} km"
    figure.add_annotation(x=(west + end) / 2, y=level, text=label, showarrow=False, yanchor="top", font={"size": 11})
