"""What happened at the desk: who did what to what, when, and how it was before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.window import require_aware

Document = Mapping[str, Any]
"""A domain object as JSON."""
PERSONAL = ("contact_name", "contact_phone")
"""Fields of a document that say whom to call."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the audit trail; never changed and never deleted.

    Parameters
    ----------
    actor
        Id of the user, or the name of the part of the program that acted by itself.
    kind
        What happened, as ``ticket.reported``.
    subject
        What it happened to, as ``ticket/T-7K3QX9M2VA``.
    before, after
        The subject as JSON; None where it was not there.
    id
        The place in the log, in order of commit; 0 until it is stored.
    """

    at: datetime
    actor: str
    kind: str
    subject: str
    before: Document | None = None
    after: Document | None = None
    id: int = 0

    def __post_init__(self) -> None:
        require_aware("event", self.at)
