"""The line each use case adds to the event log."""

from __future__ import annotations

from datetime import datetime

from dispatch.event import Event
from dispatch.store.columns import to_json
from dispatch.store.unit_of_work import UnitOfWork


def record(
    work: UnitOfWork,
    kind: str,
    subject: str,
    *,
    by: str,
    now: datetime,
    before: object | None = None,
    after: object | None = None,
) -> None:
    """Add one event; `before` and `after` are the domain objects themselves, `by` a user's id."""
    work.events.append(
        Event(
            at=now,
            actor=by,
            kind=kind,
            subject=subject,
            before=None if before is None else to_json(before),
            after=None if after is None else to_json(after),
        )
    )
