"""What customers of a ticket are told: when somebody comes, when power is back, and why that changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dispatch.etr import Etr
from dispatch.window import require_aware


@dataclass(frozen=True, slots=True)
class TicketEtr:
    """An estimate that was published; the latest one of a ticket holds."""

    ticket_id: str
    etr: Etr
    arrival_from: datetime
    arrival_to: datetime

    def __post_init__(self) -> None:
        for name in ("arrival_from", "arrival_to"):
            require_aware(f"ETR of ticket {self.ticket_id}: {name}", getattr(self, name))
