"""Saved days on the wire."""

from __future__ import annotations

from datetime import datetime

from api.schemas.wire import Id, Wire
from dispatch.saved_day import DayOrigin, SavedDay


class SavedDayView(Wire):
    """A day to ask what-ifs of: its `id` is what their `base` names."""

    id: Id
    title: str
    origin: DayOrigin
    as_of: datetime
    """The moment it is planned at."""
    tickets: int
    crews: int
    made_by: str
    made_at: datetime
    not_carried: tuple[str, ...]
    """What the files could not say of the live day, in sentences."""

    @classmethod
    def of(cls, day: SavedDay) -> SavedDayView:
        """The view of a day."""
        return cls(**{name: getattr(day, name) for name in cls.model_fields})
