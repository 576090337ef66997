"""Figures of the service: promises kept, time lost, indices, crews, ratings, repeat faults."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from api.auth import Staff
from api.dependencies import Now, Work
from api.routing import desk_router
from api.schemas.figures import FiguresView
from api.schemas.wire import Moment
from dispatch.desk import figures
from dispatch.errors import InputErrors, InputFault
from dispatch.sentences import say
from dispatch.service_figures import ServiceFigures

router = desk_router("/figures", "figures")
MONTH = timedelta(days=30)
SECOND = timedelta(seconds=1)
"""Times are whole seconds: what happens now is in."""
Table = Literal["stages", "compliance", "crews", "ratings", "repeats", "reliability"]


def _figures(
    work: Work,
    now: Now,
    start: Annotated[Moment | None, Query(description="Reported from then on; by default for 30 days.")] = None,
    end: Annotated[Moment | None, Query(description="Reported before then; by default up to now.")] = None,
) -> ServiceFigures:
    until = end or now + SECOND
    since = start or until - MONTH
    if since >= until:
        raise InputErrors([InputFault("query", say("fault.end_before_start"), field="query.end")])
    return figures.count(work, since, until, now)


Found = Annotated[ServiceFigures, Depends(_figures)]


@router.get("")
def show_figures(_: Staff, found: Found) -> FiguresView:
    """Show the figures of the tickets and outages that began in a stretch of time."""
    return FiguresView.of(found)


@router.get("/{table}.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def download_table(table: Table, _: Staff, found: Found) -> Response:
    """Download one table of the figures."""
    from scenarios.service_frames import frames

    return Response(frames(found)[table].to_csv(index=False), media_type="text/csv")
