"""What crews have reported, each report once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.progress import ProgressEvent, VisitState
from dispatch.store.tables.tickets import ProgressRow
from dispatch.ticket import Visit


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as the desk keeps it.

    Parameters
    ----------
    held_back
        It came from the future and has not counted yet.
    follow_up_id
        The ticket of the repair it asked for.
    """

    event: ProgressEvent
    received_at: datetime
    held_back: bool = False
    follow_up_id: str | None = None


class Progress:
    """Reports by the id their sender gave them, and by ticket."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, event_ids: Collection[str]) -> dict[str, KeptReport]:
        """Those of the reports that have come before, by id."""
        query = select(ProgressRow).where(ProgressRow.id.in_(event_ids))
        return {row.id: _kept(row) for row in self._session.scalars(query)}

    def of(self, ticket_id: str) -> tuple[KeptReport, ...]:
        """All reports about a ticket, in order of their events."""
        query = select(ProgressRow).where(ProgressRow.ticket_id == ticket_id)
        return tuple(map(_kept, self._session.scalars(query.order_by(ProgressRow.at, ProgressRow.id))))

    def waiting(self, before: datetime) -> tuple[str, ...]:
        """The tickets with reports that were held back and whose time has come, in order of id."""
        query = select(ProgressRow.ticket_id).where(ProgressRow.held_back, ProgressRow.at <= before).distinct()
        return tuple(self._session.scalars(query.order_by(ProgressRow.ticket_id)))

    def add(self, report: KeptReport) -> None:
        """Keep a new report."""
        event = report.event
        self._session.add(
            ProgressRow(
                id=event.event_id,
                ticket_id=event.visit.ticket_id,
                party=event.visit.party,
                crew_id=event.crew_id,
                kind=event.kind,
                at=event.at,
                received_at=report.received_at,
                reason=event.reason,
                expected_end=event.expected_end,
                material_at=event.material_at,
                still_dark=event.still_dark,
                held_back=report.held_back,
                follow_up=event.follow_up,
                follow_up_id=report.follow_up_id,
            )
        )
        self._session.flush()

    def save(self, report: KeptReport) -> None:
        """Keep what has become of a report; what it says stays.

        Raises
        ------
        NotFound
        """
        row = self._session.get(ProgressRow, report.event.event_id)
        if row is None:
            raise NotFound("report", report.event.event_id)
        row.held_back, row.follow_up_id = report.held_back, report.follow_up_id
        self._session.flush()


def report_of(row: ProgressRow) -> ProgressEvent:
    """The report in a row."""
    return ProgressEvent(
        event_id=row.id,
        visit=Visit(row.ticket_id, row.party),
        crew_id=row.crew_id,
        kind=VisitState(row.kind),
        at=row.at,
        reason=row.reason,
        expected_end=row.expected_end,
        material_at=row.material_at,
        still_dark=row.still_dark,
        follow_up=row.follow_up,
    )


def _kept(row: ProgressRow) -> KeptReport:
    return KeptReport(report_of(row), row.received_at, row.held_back, row.follow_up_id)
