"""Crews' ordered job lists, for phones that ask often and for calendars."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.auth import FeedKeeper, SignedIn, require_own_crew
from api.dependencies import Now, Work
from api.etags import NOT_MODIFIED, IfNoneMatch, answered, seen_before
from api.job_calendar import MEDIA_TYPE, calendar
from api.routing import PROBLEMS
from api.schemas.jobs import JobFeed, JobListView
from api.schemas.wire import Id
from api.tokens import digest, new_secret
from dispatch.desk.trail import record
from dispatch.errors import NotFound
from dispatch.store.unit_of_work import UnitOfWork

# No answer is kept for an idempotency key: one of them is a secret.
router = APIRouter(prefix="/crews", tags=["job lists"], responses=PROBLEMS)
CrewId = Annotated[Id, Path(examples=["C1"])]
AS_CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "The list as iCalendar (RFC 5545)"}
}


@router.get("/{crew_id}/jobs", responses=NOT_MODIFIED, response_model=JobListView)
def show_jobs(crew_id: CrewId, user: SignedIn, work: Work, now: Now, seen: IfNoneMatch = None) -> Response:
    """Show a crew's jobs in order. A crew sees its own list alone; customers' names only it and dispatchers see.

    Ask as often as you like with the last ETag: while nothing has changed the answer is 304, without a body.
    """
    require_own_crew(user, crew_id)
    _require_crew(work, crew_id)
    contact = user.role.knows_customers
    tag = f'"{work.job_lists.stamp(crew_id).digest(str(contact))}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if seen_before(seen, tag):
        return Response(status_code=304, headers=headers)
    found = work.job_lists.of(crew_id, now)
    view = JobListView.of(found, _tolerance(work, found.policy), contact=contact)
    return Response(view.model_dump_json(), media_type="application/json", headers=headers)


@router.post("/{crew_id}/jobs-feed", status_code=201)
def make_feed(crew_id: CrewId, user: FeedKeeper, work: Work, now: Now, response: Response) -> JobFeed:
    """Make the address of a calendar feed of the list; the one before ends. It is a secret, shown this once."""
    require_own_crew(user, crew_id)
    _require_crew(work, crew_id)
    secret = new_secret()
    work.job_lists.put_feed(crew_id, digest(secret), user.id, now)
    record(work, "job_feed.made", f"job_feed/{crew_id}", by=user.id, now=now)
    response.headers["Cache-Control"] = "no-store"
    return JobFeed(path=f"/crews/{crew_id}/jobs.ics?token={secret}")


@router.delete("/{crew_id}/jobs-feed", status_code=204)
def end_feed(crew_id: CrewId, user: FeedKeeper, work: Work, now: Now) -> None:
    """End the calendar feed; whoever has its address reads nothing more."""
    require_own_crew(user, crew_id)
    _require_crew(work, crew_id)
    work.job_lists.remove_feed(crew_id)
    record(work, "job_feed.ended", f"job_feed/{crew_id}", by=user.id, now=now)


@router.get("/{crew_id}/jobs.ics", response_class=Response, responses={**NOT_MODIFIED, **AS_CALENDAR})
def show_calendar(
    crew_id: CrewId,
    work: Work,
    now: Now,
    token: Annotated[str, Query(max_length=100)] = "",
    seen: IfNoneMatch = None,
) -> Response:
    """Give the list as a calendar to whoever knows the feed's secret, for calendars cannot sign in."""
    kept = work.job_lists.feed_digest(crew_id)
    if kept is None or not hmac.compare_digest(kept, digest(token)):
        raise NotFound("calendar", crew_id)
    return answered(calendar(work.job_lists.of(crew_id, now), now), MEDIA_TYPE, seen)


def _require_crew(work: UnitOfWork, crew_id: str) -> None:
    if not work.running_day.has_crew(crew_id):
        raise NotFound("crew", crew_id)


def _tolerance(work: UnitOfWork, policy: int | None) -> timedelta:
    return timedelta(0) if policy is None else work.policies.get(policy).policy.weights.change_tolerance
