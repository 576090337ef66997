"""Saved days: kept, and forgotten. What-ifs have a copy of theirs, so that none is asked in vain."""

from __future__ import annotations

from datetime import datetime

from dispatch.desk.trail import record
from dispatch.saved_day import SavedDay
from dispatch.store.unit_of_work import UnitOfWork


def keep(work: UnitOfWork, day: SavedDay, files: bytes) -> SavedDay:
    """Keep a day that was read without a fault, with its files as an archive."""
    work.saved_days.add(day, files)
    record(work, "saved_day.kept", _subject(day.id), by=day.made_by, now=day.made_at, after=day)
    return day


def delete(work: UnitOfWork, day_id: str, *, by: str, now: datetime) -> None:
    """Forget a day and its files.

    Raises
    ------
    NotFound
    """
    day = work.saved_days.get(day_id)
    work.saved_days.delete(day_id)
    record(work, "saved_day.deleted", _subject(day_id), by=by, now=now, before=day)


def _subject(day_id: str) -> str:
    return f"saved_day/{day_id}"
