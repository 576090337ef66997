"""The audit trail, for auditors: in pages, and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Query, Response
from fastapi.responses import StreamingResponse

from api.auth import Auditor
from api.cursors import WantedPage
from api.dependencies import ServiceOf, Work
from api.routing import desk_router
from api.schemas.audit import EventView
from api.schemas.wire import Listing, Moment, Name
from dispatch.store.event_log import EventFilter
from dispatch.store.unit_of_work import Store

router = desk_router("/audit", "audit")
AT_A_TIME = 500


def _wanted(
    subject: Annotated[Name | None, Query(description="As `ticket/T-7K3QX9M2VA`, or its beginning.")] = None,
    kind: Annotated[Name | None, Query(description="As `ticket.cancelled`, or its beginning.")] = None,
    actor: Annotated[Name | None, Query(description="Id of a user.")] = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> EventFilter:
    return EventFilter(subject, kind, actor, since, until)


Wanted = Annotated[EventFilter, Depends(_wanted)]


@router.get("")
def list_events(_: Auditor, work: Work, page: WantedPage, wanted: Wanted) -> Listing[EventView]:
    """List what happened, the latest first."""
    found = work.events.page(wanted, page.after, page.limit)
    return Listing(items=[EventView.of(event) for event in found.items], next=page.next_of(found))


@router.get("/export", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def export_events(_: Auditor, desk: ServiceOf, wanted: Wanted) -> StreamingResponse:
    """Give all of it as CSV, the latest first."""
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(_table(desk.store, wanted), media_type="text/csv", headers=headers)


def _table(store: Store, wanted: EventFilter) -> Iterator[str]:
    yield _lines([list(EventView.model_fields)])
    after: tuple[str, ...] | None = None
    while True:
        with store.read() as work:
            page = work.events.page(wanted, after, AT_A_TIME)
        yield _lines([EventView.of(event).row() for event in page.items])
        after = page.next_after
        if after is None:
            return


def _lines(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
