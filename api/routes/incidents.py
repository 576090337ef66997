"""Incidents: what calls and meter events add up to; split, joined and closed by hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from api.auth import Dispatcher, Staff
from api.cursors import WantedPage
from api.dependencies import Now, Work
from api.routing import desk_router
from api.schemas.signals import CloseBody, IncidentView, JoinBody, SignalView, SplitBody
from api.schemas.wire import Id, Listing
from dispatch.desk import signals
from dispatch.desk_incident import IncidentStatus

router = desk_router("/incidents", "intake")
IncidentId = Annotated[Id, Path(examples=["I-7K3QX9M2VA"])]


@router.get("")
def list_incidents(
    _: Staff,
    work: Work,
    page: WantedPage,
    status: Annotated[list[IncidentStatus], Query()] = [],  # noqa: B006 - FastAPI copies it
) -> Listing[IncidentView]:
    """List incidents, the latest first."""
    found = work.incidents.page(status, page.after, page.limit)
    return Listing(items=[IncidentView.of(one) for one in found.items], next=page.next_of(found))


@router.get("/{incident_id}")
def show_incident(incident_id: IncidentId, _: Staff, work: Work) -> IncidentView:
    """Show one incident."""
    return IncidentView.of(work.incidents.get(incident_id))


@router.get("/{incident_id}/signals")
def show_signals(incident_id: IncidentId, _: Staff, work: Work) -> list[SignalView]:
    """Show the calls and meter events behind an incident, in order of time."""
    work.incidents.get(incident_id)
    kept = sorted(work.signals.of_incidents([incident_id]), key=lambda one: (one.signal.at, one.id))
    return [SignalView.of(one) for one in kept]


@router.post("/{incident_id}/split")
def split_incident(incident_id: IncidentId, body: SplitBody, user: Dispatcher, work: Work, now: Now) -> IncidentView:
    """Split signals off: they become an incident of their own, with a ticket of its own."""
    return IncidentView.of(signals.split(work, incident_id, body.signals, by=user.id, now=now))


@router.post("/{incident_id}/join")
def join_incidents(incident_id: IncidentId, body: JoinBody, user: Dispatcher, work: Work, now: Now) -> IncidentView:
    """Make one incident of several; tickets of the others go on as part of its ticket."""
    return IncidentView.of(signals.join(work, {incident_id, *body.incidents}, by=user.id, now=now))


@router.post("/{incident_id}/close")
def close_incident(incident_id: IncidentId, body: CloseBody, user: Dispatcher, work: Work, now: Now) -> IncidentView:
    """Close an incident that needs no crew, with the reason; its tickets are closed with it."""
    return IncidentView.of(signals.close(work, incident_id, body.reason, by=user.id, now=now))
