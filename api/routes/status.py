"""For customers: how their fault stands, and their rating of its repair. No sign-in, no personal data."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.dependencies import Now, Work
from api.routing import PROBLEMS
from api.schemas.service import RatingBody, RatingView, StatusView
from api.status_links import SaidBy
from dispatch.desk import customers
from dispatch.store.unit_of_work import UnitOfWork

router = APIRouter(tags=["customers"], responses=PROBLEMS)
CUSTOMER = "customer"
"""Who acts, in the event log."""


@router.get("/status/{token}")
def show_status(said_by: SaidBy, work: Work, response: Response) -> StatusView:
    """Show a customer how their fault stands: arrival window, restoration time, and why it changed."""
    response.headers["Cache-Control"] = "no-store"
    return view_of(work, said_by)


def view_of(work: UnitOfWork, said_by: str) -> StatusView:
    """What the customer with the link of a call or ticket is shown."""
    status = customers.status_of(work, said_by)
    rated = status.ticket is not None and status.ticket.status in customers.RATED
    return StatusView.of(status, may_be_rated=rated)


@router.post("/status/{token}/rating")
def rate_repair(said_by: SaidBy, body: RatingBody, work: Work, now: Now) -> RatingView:
    """Rate a repair once power is back; sent again, it stands in place of the first."""
    return RatingView.of(customers.rate(work, said_by, body.stars, body.tags, by=CUSTOMER, now=now))
