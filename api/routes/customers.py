"""What customers are told, as staff sees it: their links, and every restoration time that was published."""

from __future__ import annotations

from api.auth import Staff
from api.dependencies import ServiceOf, Work
from api.routing import desk_router
from api.schemas.service import EtrView, StatusLink
from api.schemas.wire import Id
from api.status_links import PAGE, status_token

router = desk_router("", "customers")


@router.get("/calls/{call_id}/status-link")
def show_call_link(call_id: Id, _: Staff, work: Work, desk: ServiceOf) -> StatusLink:
    """Give the address under which the caller sees how their fault stands."""
    return _link(desk.key, work.signals.get(call_id).id)


@router.get("/tickets/{ticket_id}/status-link")
def show_ticket_link(ticket_id: Id, _: Staff, work: Work, desk: ServiceOf) -> StatusLink:
    """Give the address under which the customers of a ticket see how it stands."""
    return _link(desk.key, work.tickets.get(ticket_id).id)


@router.get("/tickets/{ticket_id}/etrs")
def show_etrs(ticket_id: Id, _: Staff, work: Work) -> list[EtrView]:
    """Show all that customers of a ticket were told, the first first."""
    work.tickets.get(ticket_id)
    return [EtrView.of(one) for one in work.etrs.of(ticket_id)]


def _link(key: bytes, said_by: str) -> StatusLink:
    token = status_token(key, said_by)
    return StatusLink(path=f"/status/{token}", page=f"{PAGE}/{token}")
