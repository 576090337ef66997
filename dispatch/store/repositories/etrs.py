"""The restoration times customers were told."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.store.chunks import chunks
from dispatch.store.tables.service import EtrRow
from dispatch.ticket_etr import TicketEtr


class Etrs:
    """Published estimates by ticket, in the order they were told."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, etr: TicketEtr) -> None:
        """Keep what is told from now on."""
        self._session.add(EtrRow(ticket_id=etr.ticket_id, etr=etr))
        self._session.flush()

    def of(self, ticket_id: str) -> tuple[TicketEtr, ...]:
        """All that was told of a ticket, the first first."""
        query = select(EtrRow).where(EtrRow.ticket_id == ticket_id).order_by(EtrRow.id)
        return tuple(row.etr for row in self._session.scalars(query))

    def latest(self, ticket_ids: Collection[str]) -> dict[str, TicketEtr]:
        """What holds now, by ticket."""
        found: dict[str, TicketEtr] = {}
        for some in chunks(ticket_ids):
            last = select(func.max(EtrRow.id)).where(EtrRow.ticket_id.in_(some)).group_by(EtrRow.ticket_id)
            found |= {
                row.ticket_id: row.etr for row in self._session.scalars(select(EtrRow).where(EtrRow.id.in_(last)))
            }
        return found
