"""When the desk plans again by itself: shown, and set as a new version."""

from __future__ import annotations

from fastapi import Response

from api.auth import Staff, Supervisor
from api.dependencies import Now, Work
from api.etags import ExpectedVersion, tag
from api.routing import desk_router
from api.schemas.auto_replan import AutoReplanBody, AutoReplanView
from dispatch.desk import watching

router = desk_router("/replan-policy", "plan runs")


@router.get("")
def show_replan_policy(_: Staff, work: Work, response: Response) -> AutoReplanView:
    """Show when the desk plans again by itself, and what it publishes without asking."""
    version = work.watches.choice()
    tag(response, version.number)
    return AutoReplanView.of(version)


@router.put("")
def put_replan_policy(
    body: AutoReplanBody, user: Supervisor, version: ExpectedVersion, work: Work, now: Now, response: Response
) -> AutoReplanView:
    """Set when the desk plans again by itself."""
    made = watching.choose(work, body.choice(), version, by=user.id, now=now)
    tag(response, made.number)
    return AutoReplanView.of(made)
