"""What-ifs: sent in, watched, cancelled, read. They are carried out elsewhere (see :mod:`api.laboratory`)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query, Response

from api.auth import Analyst
from api.base_days import day_behind
from api.cursors import WantedPage
from api.dependencies import Now, ServiceOf, Work
from api.etags import NOT_MODIFIED, IfNoneMatch, answered
from api.routing import desk_router
from api.schemas.what_ifs import ShippedWhatIfView, WhatIfBody, WhatIfCheck, WhatIfView
from api.schemas.wire import Id, Listing
from dispatch.desk import what_ifs
from dispatch.errors import InputErrors
from dispatch.what_if_run import ReportFormat

router = desk_router("/what-ifs", "what-ifs")
WhatIfId = Annotated[Id, Path(examples=["W-7K3QX9M2VA"])]
MEDIA = {
    ReportFormat.HTML: "text/html",
    ReportFormat.MARKDOWN: "text/markdown",
    ReportFormat.CSV: "text/csv",
    ReportFormat.FIGURES: "text/csv",
}
# The page draws its charts by itself; it can ask nobody for anything, and has no part in the desk's origin.
CONFINED = {
    "Content-Security-Policy": (
        "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
}
REPORTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The report", "content": {media: {"schema": {"type": "string"}} for media in MEDIA.values()}}
}

YAML = "application/yaml"
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {YAML: {"schema": {"type": "string"}}}}
}


@router.post("", status_code=202)
def run_what_if(
    body: WhatIfBody, user: Analyst, work: Work, desk: ServiceOf, now: Now, response: Response
) -> WhatIfView:
    """Send a what-if in, to be run. Every fault in it is told at once.

    Its `base` is a shipped scenario, the id of a saved day, or `live`: the desk's day at this moment.
    """
    from scenarios.what_if.sent_in import base_of, read_sent_in  # What reads scenarios takes long to import.

    day = day_behind(base_of(body.yaml), work, desk, now)
    found = read_sent_in(body.yaml, day.files)
    total = len(found.variants) * len(found.seeds)
    run = what_ifs.request(work, found.title, body.yaml, total, day.files, by=user.id, now=now)
    response.headers["Location"] = f"/what-ifs/{run.id}"
    return WhatIfView.of(run)


@router.post("/check")
def check_what_if(body: WhatIfBody, _: Analyst, work: Work, desk: ServiceOf, now: Now) -> WhatIfCheck:
    """Read a what-if without running it: what would be run, or every fault."""
    from scenarios.what_if.sent_in import base_of, read_sent_in

    try:
        day = day_behind(base_of(body.yaml), work, desk, now)
        return WhatIfCheck.of(read_sent_in(body.yaml, day.files), day.not_carried)
    except InputErrors as errors:
        return WhatIfCheck.refused(errors)


@router.get("/library")
def list_shipped_what_ifs(_: Analyst) -> list[ShippedWhatIfView]:
    """List the shipped what-ifs, to run or to begin with."""
    from scenarios.what_if.library import shipped_what_ifs

    return [ShippedWhatIfView(**asdict(one)) for one in shipped_what_ifs()]


@router.get("", responses=NOT_MODIFIED, response_model=Listing[WhatIfView])
def list_what_ifs(_: Analyst, work: Work, page: WantedPage, seen: IfNoneMatch = None) -> Response:
    """List what-ifs, the latest request first. Ask as often as you like with the last ETag."""
    found = work.what_ifs.page(page.after, page.limit)
    listing = Listing(items=[WhatIfView.of(run) for run in found.items], next=page.next_of(found))
    return answered(listing.model_dump_json().encode(), "application/json", seen)


@router.get("/{what_if_id}")
def show_what_if(what_if_id: WhatIfId, _: Analyst, work: Work) -> WhatIfView:
    """Show how far a what-if is."""
    return WhatIfView.of(work.what_ifs.get(what_if_id))


@router.post("/{what_if_id}/cancel")
def cancel_what_if(what_if_id: WhatIfId, user: Analyst, work: Work, now: Now) -> WhatIfView:
    """Give a what-if up."""
    return WhatIfView.of(what_ifs.cancel(work, what_if_id, by=user.id, now=now))


@router.delete("/{what_if_id}", status_code=204)
def delete_what_if(what_if_id: WhatIfId, user: Analyst, work: Work, now: Now) -> None:
    """Forget a what-if that is over, with its reports."""
    what_ifs.delete(work, what_if_id, by=user.id, now=now)


@router.get("/{what_if_id}/file", response_class=Response, responses=FILE)
def read_what_if_file(what_if_id: WhatIfId, _: Analyst, work: Work) -> Response:
    """Read the YAML as it was sent in."""
    return Response(work.what_ifs.file(what_if_id), media_type=YAML, headers=CONFINED)


@router.get("/{what_if_id}/report", response_class=Response, responses=REPORTS)
def read_what_if_report(
    what_if_id: WhatIfId, _: Analyst, work: Work, wanted: Annotated[ReportFormat, Query(alias="format")]
) -> Response:
    """Read the report of a what-if that is ready: as a page, as Markdown or as CSV."""
    return Response(what_ifs.report(work, what_if_id, wanted), media_type=MEDIA[wanted], headers=CONFINED)
