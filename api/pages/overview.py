"""The supervisor's figures: what today's plan promises, and how the service has been."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Response

from api.auth import Staff
from api.dependencies import Now, ServiceOf, Work
from api.pages.page import PageOf
from api.pages.routing import page_router
from dispatch.desk import figures as service_figures
from dispatch.desk.today import Today
from dispatch.figures import figures
from dispatch.plan_diff import carried_on

PERIODS = (1, 7, 30, 365)
"""Days to look back over."""
SECOND = timedelta(seconds=1)
router = page_router()


@router.get("/overview")
def show_overview(
    page: PageOf, user: Staff, work: Work, now: Now, desk: ServiceOf, days: Annotated[int, Query(ge=1, le=3650)] = 7
) -> Response:
    """Show the figures of the plan from now on, and of the tickets reported in the last days."""
    today = Today.of(work, desk.travel, now)
    planned = figures(today.problem, carried_on(today.problem, today.published))
    # Times are whole seconds: what happens now is in.
    past = service_figures.count(work, now + SECOND - timedelta(days=days), now + SECOND, now)
    zone = today.day.policy.zone
    return page.show("overview.html", user, planned=planned, past=past, days=days, periods=PERIODS, now=now, zone=zone)
