"""What dispatchers have fixed of visits: the crew, the time, or both. A visit has one lock at most."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from api.auth import Dispatcher, Staff
from api.dependencies import Now, Work
from api.routing import desk_router
from api.schemas.moves import LockBody, LockView
from api.schemas.wire import Id
from dispatch.desk import moves
from dispatch.ticket import Visit

router = desk_router("/locks", "plans")
TicketId = Annotated[Id, Path(examples=["T-7K3QX9M2VA"])]
Party = Annotated[int, Path(ge=0, le=9, description="Which of the ticket's crews; 0 is the lead.")]


@router.get("")
def list_locks(_: Staff, work: Work) -> list[LockView]:
    """List all locks, in order of ticket."""
    return [LockView.of(kept) for kept in work.locks.all()]


@router.put("/{ticket_id}/{party}")
def put_lock(ticket_id: TicketId, party: Party, body: LockBody, user: Dispatcher, work: Work, now: Now) -> LockView:
    """Fix the crew, the time in which the work starts, or both; in place of what was fixed before."""
    return LockView.of(moves.put_lock(work, body.lock(Visit(ticket_id, party)), by=user.id, now=now))


@router.delete("/{ticket_id}/{party}", status_code=204)
def remove_lock(ticket_id: TicketId, party: Party, user: Dispatcher, work: Work, now: Now) -> None:
    """Take the lock away; where there is none nothing changes."""
    moves.unlock(work, Visit(ticket_id, party), by=user.id, now=now)
