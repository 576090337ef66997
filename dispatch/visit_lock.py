"""A lock as the desk keeps it: what is fixed of a visit, by whom, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dispatch.problem import Lock
from dispatch.sentences import say
from dispatch.window import require_aware


@dataclass(frozen=True, slots=True)
class VisitLock:
    """One lock; a visit has one at most.

    Raises
    ------
    ValueError
        When it fixes neither crew nor time.
    """

    id: str
    lock: Lock
    made_by: str
    made_at: datetime

    def __post_init__(self) -> None:
        require_aware(f"lock {self.id}: made_at", self.made_at)
        if self.lock.crew_id is None and self.lock.start is None:
            raise ValueError(say("fault.empty_lock"))
