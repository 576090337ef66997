"""The timeline of a plan: what every crew does when, as a Gantt chart.

All bars are drawn at the offset that holds at the plan's now, so that an hour is an hour long even
in the night the clocks change; the times in words are local ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape

import plotly.graph_objects as go

from dispatch.clocks import ClockState
from dispatch.duty import Duty
from dispatch.plan import Pause, PauseKind
from scenarios import wording
from scenarios.outcome import Job, JobList, Outcome
from scenarios.palette import FONT, GRID, INK, STATE_COLOURS, STATE_NAMES

ROW_PIXELS = 34


@dataclass(frozen=True, slots=True)
class Segment:
    """One bar: what a crew does from `start` to `end`."""

    look: str
    """A key of `LOOKS`."""
    start: datetime
    end: datetime
    hover: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of bar is drawn; patterns tell kinds apart without colour."""

    name: str
    colour: str
    width: float = 0.62
    pattern: str = ""


LOOKS = {
    "shift": Look("shift", "#eef1f4", 0.92),
    "overtime": Look("overtime", "#f3d6e4", 0.92, "/"),
    "travel": Look("travel", "#8b97a3", 0.16),
    "wait": Look("waiting", "#cfd6dd", 0.16, "."),
    "break": Look("break", "#b9a3d0", 0.4, "-"),
    "reload": Look("reload", "#7d6b5d", 0.4, "x"),
    ClockState.MET.value: Look(STATE_NAMES[ClockState.MET], STATE_COLOURS[ClockState.MET]),
    ClockState.AT_RISK.value: Look(STATE_NAMES[ClockState.AT_RISK], STATE_COLOURS[ClockState.AT_RISK], pattern="\\"),
    ClockState.MISSED.value: Look(STATE_NAMES[ClockState.MISSED], STATE_COLOURS[ClockState.MISSED], pattern="x"),
}


def timeline(outcome: Outcome, *, mark_now: bool = True) -> go.Figure:
    """The chart: a row for each crew, idle ones too, from the first of the problem at the top."""
    rows = {crew.id: _row_name(crew.id, crew.name) for crew in outcome.problem.crews}
    bars: dict[str, list[tuple[str, Segment]]] = {look: [] for look in LOOKS}
    for duty in outcome.problem.duties:
        for segment in _frame(outcome, duty):
            bars[segment.look].append((rows[duty.crew_id], segment))
    for entry in outcome.job_lists:
        for segment in _segments(outcome, entry):
            bars[segment.look].append((rows[entry.duty.crew_id], segment))
    figure = go.Figure([_trace(outcome, look, some) for look, some in bars.items() if some])
    _lay_out(figure, tuple(rows.values()))
    if mark_now:
        _mark(figure, _axis_time(outcome, outcome.problem.now), "now")
    return figure


def _row_name(crew_id: str, name: str) -> str:
    label = f"{crew_id} {name}" if name and name != crew_id else crew_id
    return escape(label if len(label) <= 26 else f"{label[:25]}…", quote=False)


def _frame(outcome: Outcome, duty: Duty) -> Iterator[Segment]:
    if duty.regular_end > duty.start:
        hours = f"shift {_from_to(outcome, duty.start, duty.regular_end)}"
        yield Segment("shift", duty.start, duty.regular_end, f"{escape(duty.crew_id, quote=False)}<br>{hours}")


def _segments(outcome: Outcome, entry: JobList) -> Iterator[Segment]:
    """Everything the crew does, overtime first for it is drawn behind the rest."""
    duty, route = entry.duty, entry.route
    if route.end > duty.regular_end:
        over = wording.span(route.end - duty.regular_end)
        yield Segment("overtime", max(duty.start, duty.regular_end), route.end, f"overtime {over}")
    for job in entry.jobs:
        yield from _stop_segments(outcome, job)
    yield from (_pause(outcome, pause) for pause in route.last_pauses)
    yield _drive(outcome, route.end - route.return_travel, route.end, "the end place")


def _stop_segments(outcome: Outcome, job: Job) -> Iterator[Segment]:
    stop, hover = job.stop, _hover(outcome, job)
    yield from (_pause(outcome, pause) for pause in stop.pauses)
    for start, end in _without(stop.depart, stop.arrival, stop.pauses):
        yield _drive(outcome, start, end, f"ticket {escape(job.ticket.id, quote=False)}")
    for start, end in _without(stop.arrival, stop.start, stop.pauses):
        yield Segment("wait", start, end, f"waiting {_from_to(outcome, start, end)}")
    label = escape(job.ticket.id, quote=False)
    for start, end in _without(stop.start, stop.leave, stop.pauses):
        yield Segment(job.clocks.state.value, start, end, hover, label)


