"""The event log on the wire."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from api.schemas.wire import Wire
from dispatch.event import Event


class EventView(Wire):
    """One line of the audit trail: who did what to what, and how it was before and after."""

    id: int
    at: datetime
    actor: str
    kind: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @classmethod
    def of(cls, event: Event) -> EventView:
        """The view of an event."""
        return cls(
            id=event.id,
            at=event.at,
            actor=event.actor,
            kind=event.kind,
            subject=event.subject,
            before=None if event.before is None else dict(event.before),
            after=None if event.after is None else dict(event.after),
        )

    def row(self) -> list[str]:
        """The line as cells of a table; before and after as JSON."""
        documents = ("" if one is None else json.dumps(one, ensure_ascii=False) for one in (self.before, self.after))
        return [str(self.id), self.at.isoformat(), self.actor, self.kind, self.subject, *documents]
