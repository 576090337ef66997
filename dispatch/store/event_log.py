"""The event log: what happened, in the order of the commits. Lines are added, and that is all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.event import Event
from dispatch.page import Page
from dispatch.store.tables.events import EventRow

_LOCK = 4_826_002
"""Any number, always the same: held from the first id to the commit."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which lines are wanted; None means all.

    Parameters
    ----------
    subject, kind
        How they begin.
    since, until
        The first moment wanted, and the first no longer.
    """

    subject: str | None = None
    kind: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The filter in the words of the database."""
        if self.subject is not None:
            yield EventRow.subject.startswith(self.subject, autoescape=True)
        if self.kind is not None:
            yield EventRow.kind.startswith(self.kind, autoescape=True)
        if self.actor is not None:
            yield EventRow.actor == self.actor
        if self.since is not None:
            yield EventRow.at >= self.since
        if self.until is not None:
            yield EventRow.at < self.until


class EventLog:
    """The audit trail, and what live views read on from the last id they saw."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pending: list[Event] = []

    def append(self, event: Event) -> None:
        """Add a line; it is written at the end of the unit of work."""
        self._pending.append(event)

    def write_pending(self) -> tuple[Event, ...]:
        """Give the lines their ids, just before the commit; the lines with them.

        PostgreSQL gives ids before commits, so that a reader could see 8 before 7 and never come back for it:
        one writer at a time.
        """
        if not self._pending:
            return ()
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        rows = list(map(_row, self._pending))
        self._session.add_all(rows)
        self._session.flush()
        self._pending.clear()
        return tuple(map(_event, rows))

    def after(self, event_id: int, limit: int = 200) -> tuple[Event, ...]:
        """The lines after one, at most `limit`, in order."""
        rows = self._session.scalars(select(EventRow).where(EventRow.id > event_id).order_by(EventRow.id).limit(limit))
        return tuple(map(_event, rows))

    def last_not_about(self, *subjects: str) -> int:
        """The id of the last line whose subject begins with none of `subjects`; 0 where there is none."""
        other = (EventRow.subject.not_like(f"{subject}%") for subject in subjects)
        return self._session.scalar(select(func.max(EventRow.id)).where(*other)) or 0

    def last_of(self, kind: str) -> int:
        """The id of the last line of a kind; 0 where there is none."""
        return self._session.scalar(select(func.max(EventRow.id)).where(EventRow.kind == kind)) or 0

    def get(self, event_id: int) -> Event:
        """One line.

        Raises
        ------
        NotFound
        """
        row = self._session.get(EventRow, event_id)
        if row is None:
            raise NotFound("event", str(event_id))
        return _event(row)

    def page(self, wanted: EventFilter, after: tuple[str, ...] | None, limit: int) -> Page[Event]:
        """At most `limit` lines, the latest first."""
        query = select(EventRow).where(*wanted.conditions()).order_by(EventRow.id.desc()).limit(limit + 1)
        if after is not None:
            query = query.where(EventRow.id < int(after[0]))
        events = tuple(map(_event, self._session.scalars(query)))
        more = len(events) > limit
        return Page(events[:limit], (str(events[limit - 1].id),) if more else None)

    def about(self, subject: str) -> tuple[Event, ...]:
        """All that happened to one thing, in order."""
        rows = self._session.scalars(select(EventRow).where(EventRow.subject == subject).order_by(EventRow.id))
        return tuple(map(_event, rows))


def _row(event: Event) -> EventRow:
    return EventRow(
        at=event.at,
        actor=event.actor,
        kind=event.kind,
        subject=event.subject,
        before=event.before,
        after=event.after,
    )


def _event(row: EventRow) -> Event:
    return Event(row.at, row.actor, row.kind, row.subject, row.before, row.after, row.id)