def _without(start: datetime, end: datetime, pauses: Iterable[Pause]) -> Iterator[tuple[datetime, datetime]]:
    """The stretch from `start` to `end` without the pauses in it."""
    for pause in pauses:
        if start < pause.end and pause.start < end:
            if start < pause.start:
                yield start, pause.start
            start = pause.end
    if start < end:
        yield start, end


def _pause(outcome: Outcome, pause: Pause) -> Segment:
    look = "break" if pause.kind is PauseKind.BREAK else "reload"
    return Segment(look, pause.start, pause.end, f"{look} {_from_to(outcome, pause.start, pause.end)}")


def _drive(outcome: Outcome, start: datetime, end: datetime, goal: str) -> Segment:
    hover = f"drive to {goal}<br>{_from_to(outcome, start, end)} ({wording.span(end - start)})"
    return Segment("travel", start, end, hover)


def _hover(outcome: Outcome, job: Job) -> str:
    ticket, stop = job.ticket, job.stop
    lines = (
        f"{ticket.id} · priority {wording.priority(ticket.priority)} · {ticket.area_class.value}",
        wording.what(ticket),
        wording.where(ticket),
        f"on site {_clock(outcome, stop.arrival)}, work {_from_to(outcome, stop.start, stop.leave)}",
        f"arrive by {_clock(outcome, job.clocks.arrival.due)}: {wording.margin(job.clocks.arrival)}",
        f"restore by {_clock(outcome, job.clocks.restoration.due)}: {wording.margin(job.clocks.restoration)}",
    )
    first, *rest = (escape(line, quote=False) for line in lines)
    return "<br>".join((f"<b>{first}</b>", *rest))


def _clock(outcome: Outcome, moment: datetime) -> str:
    return wording.clock_time(outcome.local(moment), outcome.local(outcome.problem.now))


def _from_to(outcome: Outcome, start: datetime, end: datetime) -> str:
    return f"{_clock(outcome, start)}–{_clock(outcome, end)}"


def _axis_time(outcome: Outcome, moment: datetime) -> str:
    offset = outcome.local(outcome.problem.now).utcoffset() or timedelta(0)
    return f"{moment.astimezone(timezone(offset)):%Y-%m-%d %H:%M:%S}"


def _trace(outcome: Outcome, look_key: str, some: list[tuple[str, Segment]]) -> go.Bar:
    look = LOOKS[look_key]
    return go.Bar(
        name=look.name,
        orientation="h",
        y=[row for row, _ in some],
        base=[_axis_time(outcome, segment.start) for _, segment in some],
        x=[(segment.end - segment.start) / timedelta(milliseconds=1) for _, segment in some],
        width=look.width,
        marker={
            "color": look.colour,
            "line": {"width": 0},
            "pattern": {"shape": look.pattern, "fgcolor": "rgba(255,255,255,.55)", "size": 6, "solidity": 0.25},
        },
        text=[segment.text for _, segment in some],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": "#fff"},
        hovertext=[segment.hover for _, segment in some],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _lay_out(figure: go.Figure, rows: tuple[str, ...]) -> None:
    figure.update_layout(
        barmode="overlay",
        height=110 + ROW_PIXELS * max(1, len(rows)),
        margin={"l": 8, "r": 12, "t": 56, "b": 36},
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="#fff",
        plot_bgcolor="#fff",
        legend={"orientation": "h", "yref": "container", "y": 1, "yanchor": "top", "x": 0, "traceorder": "normal"},
        uniformtext={"minsize": 8, "mode": "hide"},
        hoverlabel={"align": "left", "bgcolor": "#fff", "font": {"color": INK, "family": FONT}},
        dragmode="pan",
    )
    figure.update_xaxes(type="date", tickformat="%H:%M\n%d %b", gridcolor=GRID, side="bottom")
    figure.update_yaxes(
        categoryorder="array", categoryarray=rows[::-1], automargin=True, fixedrange=True, ticklabelstandoff=6
    )


def _mark(figure: go.Figure, moment: str, text: str) -> None:
    line = {"color": INK, "width": 1.5, "dash": "dot"}
    figure.add_shape(type="line", x0=moment, x1=moment, y0=0, y1=1, yref="paper", line=line)
    figure.add_annotation(x=moment, y=1, yref="paper", text=text, showarrow=False, yanchor="bottom", font={"size": 11})
