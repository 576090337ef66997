"""What is told to other systems and people: who wants which news, and how each piece of news fares.

An event is told to every hook that wants its kind, in the transaction that made it, so that nothing is told that never
happened. It is tried until it arrives, at longer and longer intervals; of one ticket's news a later piece waits for the
earlier ones. What cannot be brought is put aside, seen, and may be sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.event import PERSONAL, Event
from dispatch.window import require_aware

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 14
"""About six hours of trying."""
LEASE = timedelta(seconds=60)
"""Who has taken a delivery and not told how it went by then has died."""
PRIVATE = ("intake", *PERSONAL, "description", "made_by", "published_by")
"""Fields of people, which no other system is sent."""


class Channel(StrEnum):
    """How news travels."""

    WEBHOOK = "webhook"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Hook:
    """Somebody who wants news: a webhook's URL or a mail address, and the kinds they want, by their beginnings."""

    id: str
    channel: Channel
    target: str
    kinds: tuple[str, ...]
    made_by: str
    made_at: datetime
    active: bool = True

    def __post_init__(self) -> None:
        require_aware(f"hook {self.id}: made_at", self.made_at)

    def wants(self, event: Event) -> bool:
        """Whether the event is news to it."""
        return self.active and event.kind.startswith(self.kinds)


class DeliveryState(StrEnum):
    """How a piece of news fares."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """Tried as often as is reasonable; it may be sent again by hand."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one hook; its id is the message's, so that a receiver knows it when it comes twice.

    Parameters
    ----------
    line
        What it must stay in order with: the ticket, or whatever the event is about.
    due_at
        When it is to be tried next.
    """

    id: str
    hook_id: str
    event_id: int
    line: str
    due_at: datetime
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    sent_at: datetime | None = None
    error: str = ""

    @classmethod
    def of(cls, event: Event, hook: Hook) -> Delivery:
        """The delivery of an event to a hook."""
        line = event.subject.rpartition("/")[2]
        return cls(f"{hook.id}.{event.id}", hook.id, event.id, line, event.at)

    def taken(self, now: datetime) -> Delivery:
        """As somebody who tries it now takes it."""
        return replace(self, due_at=now + LEASE, attempts=self.attempts + 1)

    def settled(self, error: str | None, now: datetime) -> Delivery:
        """As it is after the attempt; `error` says why it did not arrive."""
        if error is None:
            return replace(self, state=DeliveryState.SENT, sent_at=now, error="")
        if self.attempts >= MOST_ATTEMPTS:
            return replace(self, state=DeliveryState.DEAD, error=error)
        pause = min(FIRST_PAUSE * 2 ** (self.attempts - 1), LONGEST_PAUSE)
        return replace(self, due_at=now + pause, error=error)

    def again(self, now: datetime) -> Delivery:
        """A dead one, to be tried from the start."""
        return replace(self, state=DeliveryState.WAITING, attempts=0, due_at=now)


def message(event: Event) -> dict[str, Any]:
    """What is sent of an event: the same at every attempt, and nothing of people."""
    data = {"before": _public(event.before), "after": _public(event.after)}
    return {"type": event.kind, "timestamp": event.at.isoformat(), "subject": event.subject, "data": data}


def _public(document: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if document is None else {name: value for name, value in document.items() if name not in PRIVATE}
