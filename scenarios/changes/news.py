"""When the desk hears of what a change brings: at the moment itself, or some time before."""

from __future__ import annotations

from datetime import datetime

from scenarios.changes.change import ChangeError, Moment, moment
from scenarios.scenario import Scenario

KNOWN_AT = "When the desk hears of it, in rolling runs."


def known_by(day: Scenario, written: Moment | None, at: datetime) -> datetime:
    """The moment at which what happens at `at` is known.

    Raises
    ------
    ChangeError
        When that is later.
    """
    known_at = at if written is None else moment(day, "known_at", written)
    if known_at > at:
        raise ChangeError("known_at", "is after it happens", "a time before, or left out")
    return known_at
