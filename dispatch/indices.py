"""Reliability indices of IEEE 1366: SAIFI, SAIDI, CAIDI, MAIFI, customer-minutes, and major event days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, log
from statistics import fmean, stdev
from zoneinfo import ZoneInfo

from dispatch.window import require_aware

MOMENTARY = timedelta(minutes=5)
"""Interruptions no longer than this are momentary (IEEE 1366)."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Interruption:
    """`customers` without power from `start` to `end`; an outage restored in steps is one for each step.

    Raises
    ------
    ValueError
        When a time is naive, it ends before it starts, or customers are negative.
    """

    customers: int
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        require_aware("interruption start", self.start)
        require_aware("interruption end", self.end)
        if self.end < self.start:
            raise ValueError(f"interruption ends {self.end.isoformat()} before it starts {self.start.isoformat()}")
        if self.customers < 0:
            raise ValueError(f"interruption of {self.customers} customers: a count is 0 or more")

    @property
    def momentary(self) -> bool:
        """Whether it is counted by MAIFI alone."""
        return self.end - self.start <= MOMENTARY

    @property
    def customer_minutes(self) -> float:
        """Customers times minutes."""
        return self.customers * ((self.end - self.start) / MINUTE)


@dataclass(frozen=True, slots=True)
class Indices:
    """The indices of some interruptions over `customers_served`."""

    customers_served: int
    customers_interrupted: int
    customer_minutes: float
    """CMI, of sustained interruptions."""
    momentary_customers: int

    @property
    def saifi(self) -> float:
        """Sustained interruptions a customer."""
        return self.customers_interrupted / self.customers_served

    @property
    def saidi(self) -> float:
        """Minutes without power a customer."""
        return self.customer_minutes / self.customers_served

    @property
    def caidi(self) -> float | None:
        """Minutes until power is back, for those who lost it; None when nobody did."""
        return self.customer_minutes / self.customers_interrupted if self.customers_interrupted else None

    @property
    def maifi(self) -> float:
        """Momentary interruptions a customer."""
        return self.momentary_customers / self.customers_served


def indices(interruptions: Iterable[Interruption], customers_served: int) -> Indices:
    """The indices of the interruptions.

    Raises
    ------
    ValueError
        When nobody is served.
    """
    if customers_served <= 0:
        raise ValueError(f"indices need customers served above 0, not {customers_served}")
    entries = tuple(interruptions)
    sustained = [one for one in entries if not one.momentary]
    return Indices(
        customers_served,
        sum(one.customers for one in sustained),
        sum(one.customer_minutes for one in sustained),
        sum(one.customers for one in entries if one.momentary),
    )


def daily_saidi(interruptions: Iterable[Interruption], customers_served: int, zone: str) -> dict[date, float]:
    """SAIDI of each day with interruptions, counted wholly on the day they began in `zone`, in order."""
    days: defaultdict[date, list[Interruption]] = defaultdict(list)
    for one in interruptions:
        days[one.start.astimezone(ZoneInfo(zone)).date()].append(one)
    return {day: indices(days[day], customers_served).saidi for day in sorted(days)}


def major_event_threshold(saidi_by_day: Mapping[date, float]) -> float:
    """T_MED: a day whose SAIDI is above it is a major event day (IEEE 1366, the 2.5 beta method).

    exp(α + 2.5 β), with α the mean and β the sample standard deviation of ln(daily SAIDI) over the days given (five
    years, by the standard); days of SAIDI 0 are left out.

    Raises
    ------
    ValueError
        When fewer than two days have a SAIDI above 0.
    """
    logs = [log(saidi) for saidi in saidi_by_day.values() if saidi > 0]
    if len(logs) < 2:
        raise ValueError("a major event threshold needs at least two days with a SAIDI above 0")
    return exp(fmean(logs) + 2.5 * stdev(logs))


def major_event_days(saidi_by_day: Mapping[date, float], threshold: float) -> tuple[date, ...]:
    """The days above the threshold, in order."""
    return tuple(sorted(day for day, saidi in saidi_by_day.items() if saidi > threshold))
