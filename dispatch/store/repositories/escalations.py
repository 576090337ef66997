"""Promises in danger."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.escalation import Escalation, Promise
from dispatch.store.tables.service import EscalationRow


class Escalations:
    """Escalations by id, and those that are not over."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, escalation_id: str) -> Escalation:
        """One escalation.

        Raises
        ------
        NotFound
        """
        return self._row(escalation_id).escalation

    def current(self) -> tuple[Escalation, ...]:
        """Those whose promise is still in danger, the earliest promise first."""
        rows = self._session.scalars(select(EscalationRow).where(EscalationRow.ended_at.is_(None)))
        return tuple(sorted((row.escalation for row in rows), key=lambda one: (one.due, one.id)))

    def known(self) -> frozenset[tuple[str, Promise]]:
        """The clocks that somebody has ever been called about."""
        rows = self._session.execute(select(EscalationRow.ticket_id, EscalationRow.promise))
        return frozenset((ticket_id, Promise(promise)) for ticket_id, promise in rows)

    def add(self, escalation: Escalation) -> None:
        """Keep a new escalation."""
        one = escalation
        self._session.add(
            EscalationRow(id=one.id, ticket_id=one.ticket_id, promise=one.promise, ended_at=None, escalation=one)
        )
        self._session.flush()

    def save(self, escalation: Escalation) -> None:
        """Keep what has become of one.

        Raises
        ------
        NotFound
        """
        row = self._row(escalation.id)
        row.escalation, row.ended_at = escalation, escalation.ended_at

    def _row(self, escalation_id: str) -> EscalationRow:
        row = self._session.get(EscalationRow, escalation_id)
        if row is None:
            raise NotFound("escalation", escalation_id)
        return row
