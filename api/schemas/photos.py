"""Crews' photos on the wire."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from api.schemas.wire import Id
from dispatch.photo import Photo
from dispatch.progress import VisitState


class PhotoView(BaseModel):
    """What is known of a photo; the picture itself is at `path`."""

    report_id: Id
    ticket_id: Id
    party: int
    crew_id: Id
    kind: VisitState
    """What the crew reported with it."""
    at: datetime
    """When the crew reported it."""
    note: str
    size: int
    """Bytes of the picture; 0 once it was erased."""
    path: str

    @classmethod
    def of(cls, photo: Photo) -> PhotoView:
        """The view of a photo."""
        report = photo.report
        return cls(
            report_id=report.event_id,
            ticket_id=report.visit.ticket_id,
            party=report.visit.party,
            crew_id=report.crew_id,
            kind=report.kind,
            at=report.at,
            note=report.reason,
            size=photo.size,
            path=f"/photos/{report.event_id}",
        )


class PhotoList(BaseModel):
    """The photos of a ticket, in the order of their reports."""

    photos: list[PhotoView]
