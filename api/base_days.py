"""The saved day that a what-if names as its base: the live one at this moment, or one that is kept."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from api.dependencies import Service
from dispatch.desk.today import Today
from dispatch.errors import NotFound
from dispatch.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:  # What reads scenarios takes long to import.
    from scenarios.saved_day.live import LiveSnapshot

LIVE = "live"
KEPT = re.compile(r"D-[0-9A-Z]{10}")


def day_behind(base: str, work: UnitOfWork, desk: Service, now: datetime) -> bytes | None:
    """The day's files as an archive; None where `base` names none, or one that is not there.

    Raises
    ------
    Conflict, InputErrors
        When the live day cannot be saved.
    """
    if base == LIVE:
        return live_day(work, desk, now).files
    try:
        return work.saved_days.files(base) if KEPT.fullmatch(base) else None
    except NotFound:
        return None


def live_day(work: UnitOfWork, desk: Service, now: datetime) -> LiveSnapshot:
    """The live day as it is.

    Raises
    ------
    Conflict, InputErrors
        When it cannot be saved.
    """
    from scenarios.saved_day.live import snapshot

    return snapshot(Today.of(work, desk.travel, now).problem, desk.travel)
