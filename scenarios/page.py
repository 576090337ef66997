"""The plan's page: one HTML file with everything in it, that asks no network for anything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from dispatch.plan import Pause
from dispatch.score import Costs, Term
from scenarios import wording
from scenarios.map import route_map
from scenarios.outcome import Job, JobList, Outcome
from scenarios.palette import FONT, STATE_COLOURS
from scenarios.timeline import timeline

CHART_SETTINGS = {"responsive": True, "displaylogo": False, "displayModeBar": False, "scrollZoom": False}


STYLE = {"font": FONT, "state_colours": {state.name.lower(): colour for state, colour in STATE_COLOURS.items()}}
"""What `plan.css` asks for."""


def write_page(outcome: Outcome, path: Path) -> None:
    """Write the page (about 5 MB, nearly all of it the chart library)."""
    path.write_text(page(outcome), encoding="utf-8")


def templates() -> Environment:
    """The pages' templates: text is escaped, and a name that is not given is an error."""
    return Environment(
        loader=PackageLoader("scenarios"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(outcome: Outcome) -> str:
    """The page as HTML; all text from the input is escaped."""
    environment = templates()
    environment.filters.update(
        span=wording.span,
        margin=wording.margin,
        percent=wording.percent,
        priority=wording.priority,
        what=wording.what,
        where=wording.where,
        clock=lambda moment: _clock(outcome, moment),
    )
    return environment.get_template("plan.html").render(_content(outcome))


def _content(outcome: Outcome) -> dict[str, Any]:
    now = outcome.local(outcome.problem.now)
    return {
        "outcome": outcome,
        "problem": outcome.problem,
        "result": outcome.result,
        "figures": outcome.figures,
        "now": f"{now:%Y-%m-%d %H:%M}",
        "offset": wording.offset(now),
        **STYLE,
        "lists": [(entry, list(_lines(entry))) for entry in outcome.job_lists],
        "terms": _terms(outcome),
        "ticket_costs": _ticket_costs(outcome),
        "chart_library": get_plotlyjs(),
        "timeline": chart(timeline(outcome)),
        "map": chart(route_map(outcome)),
    }


def _clock(outcome: Outcome, moment: datetime) -> str:
    return wording.clock_time(outcome.local(moment), outcome.local(outcome.problem.now))


def chart(figure: go.Figure) -> dict[str, Any]:
    """What the chart library draws from: data, layout and settings."""
    chart: dict[str, Any] = json.loads(figure.to_json())
    return {**chart, "config": CHART_SETTINGS}


def _lines(entry: JobList) -> Iterable[tuple[Job | None, Pause | None]]:
    """What a job list shows line by line: a pause, or a job."""
    for job in entry.jobs:
        for pause in job.stop.pauses:
            yield None, pause
        yield job, None
    for pause in entry.route.last_pauses:
        yield None, pause


def _terms(outcome: Outcome) -> list[tuple[str, float, float]]:
    """Name, cost and share of the dearest term, the dearest first; terms without cost are left away."""
    terms = outcome.result.score.terms
    dearest = max(terms.values(), default=0.0)
    order = sorted(terms, key=lambda term: -terms[term])
    return [(wording.TERM_NAMES[term], terms[term], terms[term] / dearest) for term in order if terms[term]]


def _ticket_costs(outcome: Outcome) -> dict[str, Any]:
    """The terms any ticket pays, and every ticket's costs in their order, the dearest ticket first."""
    costs = outcome.result.score.by_ticket
    used = [term for term in Term if any(term in own for own in costs.values())]

    def row(own: Costs) -> list[float]:
        return [own.get(term, 0.0) for term in used]

    order = sorted(costs, key=lambda ticket_id: -sum(costs[ticket_id].values()))
    rows = [(outcome.clocks[ticket_id], row(costs[ticket_id]), sum(costs[ticket_id].values())) for ticket_id in order]
    return {"terms": [wording.TERM_NAMES[term] for term in used], "rows": rows}
