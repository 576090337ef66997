"""What comes from the field: where crews are, and what they report of their work."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from api.auth import CrewOrStaff, FromTheField, require_own_crew
from api.dependencies import Now, Work
from api.routing import desk_router
from api.schemas.progress import ReportedList, ReportedView, Reports
from api.schemas.roster import PositionBody, PositionView
from api.schemas.wire import Id
from dispatch.desk import crews, progress
from dispatch.errors import NotFound
from dispatch.user import Role

router = desk_router("/crews/{crew_id}", "field")
CrewId = Annotated[Id, Path(examples=["C-7K3QX9M2VA"])]


@router.post("/progress")
def report_progress(crew_id: CrewId, body: Reports, user: FromTheField, work: Work, now: Now) -> ReportedList:
    """Report on visits: one report, or all that waited for a signal, in any order.

    Each is kept once by its id, and answered with how its ticket stands now. What comes from the future is held back.
    One that cannot be kept holds up none of the others: see its `outcome`.
    """
    require_own_crew(user, crew_id)
    work.crews.get(crew_id)
    events = [one.event(crew_id) for one in body.reports]
    told = progress.report(work, events, own_only=user.role is Role.CREW, by=user.id, now=now)
    return ReportedList(reports=[ReportedView.of(one) for one in told])


@router.get("/position")
def show_position(crew_id: CrewId, user: CrewOrStaff, work: Work) -> PositionView:
    """Show where a crew was last."""
    require_own_crew(user, crew_id)
    seen = work.crews.position(crew_id)
    if seen is None:
        raise NotFound("position of crew", crew_id)
    return PositionView.of(seen)


@router.put("/position")
def report_position(crew_id: CrewId, body: PositionBody, user: FromTheField, work: Work, now: Now) -> PositionView:
    """Say where a crew is. A place older than the one known changes nothing; the one that counts is answered."""
    require_own_crew(user, crew_id)
    return PositionView.of(crews.report_position(work, body.position(crew_id), by=user.id, now=now))
