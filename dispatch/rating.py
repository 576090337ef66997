"""What customers say once power is back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch.window import require_aware


class RatingTag(StrEnum):
    """What was good, or was not; fixed words, so that nothing of people is kept."""

    FAST = "fast"
    SLOW = "slow"
    WELL_INFORMED = "well informed"
    POORLY_INFORMED = "poorly informed"
    CAREFUL = "careful"
    CARELESS = "careless"
    FRIENDLY = "friendly"
    UNFRIENDLY = "unfriendly"


@dataclass(frozen=True, slots=True)
class Rating:
    """One customer's rating of one repair; `said_by` is the call or ticket whose status they were shown."""

    said_by: str
    ticket_id: str
    stars: int
    tags: frozenset[RatingTag]
    at: datetime

    def __post_init__(self) -> None:
        require_aware(f"rating of ticket {self.ticket_id}: at", self.at)
        if not 1 <= self.stars <= 5:
            raise ValueError(f"rating of ticket {self.ticket_id} has {self.stars} stars; 1 to 5 are possible")
