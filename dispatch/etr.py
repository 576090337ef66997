"""The restoration time customers are told, and when they are told another.

Customers are upset by times that change often. So a new estimate is published only when it is far enough from the
one they know, and always with the reason; a crew's own estimate after it has looked replaces what was forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.forecast import TicketForecast


class Confidence(StrEnum):
    """IEC 61968's two words for how sure an estimate is."""

    HIGH = "high"
    LOW = "low"


class EtrReason(StrEnum):
    """Why an estimate is published."""

    FIRST = "first estimate"
    CREW = "the crew's own estimate on site"
    LATER = "work before it or its drive takes longer than expected"
    SOONER = "a crew is free sooner than expected"
    PASSED = "the time given has passed and work goes on"


@dataclass(frozen=True, slots=True)
class EtrRules:
    """When an estimate counts as sure, and as another: settings of the utility."""

    threshold: timedelta = timedelta(minutes=30)
    """A new P50 or P90 that is nearer than this to the published one is not published."""
    sure_within: timedelta = timedelta(minutes=60)
    """Confidence is high when P90 is no more than this after P50."""
    crew_margin: timedelta = timedelta(minutes=15)
    """A crew's own estimate is its P50; P90 is this much later."""


@dataclass(frozen=True, slots=True)
class Etr:
    """What customers are told: power is as likely as not back by `p50`, and nine times in ten by `p90`."""

    p50: datetime
    p90: datetime
    confidence: Confidence
    reason: EtrReason
    published_at: datetime


def next_etr(
    published: Etr | None,
    forecast: TicketForecast,
    now: datetime,
    *,
    crew_says: datetime | None = None,
    rules: EtrRules = EtrRules(),
) -> Etr:
    """The estimate to show: the published one while it still holds, else a new one with its reason.

    Parameters
    ----------
    crew_says
        When the crew on site expects power back; it stands in for the forecast.
    """
    p50, p90 = forecast.restored_p50, forecast.restored_p90
    if crew_says is not None:
        p50, p90 = crew_says, crew_says + rules.crew_margin
    reason = _reason(published, p50, p90, now, crew_says is not None, rules)
    if published is not None and reason is None:
        return published
    sure = p90 - p50 <= rules.sure_within
    return Etr(p50, p90, Confidence.HIGH if sure else Confidence.LOW, reason or EtrReason.FIRST, now)


def _reason(
    published: Etr | None, p50: datetime, p90: datetime, now: datetime, crew: bool, rules: EtrRules
) -> EtrReason | None:
    """Why another estimate is needed; None when the published one still holds."""
    if published is None:
        return EtrReason.CREW if crew else EtrReason.FIRST
    moved = max(p50 - published.p50, p90 - published.p90, key=abs)
    if published.p90 < now < p90:
        return EtrReason.CREW if crew else EtrReason.PASSED
    if abs(moved) < rules.threshold:
        return None
    if crew:
        return EtrReason.CREW
    return EtrReason.LATER if moved > timedelta(0) else EtrReason.SOONER
