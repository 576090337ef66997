"""Calls from phone, web and app, one at a time, in bulk, or as a table; they become incidents at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Response, UploadFile

from api.auth import Reporter, Staff
from api.dependencies import Now, Work
from api.placing import placed_call, placed_calls
from api.routing import desk_router
from api.schemas.signals import CallBody, CallView, TakenInView
from api.schemas.wire import Id
from api.uploads import uploaded
from dispatch.desk import signals
from dispatch.errors import NotFound
from dispatch.identity import new_id
from dispatch.store.unit_of_work import UnitOfWork
from scenarios.signal_tables import read_calls

router = desk_router("/calls", "intake")


@router.post("", status_code=201, dependencies=[Depends(placed_call)])
def take_call(
    body: Annotated[CallBody, Depends(placed_call)], user: Reporter, work: Work, now: Now, response: Response
) -> CallView:
    """Take one call. It joins the incident it belongs to, or opens one; triage makes the tickets."""
    call = body.kept(new_id("C"), now)
    signals.take_in(work, [call], by=user.id, now=now)
    response.headers["Location"] = f"/calls/{call.id}"
    return _view(work, call.id)


@router.post("/bulk", dependencies=[Depends(placed_calls)])
def take_calls(
    body: Annotated[Sequence[CallBody], Depends(placed_calls)], user: Reporter, work: Work, now: Now
) -> TakenInView:
    """Take many calls at once: all of them or none."""
    calls = [one.kept(new_id("C"), now) for one in body]
    return TakenInView.of(len(calls), signals.take_in(work, calls, by=user.id, now=now))


@router.post("/file")
def import_calls(file: UploadFile, user: Reporter, work: Work, now: Now) -> TakenInView:
    """Take the calls of a CSV or XLSX table: all of them or none, with every fault by row and column."""
    with uploaded(file, "calls") as folder:
        calls = read_calls(folder, ZoneInfo(work.policies.current().policy.zone), now)
    return TakenInView.of(len(calls), signals.take_in(work, calls, by=user.id, now=now))


@router.get("/{call_id}")
def show_call(call_id: Annotated[Id, Path()], _: Staff, work: Work) -> CallView:
    """Show one call, and what has become of it."""
    return _view(work, call_id)


def _view(work: UnitOfWork, call_id: str) -> CallView:
    kept = work.signals.get(call_id)
    if kept.call is None:
        raise NotFound("call", call_id)
    incident = None if kept.incident_id is None else work.incidents.get(kept.incident_id)
    return CallView.of(kept, incident)
