"""Saved days: the live one as it is now, or a scenario folder of one's own, to ask what-ifs of."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Path, Response, UploadFile

from api.auth import Analyst
from api.base_days import live_day
from api.cursors import WantedPage
from api.dependencies import Now, ServiceOf, Work
from api.routing import desk_router
from api.schemas.saved_days import SavedDayView
from api.schemas.wire import Id, Listing
from dispatch.desk import saved_days
from dispatch.identity import new_id
from dispatch.saved_day import DayOrigin, SavedDay

if TYPE_CHECKING:  # What reads scenarios takes long to import.
    from scenarios.scenario import Scenario

router = desk_router("/days", "what-ifs")
DayId = Annotated[Id, Path(examples=["D-7K3QX9M2VA"])]
ZIP = "application/zip"
ARCHIVE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The files", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("", status_code=201)
def send_day_in(files: list[UploadFile], user: Analyst, work: Work, now: Now, response: Response) -> SavedDayView:
    """Keep a day of your own: a scenario folder's files, or a zip archive of them. Every fault is told at once."""
    from scenarios.saved_day.archive import pack, read_sent_day

    with TemporaryDirectory(prefix="crewdispatch-") as name:
        folder = FilePath(name)
        read = read_sent_day([(one.filename or "", one.file.read()) for one in files], folder)
        day = _day(read, DayOrigin.SENT_IN, user.id, now)
        return _kept(saved_days.keep(work, day, pack(folder)), response)


@router.post("/live", status_code=201)
def save_live_day(user: Analyst, work: Work, desk: ServiceOf, now: Now, response: Response) -> SavedDayView:
    """Keep the live day as it is now, without names, addresses, contacts and notes."""
    live = live_day(work, desk, now)
    day = _day(live.scenario, DayOrigin.LIVE, user.id, now, live.not_carried)
    return _kept(saved_days.keep(work, day, live.files), response)


@router.get("")
def list_days(_: Analyst, work: Work, page: WantedPage) -> Listing[SavedDayView]:
    """List saved days, the latest first."""
    found = work.saved_days.page(page.after, page.limit)
    return Listing(items=[SavedDayView.of(day) for day in found.items], next=page.next_of(found))


@router.get("/{day_id}")
def show_day(day_id: DayId, _: Analyst, work: Work) -> SavedDayView:
    """Show one saved day."""
    return SavedDayView.of(work.saved_days.get(day_id))


@router.get("/{day_id}/files", response_class=Response, responses=ARCHIVE)
def read_day_files(day_id: DayId, _: Analyst, work: Work) -> Response:
    """Read a day's files as a zip archive: a folder that `crewdispatch plan` reads."""
    # Asked for by its id, so the id is a plain one.
    name = f'attachment; filename="{work.saved_days.get(day_id).id}.zip"'
    return Response(work.saved_days.files(day_id), media_type=ZIP, headers={"Content-Disposition": name})


@router.delete("/{day_id}", status_code=204)
def delete_day(day_id: DayId, user: Analyst, work: Work, now: Now) -> None:
    """Forget a day. What-ifs that were asked of it have a copy."""
    saved_days.delete(work, day_id, by=user.id, now=now)


def _day(read: Scenario, origin: DayOrigin, by: str, now: datetime, told: tuple[str, ...] = ()) -> SavedDay:
    counts = len(read.tickets), len(read.crews)
    return SavedDay(new_id("D"), read.title, origin, read.now, *counts, by, now, told)


def _kept(day: SavedDay, response: Response) -> SavedDayView:
    response.headers["Location"] = f"/days/{day.id}"
    return SavedDayView.of(day)
