"""A ticket as the desk keeps it: its work, how it came in, its state, and both clocks as promised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dispatch.ticket import Ticket
from dispatch.ticket_status import TicketStatus
from dispatch.window import require_aware


@dataclass(frozen=True, slots=True)
class Intake:
    """What was said when the fault was reported; for people, not for the planner."""

    source: str = "phone"
    description: str = ""
    safety_notes: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    geocoded: str = ""
    """As what a geocoder found the address; empty where the place was said."""


@dataclass(frozen=True, slots=True)
class DeskTicket:
    """A ticket in the store.

    Parameters
    ----------
    work
        The fault as reported. Clocks in it were agreed with the customer and stand in for the policy's.
    arrive_by, restore_by
        Both clocks as promised; set once, by version `policy` of the policy.
    master_id
        The ticket this one was merged into.
    follows_id
        The ticket at which a crew found that this repair is needed.
    version
        Counts up with each change.
    """

    work: Ticket
    status: TicketStatus
    arrive_by: datetime
    restore_by: datetime
    policy: int
    changed_at: datetime
    intake: Intake = Intake()
    region: str = ""
    master_id: str | None = None
    follows_id: str | None = None
    version: int = 1

    def __post_init__(self) -> None:
        for name in ("arrive_by", "restore_by", "changed_at"):
            require_aware(f"ticket {self.id}: {name}", getattr(self, name))

    @property
    def id(self) -> str:
        """The ticket's id."""
        return self.work.id

    def changed(self, now: datetime, **changes: Any) -> DeskTicket:
        """The next version of the ticket."""
        return replace(self, version=self.version + 1, changed_at=now, **changes)

    def to_plan(self) -> Ticket:
        """The ticket for the planner, held to its promised clocks whatever the policy says today."""
        return replace(self.work, arrive_by=self.arrive_by, restore_by=self.restore_by)
