"""The days that planners keep."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.page import Page
from dispatch.saved_day import SavedDay
from dispatch.store.columns import UtcDateTime
from dispatch.store.tables.saved_days import SavedDayRow


class SavedDays:
    """Saved days by id, and in pages, the latest first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, day_id: str) -> SavedDay:
        """One day.

        Raises
        ------
        NotFound
        """
        return _day(self._row(day_id))

    def files(self, day_id: str) -> bytes:
        """Its files, as a zip archive.

        Raises
        ------
        NotFound
        """
        return self._row(day_id).files

    def add(self, day: SavedDay, files: bytes) -> None:
        """Keep a new day."""
        said = asdict(day) | {"not_carried": "\n".join(day.not_carried)}
        self._session.add(SavedDayRow(**said, files=files))
        self._session.flush()

    def delete(self, day_id: str) -> None:
        """Forget a day.

        Raises
        ------
        NotFound
        """
        self._session.delete(self._row(day_id))
        self._session.flush()

    def page(self, after: tuple[str, ...] | None, limit: int) -> Page[SavedDay]:
        """At most `limit` days, after the key of the page before."""
        query = select(SavedDayRow).order_by(SavedDayRow.made_at.desc(), SavedDayRow.id.desc()).limit(limit + 1)
        if after is not None:
            key: Any = tuple_(SavedDayRow.made_at, SavedDayRow.id)
            made, day_id = after
            query = query.where(key < tuple_(literal(datetime.fromisoformat(made), UtcDateTime), literal(day_id)))
        rows = self._session.scalars(query).all()
        days = tuple(map(_day, rows[:limit]))
        return Page(days, (days[-1].made_at.isoformat(), days[-1].id) if len(rows) > limit else None)

    def _row(self, day_id: str) -> SavedDayRow:
        row = self._session.get(SavedDayRow, day_id)
        if row is None:
            raise NotFound("saved day", day_id)
        return row


def _day(row: SavedDayRow) -> SavedDay:
    said = {own.name: getattr(row, own.name) for own in fields(SavedDay)}
    return SavedDay(**said | {"not_carried": tuple(row.not_carried.splitlines())})
