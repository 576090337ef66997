"""The line each use case adds to the event log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dispatch.event import PERSONAL, Document, Event
from dispatch.store.columns import to_json
from dispatch.store.unit_of_work import UnitOfWork

HIDDEN = "…"
"""Whom to call is kept with the call alone: the trail is for ever, and for auditors."""


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
    """Add one event; `before` and `after` are the domain objects themselves, `by` a user's id.

    People's names and numbers are left out.
    """
    work.events.append(
        Event(
            at=now,
            actor=by,
            kind=kind,
            subject=subject,
            before=_document(before),
            after=_document(after),
        )
    )


def _document(found: object | None) -> Document | None:
    return None if found is None else {name: _without_people(name, value) for name, value in to_json(found).items()}


def _without_people(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {inner: _without_people(inner, one) for inner, one in value.items()}
    if isinstance(value, list):
        return [_without_people(name, one) for one in value]
    return HIDDEN if name in PERSONAL and value else value
