"""Supervision (督办): somebody is called when a promise is in danger, and somebody above when nobody answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dispatch.service_policy import EscalationRules
from dispatch.ticket_status import TicketStatus
from dispatch.window import require_aware

UNATTENDED = frozenset(
    {
        TicketStatus.REPORTED,
        TicketStatus.WAITING_TO_BE_SCHEDULED,
        TicketStatus.DISPATCHED,
        TicketStatus.ACCEPTED,
        TicketStatus.EN_ROUTE,
    }
)
"""Nobody has been there."""
UNRESTORED = UNATTENDED | {
    TicketStatus.ON_SITE,
    TicketStatus.MADE_SAFE,
    TicketStatus.PARTIALLY_RESTORED,
    TicketStatus.WAITING_ON_MATERIAL,
}
"""Power is not back."""


class Promise(StrEnum):
    """Which clock."""

    ARRIVAL = "arrival"
    RESTORATION = "restoration"


OPEN_WHILE = {Promise.ARRIVAL: UNATTENDED, Promise.RESTORATION: UNRESTORED}


class Danger(StrEnum):
    """How bad it is."""

    NEAR = "about to be missed"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Escalation:
    """A promise in danger, and who has been called; one for each clock of a ticket.

    Parameters
    ----------
    level
        The place in the chain of whoever was called last, from 0.
    next_at
        When the next one is called unless somebody acknowledges; None at the end of the chain.
    ended_at
        When the promise was kept at last, or the ticket withdrawn.
    """

    id: str
    ticket_id: str
    promise: Promise
    due: datetime
    danger: Danger
    level: int
    called: str
    raised_at: datetime
    next_at: datetime | None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("due", "raised_at", "next_at", "acknowledged_at", "ended_at"):
            require_aware(f"escalation {self.id}: {name}", getattr(self, name))

    @property
    def open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.ended_at is None and self.acknowledged_at is None


def raised(
    own_id: str, ticket_id: str, promise: Promise, due: datetime, rules: EscalationRules, now: datetime
) -> Escalation:
    """The first call about a promise."""
    first = Escalation(own_id, ticket_id, promise, due, _danger(due, now), 0, rules.chain[0], now, None)
    return replace(first, next_at=_next(0, rules, now))


def followed_up(before: Escalation, rules: EscalationRules, now: datetime) -> Escalation:
    """The escalation as it is now: called on where nobody answered, or where what was near has been missed."""
    newly_missed = before.danger is Danger.NEAR and now > before.due
    unanswered = before.open and before.next_at is not None and now >= before.next_at
    if not newly_missed and not unanswered:
        return before
    return escalated(replace(before, danger=_danger(before.due, now)), rules, now)


def escalated(before: Escalation, rules: EscalationRules, now: datetime) -> Escalation:
    """The next in the chain is called, and has to answer; at its end the last one again."""
    level = min(before.level + 1, len(rules.chain) - 1)
    return replace(
        before,
        level=level,
        called=rules.chain[level],
        raised_at=now,
        next_at=_next(level, rules, now),
        acknowledged_by=None,
        acknowledged_at=None,
    )


def _next(level: int, rules: EscalationRules, now: datetime) -> datetime | None:
    return now + rules.next_after if level + 1 < len(rules.chain) else None


def _danger(due: datetime, now: datetime) -> Danger:
    return Danger.MISSED if now > due else Danger.NEAR
