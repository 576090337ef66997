"""Fault tickets: reported, listed, amended, withdrawn."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from api.auth import Dispatcher, Reporter, Staff
from api.cursors import WantedPage
from api.dependencies import Now, Work
from api.etags import ExpectedVersion, tag
from api.placing import placed_fault
from api.routing import desk_router
from api.schemas.tickets import FaultReport, MergeBody, TicketAmendment, TicketView
from api.schemas.wire import Id, Listing, Name
from dispatch.desk import intake, merging
from dispatch.identity import new_id
from dispatch.store.repositories.tickets import TicketFilter
from dispatch.ticket import Priority
from dispatch.ticket_status import TicketStatus

router = desk_router("/tickets", "tickets")
TicketId = Annotated[Id, Path(examples=["T-7K3QX9M2VA"])]


@router.post("", status_code=201, dependencies=[Depends(placed_fault)])
def report_fault(
    body: Annotated[FaultReport, Depends(placed_fault)], user: Reporter, work: Work, now: Now, response: Response
) -> TicketView:
    """Report a fault. The policy in force promises both its clocks, unless others were agreed."""
    fault = body.ticket(new_id("T"), now)
    ticket = intake.report(work, fault, body.intake(), body.region, by=user.id, now=now)
    response.headers["Location"] = f"/tickets/{ticket.id}"
    tag(response, ticket.version)
    return TicketView.of(ticket)


@router.get("")
def list_tickets(
    user: Staff,
    work: Work,
    page: WantedPage,
    status: Annotated[list[TicketStatus], Query()] = [],  # noqa: B006 - FastAPI copies it
    region: Annotated[list[Name], Query()] = [],  # noqa: B006
    priority: Annotated[list[Priority], Query()] = [],  # noqa: B006
) -> Listing[TicketView]:
    """List tickets, the latest report first; each filter may be given several times."""
    found = work.tickets.page(TicketFilter(status, region, priority), page.after, page.limit)
    views = [TicketView.of(ticket, contact=user.role.knows_customers) for ticket in found.items]
    return Listing(items=views, next=page.next_of(found))


@router.get("/{ticket_id}")
def show_ticket(ticket_id: TicketId, user: Staff, work: Work, response: Response) -> TicketView:
    """Show one ticket; its ETag is what an amendment must name."""
    ticket = work.tickets.get(ticket_id)
    tag(response, ticket.version)
    return TicketView.of(ticket, contact=user.role.knows_customers)


@router.patch("/{ticket_id}")
def amend_ticket(
    ticket_id: TicketId,
    body: TicketAmendment,
    user: Dispatcher,
    version: ExpectedVersion,
    work: Work,
    now: Now,
    response: Response,
) -> TicketView:
    """Amend a ticket: what is not sent stays. Another priority, area or agreement is another promise."""
    ticket = intake.amend(work, ticket_id, version, body.amendment(), by=user.id, now=now)
    tag(response, ticket.version)
    return TicketView.of(ticket)


@router.post("/{ticket_id}/cancel")
def cancel_ticket(ticket_id: TicketId, user: Dispatcher, work: Work, now: Now, response: Response) -> TicketView:
    """Withdraw a ticket: a false report, or repaired by itself."""
    ticket = intake.cancel(work, ticket_id, by=user.id, now=now)
    tag(response, ticket.version)
    return TicketView.of(ticket)


@router.post("/{ticket_id}/merge")
def merge_tickets(
    ticket_id: TicketId, body: MergeBody, user: Dispatcher, work: Work, now: Now, response: Response
) -> TicketView:
    """Say that two tickets are one fault; the ticket that goes on for both, which may be either."""
    ticket = merging.merge(work, ticket_id, body.ticket_id, by=user.id, now=now)
    tag(response, ticket.version)
    return TicketView.of(ticket)
