"""The incidents of the desk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from dispatch.desk_incident import DeskIncident, IncidentStatus
from dispatch.errors import NotFound
from dispatch.page import Page
from dispatch.store.chunks import chunks
from dispatch.store.columns import UtcDateTime
from dispatch.store.tables.signals import IncidentRow
from dispatch.store.tables.tickets import TicketRow
from dispatch.ticket_status import TicketStatus

FINISHED = (TicketStatus.COMPLETED, TicketStatus.CLOSED, TicketStatus.CANCELLED)


class Incidents:
    """Incidents by id, and in pages, the latest first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, incident_id: str) -> DeskIncident:
        """One incident.

        Raises
        ------
        NotFound
        """
        return self._row(incident_id).incident

    def many(self, incident_ids: Collection[str]) -> dict[str, DeskIncident]:
        """Those of the incidents that are there, by id."""
        found: dict[str, DeskIncident] = {}
        for some in chunks(incident_ids):
            rows = self._session.scalars(select(IncidentRow).where(IncidentRow.id.in_(some)))
            found |= {row.id: row.incident for row in rows}
        return found

    def of_ticket(self, ticket_id: str) -> DeskIncident | None:
        """The open incident whose repair the ticket is."""
        query = select(IncidentRow).where(IncidentRow.ticket_id == ticket_id, IncidentRow.status == IncidentStatus.OPEN)
        row = self._session.scalars(query.order_by(IncidentRow.id).limit(1)).first()
        return None if row is None else row.incident

    def finished(self) -> tuple[tuple[DeskIncident, TicketStatus, datetime], ...]:
        """The open incidents whose repair is over; how it ended, and when."""
        query = (
            select(IncidentRow, TicketRow.status, TicketRow.changed_at)
            .join(TicketRow, TicketRow.id == IncidentRow.ticket_id)
            .where(IncidentRow.status == IncidentStatus.OPEN, TicketRow.status.in_(FINISHED))
            .order_by(IncidentRow.id)
        )
        return tuple((row.incident, status, at) for row, status, at in self._session.execute(query))

    def add(self, incident: DeskIncident) -> None:
        """Keep a new incident."""
        self._session.add(IncidentRow(id=incident.id, **_columns(incident)))
        self._session.flush()

    def save(self, incident: DeskIncident) -> None:
        """Keep the next version of an incident.

        Raises
        ------
        NotFound
        """
        row = self._row(incident.id)
        for name, value in _columns(incident).items():
            setattr(row, name, value)
        self._session.flush()

    def page(
        self, statuses: Collection[IncidentStatus], after: tuple[str, ...] | None, limit: int
    ) -> Page[DeskIncident]:
        """At most `limit` incidents, after the key of the page before; no status means all."""
        query = select(IncidentRow)
        if statuses:
            query = query.where(IncidentRow.status.in_(statuses))
        key = tuple_(IncidentRow.reported_at, IncidentRow.id)
        if after is not None:
            query = query.where(key < tuple_(literal(datetime.fromisoformat(after[0]), UtcDateTime), literal(after[1])))
        newest = query.order_by(IncidentRow.reported_at.desc(), IncidentRow.id.desc())
        rows = self._session.scalars(newest.limit(limit + 1)).all()
        found = tuple(row.incident for row in rows[:limit])
        return Page(found, (found[-1].reported_at.isoformat(), found[-1].id) if len(rows) > limit else None)

    def _row(self, incident_id: str) -> IncidentRow:
        row = self._session.get(IncidentRow, incident_id)
        if row is None:
            raise NotFound("incident", incident_id)
        return row


def _columns(incident: DeskIncident) -> dict[str, Any]:
    return {
        "version": incident.version,
        "status": incident.status,
        "state": incident.state,
        "reported_at": incident.reported_at,
        "ticket_id": incident.ticket_ids[-1] if incident.ticket_ids else None,
        "incident": incident,
    }
