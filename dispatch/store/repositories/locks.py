"""What dispatchers have fixed of visits."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.problem import Lock
from dispatch.store.tables.tickets import LockRow
from dispatch.ticket import Visit
from dispatch.visit_lock import VisitLock
from dispatch.window import TimeWindow


class Locks:
    """Locks by visit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[VisitLock, ...]:
        """Every lock, in order of visit."""
        rows = self._session.scalars(select(LockRow).order_by(LockRow.ticket_id, LockRow.party))
        return tuple(map(_lock, rows))

    def of(self, visit: Visit) -> VisitLock | None:
        """The lock of a visit, if any."""
        row = self._row(visit)
        return None if row is None else _lock(row)

    def put(self, lock: VisitLock) -> None:
        """Keep a lock, in place of the visit's former one."""
        self.remove(lock.lock.visit)
        start = lock.lock.start
        self._session.add(
            LockRow(
                id=lock.id,
                ticket_id=lock.lock.visit.ticket_id,
                party=lock.lock.visit.party,
                crew_id=lock.lock.crew_id,
                start_from=None if start is None else start.start,
                start_to=None if start is None else start.end,
                made_by=lock.made_by,
                made_at=lock.made_at,
            )
        )
        self._session.flush()

    def remove(self, visit: Visit) -> None:
        """Take a visit's lock away, if there is one."""
        row = self._row(visit)
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def _row(self, visit: Visit) -> LockRow | None:
        query = select(LockRow).where(LockRow.ticket_id == visit.ticket_id, LockRow.party == visit.party)
        return self._session.scalar(query)


def _lock(row: LockRow) -> VisitLock:
    start = None if row.start_from is None or row.start_to is None else TimeWindow(row.start_from, row.start_to)
    return VisitLock(row.id, Lock(Visit(row.ticket_id, row.party), row.crew_id, start), row.made_by, row.made_at)
