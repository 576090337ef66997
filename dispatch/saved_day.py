"""A day that planners keep to ask what-ifs of: the live one as it once was, or one of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch.window import require_aware


class DayOrigin(StrEnum):
    """Where a saved day comes from."""

    LIVE = "live"
    SENT_IN = "sent_in"


@dataclass(frozen=True, slots=True)
class SavedDay:
    """What is known of a saved day; its files are kept beside it, as one archive.

    Parameters
    ----------
    as_of
        The moment it is planned at.
    tickets, crews
        How many there are.
    not_carried
        Sentences on what the files could not say of the live day.
    """

    id: str
    title: str
    origin: DayOrigin
    as_of: datetime
    tickets: int
    crews: int
    made_by: str
    made_at: datetime
    not_carried: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_aware(f"day {self.id}: as_of", self.as_of)
        require_aware(f"day {self.id}: made_at", self.made_at)
