"""The saved day that a what-if names as its base: the live one at this moment, or one that is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


@dataclass(frozen=True)
class BaseDay:
    """The day's files as an archive, none for a shipped one; and what they could not say of the live day."""

    files: bytes | None = None
    not_carried: tuple[str, ...] = ()


def day_behind(base: str, work: UnitOfWork, desk: Service, now: datetime) -> BaseDay:
    """The day that `base` names; without files where it names none, or one that is not there.

    Raises
    ------
    Conflict, InputErrors
        When the live day cannot be saved.
    """
    if base == LIVE:
        live = live_day(work, desk, now)
        return BaseDay(live.files, live.not_carried)
    try:
        kept = KEPT.fullmatch(base) is not None
        return BaseDay(work.saved_days.files(base), work.saved_days.get(base).not_carried) if kept else BaseDay()
    except NotFound:
        return BaseDay()


def live_day(work: UnitOfWork, desk: Service, now: datetime) -> LiveSnapshot:
    """The live day as it is.

    Raises
    ------
    Conflict, InputErrors
        When it cannot be saved.
    """
    from scenarios.saved_day.live import snapshot

    return snapshot(Today.of(work, desk.travel, now).problem, desk.travel)
