"""A ticket's life in moments: what all figures of the service are counted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.stages import MINUTE, Stage
from dispatch.ticket import Ticket


@dataclass(frozen=True)
class TicketLife:
    """A ticket with its promises, its moments and the crew that did the work.

    Parameters
    ----------
    crew_id
        The last crew that was there; None while none was.
    planned_drive, planned_work
        Minutes that the last published plan gave that crew for the way and the work; None where it was on no plan.
    left_at
        When the crew was done.
    """

    ticket: Ticket
    arrive_by: datetime
    restore_by: datetime
    moments: Mapping[Stage, datetime]
    crew_id: str | None = None
    planned_drive: float | None = None
    planned_work: float | None = None
    left_at: datetime | None = None

    @property
    def drive(self) -> float | None:
        """Minutes on the road, where both ends were reported."""
        return self._minutes(self.moments.get(Stage.EN_ROUTE), self.moments.get(Stage.ON_SITE))

    @property
    def work(self) -> float | None:
        """Minutes on site, where both ends were reported."""
        return self._minutes(self.moments.get(Stage.ON_SITE), self.left_at)

    @staticmethod
    def _minutes(start: datetime | None, end: datetime | None) -> float | None:
        return None if start is None or end is None or end < start else (end - start) / MINUTE
