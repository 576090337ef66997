"""Crews' photos: kept once with their report, seen by those who know the customers, erased for good.

A crew has to do with the tickets that are or were on its published list; of others it is not even told whether they
are there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dispatch.desk.trail import record
from dispatch.errors import NotFound
from dispatch.photo import Photo
from dispatch.store.unit_of_work import UnitOfWork


def keep(work: UnitOfWork, report_id: str, picture: bytes, *, crew_id: str | None, by: str, now: datetime) -> Photo:
    """Keep the photo of a report that came before. The first one stays; sent again it changes nothing.

    Parameters
    ----------
    picture
        A JPEG.
    crew_id
        The crew that sends it, which may add to its own reports alone; None for the desk.

    Raises
    ------
    NotFound
        When there is no such report.
    """
    report = work.progress.known([report_id]).get(report_id)
    if report is None or crew_id not in (None, report.event.crew_id):
        raise NotFound("report", report_id)
    before = work.photos.find(report_id)
    if before is not None:
        return before
    photo = Photo(report.event, now, len(picture))
    work.photos.add(photo, picture)
    record(work, "photo.kept", f"photo/{report_id}", by=by, now=now, after=photo)
    return photo


def of_ticket(work: UnitOfWork, ticket_id: str, *, crew_id: str | None) -> tuple[Photo, ...]:
    """The photos of a ticket that were not erased, in the order of their reports.

    Raises
    ------
    NotFound
        When there is no such ticket, or it is none of the crew's.
    """
    _require_own(work, ticket_id, crew_id, NotFound("ticket", ticket_id))
    return work.photos.of(work.tickets.get(ticket_id).id)


def picture(work: UnitOfWork, report_id: str, *, crew_id: str | None) -> bytes:
    """The JPEG itself.

    Raises
    ------
    NotFound
        When there is none, it was erased, or its ticket is none of the crew's.
    """
    photo = _get(work, report_id)
    _require_own(work, photo.report.visit.ticket_id, crew_id, NotFound("photo", report_id))
    return work.photos.picture(report_id)


def erase(work: UnitOfWork, report_id: str, *, by: str, now: datetime) -> None:
    """Erase a photo; that it was there, and who erased it when, stays in the event log.

    Raises
    ------
    NotFound
        When there is none, or it was erased before.
    """
    photo = _get(work, report_id)
    erased = replace(photo, size=0, erased_at=now)
    work.photos.erase(erased)
    record(work, "photo.erased", f"photo/{report_id}", by=by, now=now, before=photo, after=erased)


def _get(work: UnitOfWork, report_id: str) -> Photo:
    photo = work.photos.find(report_id)
    if photo is None or photo.erased_at is not None:
        raise NotFound("photo", report_id)
    return photo


def _require_own(work: UnitOfWork, ticket_id: str, crew_id: str | None, otherwise: NotFound) -> None:
    if crew_id is not None and not work.plans.was_given(crew_id, ticket_id):
        raise otherwise
