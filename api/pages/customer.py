"""The customer's page under a link of their own: how the fault stands, and their rating. No sign-in, no script."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Path, Response
from fastapi.responses import RedirectResponse

from api.dependencies import Now, Work
from api.pages.page import PageOf
from api.pages.routing import page_router
from api.routes.status import CUSTOMER, view_of
from api.schemas.service import STATES
from api.status_links import PAGE, SaidBy
from dispatch.desk import customers
from dispatch.rating import RatingTag

TOLD_STATES = frozenset(STATES.values()) | {"advice given", "no fault found"}
router = page_router()
Stars = Annotated[int, Form(ge=1, le=5)]


@router.get(f"{PAGE}/{{token}}")
def show_outage(page: PageOf, said_by: SaidBy, work: Work, now: Now, rated: bool = False) -> Response:
    """Show a customer how their fault stands."""
    fault = view_of(work, said_by)
    # Other ends than these are in the desk's own words.
    state = fault.state.replace(" ", "_").replace(",", "") if fault.state in TOLD_STATES else "closed"
    shown = page.show(
        "outage.html",
        None,
        zone=page.zone,
        now=now,
        rated=rated,
        fault=fault,
        state=state,
        told=fault.told[::-1],
        tags=tuple(RatingTag),
    )
    # Whoever has the address may look: it is for no other site's log and no search engine.
    shown.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"})
    return shown


@router.post(f"{PAGE}/{{token}}/rating")
def rate_repair(
    said_by: SaidBy,
    token: Annotated[str, Path(max_length=200)],
    work: Work,
    now: Now,
    stars: Stars,
    tags: Annotated[list[RatingTag], Form()] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Keep the rating, and show the page again."""
    customers.rate(work, said_by, stars, frozenset(tags), by=CUSTOMER, now=now)
    return RedirectResponse(f"{PAGE}/{token}?rated=true", HTTPStatus.SEE_OTHER)
