"""Last gasps and power-ups of meters: they predict outages, and confirm restoration."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import UploadFile

from api.auth import Reporter
from api.dependencies import Now, Work
from api.routing import desk_router
from api.schemas.signals import MeterEventBody, MeterEvents, TakenInView
from api.uploads import uploaded
from dispatch.desk import signals
from scenarios.signal_tables import read_meter_events

router = desk_router("/meter-events", "intake")


@router.post("")
def take_meter_event(body: MeterEventBody, user: Reporter, work: Work, now: Now) -> TakenInView:
    """Take one event."""
    return TakenInView.of(1, signals.take_in(work, [body.kept(now)], by=user.id, now=now))


@router.post("/bulk")
def take_meter_events(body: MeterEvents, user: Reporter, work: Work, now: Now) -> TakenInView:
    """Take many events at once, in any order: all of them or none."""
    return TakenInView.of(len(body), signals.take_in(work, [one.kept(now) for one in body], by=user.id, now=now))


@router.post("/file")
def import_meter_events(file: UploadFile, user: Reporter, work: Work, now: Now) -> TakenInView:
    """Take the events of a CSV or XLSX table: all of them or none, with every fault by row and column."""
    with uploaded(file, "meter_events") as folder:
        events = read_meter_events(folder, ZoneInfo(work.policies.current().policy.zone), now)
    return TakenInView.of(len(events), signals.take_in(work, events, by=user.id, now=now))
