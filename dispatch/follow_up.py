"""The repair that is left when a crew has done all that its visit could do: a ticket of its own, with its own clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.ticket import Party, Priority, Ticket


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the crew says of the work that is left; what it leaves out is as on the ticket it was at.

    Raises
    ------
    ValueError
        When a number of parts is negative.
    """

    parties: tuple[Party, ...] = ()
    priority: Priority | None = None
    parts: tuple[tuple[str, int], ...] = ()
    equipment: frozenset[str] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        if any(count < 0 for _, count in self.parts):
            raise ValueError("a follow-up uses a negative number of parts")

    def ticket(self, first: Ticket, own_id: str, at: datetime, still_dark: int) -> Ticket:
        """The repair of `first`'s fault, reported `at` the place with `still_dark` customers without power.

        Hazard, agreed times and order belonged to the first visit and do not pass on to this one.
        """
        return replace(
            first,
            id=own_id,
            reported_at=at,
            parties=self.parties or first.parties,
            priority=self.priority or first.priority,
            parts=self.parts,
            equipment=self.equipment,
            customers=still_dark,
            critical_customers=min(first.critical_customers, still_dark),
            hazard=False,
            make_safe=False,
            arrive_by=None,
            restore_by=None,
            appointments=(),
            after=(),
            started=(),
            prices=None,
        )
