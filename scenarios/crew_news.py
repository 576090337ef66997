"""What nobody knows of the crews before the day is on: who joins, and who falls out.

A plan made once is made with all of it; a day that is played as it comes learns each at its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.roster import Absence
from dispatch.window import TimeWindow

FOR_GOOD = timedelta(days=366)
"""Longer than any planned day, whatever shifts a later change gives the crew."""


@dataclass(frozen=True, slots=True)
class CrewNews:
    """One crew's news, and when the desk hears it.

    Parameters
    ----------
    off_from
        When the crew goes off duty, for good; None for one that joins: before `known_at` nobody counts on it.

    Raises
    ------
    ValueError
        When the desk would hear of an absence after it has begun.
    """

    crew_id: str
    known_at: datetime
    off_from: datetime | None = None

    def __post_init__(self) -> None:
        if self.off_from is not None and self.off_from < self.known_at:
            raise ValueError(f"crew {self.crew_id} is off from {self.off_from}, known only at {self.known_at}")

    @property
    def absence(self) -> Absence | None:
        """The absence, as the desk enters it; None for a crew that joins."""
        if self.off_from is None:
            return None
        return Absence(self.crew_id, TimeWindow(self.off_from, self.off_from + FOR_GOOD))
