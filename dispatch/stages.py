"""Where time is lost between a report and a closed ticket: how long each stage takes, by its percentiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.quantiles import LEVELS, quantile

MINUTE = timedelta(minutes=1)


class Stage(StrEnum):
    """The moments of a ticket's life, in order."""

    REPORTED = "reported"
    TRIAGED = "triaged"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    EN_ROUTE = "enRoute"
    ON_SITE = "onSite"
    MADE_SAFE = "madeSafe"
    RESTORED = "restored"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class StageFigures:
    """Minutes from the last known earlier moment to `until`, over some tickets."""

    until: Stage
    tickets: int
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    total_minutes: float
    share: float
    """Of all time of all stages, 0..1: where the time is lost."""


def stage_figures(tickets: Iterable[Mapping[Stage, datetime]]) -> tuple[StageFigures, ...]:
    """The figures of every stage that any ticket reached, in order.

    A moment that was not reported is passed over; one that lies before the moment before it took no time.
    """
    minutes: defaultdict[Stage, list[float]] = defaultdict(list)
    for times in tickets:
        clock: datetime | None = None
        for moment, stage in ((times[stage], stage) for stage in Stage if stage in times):
            if clock is not None:
                minutes[stage].append(max(0.0, (moment - clock) / MINUTE))
            clock = max(clock or moment, moment)
    whole = sum(map(sum, minutes.values()))
    return tuple(_figures(stage, sorted(minutes[stage]), whole) for stage in Stage if stage in minutes)


def _figures(stage: Stage, ordered: list[float], whole: float) -> StageFigures:
    p10, p25, p50, p75, p90 = (quantile(ordered, level) for level in LEVELS)
    total = sum(ordered)
    share = total / whole if whole else 0.0
    return StageFigures(stage, len(ordered), p10, p25, p50, p75, p90, total, share)
