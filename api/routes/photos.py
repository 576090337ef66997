"""Photos that crews send with their reports: kept once, seen by who knows the customers, erased for good."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Path, Query, Response

from api.auth import Dispatcher, FromTheField, KnowsCustomers
from api.dependencies import Now, Work
from api.etags import IfNoneMatch, answered
from api.pictures import as_plain_jpeg
from api.routing import desk_router
from api.schemas.photos import PhotoList, PhotoView
from api.schemas.wire import Id
from dispatch.desk import photos

router = desk_router("/photos", "field")
JPEG = "image/jpeg"
MOST_BYTES = 2_000_000
ReportId = Annotated[Id, Path(examples=["7f3d"])]
AS_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {JPEG: {"schema": {"type": "string", "format": "binary"}}}, "description": "The picture"},
    304: {"description": "It is still what If-None-Match names"},
}
# A picture is a picture, whatever else somebody may have put into it.
CONFINED = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


@router.put("/{report_id}")
def send_photo(
    report_id: ReportId,
    picture: Annotated[bytes, Body(media_type=JPEG, max_length=MOST_BYTES)],
    user: FromTheField,
    work: Work,
    now: Now,
) -> PhotoView:
    """Send the photo of a report that came before. The first one is kept; sent again it changes nothing.

    The picture is kept upright, at most 1600 pixels long, and without what cameras write into it: place, time, device.
    """
    plain = as_plain_jpeg(picture)
    return PhotoView.of(photos.keep(work, report_id, plain, crew_id=user.crew_id, by=user.id, now=now))


@router.get("")
def list_photos(ticket_id: Annotated[Id, Query(examples=["T1"])], user: KnowsCustomers, work: Work) -> PhotoList:
    """List the photos of a ticket, in the order of their reports. A crew sees those of its own tickets alone."""
    found = photos.of_ticket(work, ticket_id, crew_id=user.crew_id)
    return PhotoList(photos=[PhotoView.of(photo) for photo in found])


@router.get("/{report_id}", response_class=Response, responses=AS_PICTURE)
def show_photo(report_id: ReportId, user: KnowsCustomers, work: Work, seen: IfNoneMatch = None) -> Response:
    """Show a photo."""
    answer = answered(photos.picture(work, report_id, crew_id=user.crew_id), JPEG, seen)
    answer.headers.update(CONFINED | {"Content-Disposition": f'inline; filename="{report_id}.jpg"'})
    return answer


@router.delete("/{report_id}", status_code=204)
def erase_photo(report_id: ReportId, user: Dispatcher, work: Work, now: Now) -> None:
    """Erase a photo for good. That it was there, and who erased it when, stays in the audit trail."""
    photos.erase(work, report_id, by=user.id, now=now)
