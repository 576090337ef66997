"""A ticket of the past: what was reported, and when its stages were reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from dispatch.place import Place
from dispatch.skill import Skill
from dispatch.ticket import AreaClass

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PastTicket:
    """One row of a history; None for a stage that was not recorded."""

    id: str
    place: Place
    reported_at: datetime
    area: str
    area_class: AreaClass
    fault_type: str
    customers: int
    hazard: bool
    on_site_at: datetime | None = None
    """The first crew."""
    repair_assigned_at: datetime | None = None
    repair_on_site_at: datetime | None = None
    """The second crew, where one was needed."""
    closed_at: datetime | None = None

    @property
    def repaired(self) -> bool:
        """Whether a second crew was sent for."""
        return self.repair_assigned_at is not None or self.repair_on_site_at is not None

    @property
    def response(self) -> timedelta | None:
        """From the report until the first crew was on site."""
        return _between(self.reported_at, self.on_site_at)

    @property
    def first_work(self) -> timedelta | None:
        """How long the first crew was there: until a second was sent for, else until the end."""
        return _between(self.on_site_at, self.repair_assigned_at if self.repaired else self.closed_at)

    @property
    def repair_work(self) -> timedelta | None:
        """How long the second crew was there."""
        return _between(self.repair_on_site_at, self.closed_at)


def _between(start: datetime | None, end: datetime | None) -> timedelta | None:
    """None where a stage is missing, or they were recorded in the wrong order."""
    return end - start if start is not None and end is not None and end > start else None


@dataclass(frozen=True)
class Trades:
    """What the crews of a history bring: a first crew, and a second one by fault type."""

    first: tuple[Skill, ...]
    repair: Mapping[str, tuple[Skill, ...]]
    other_repair: tuple[Skill, ...]

    def for_repair(self, fault_type: str) -> tuple[Skill, ...]:
        """What the repair of that type of fault needs."""
        return self.repair.get(fault_type, self.other_repair)


@dataclass(frozen=True)
class History:
    """Past tickets in order of report; `zone` is what days and hours are counted in."""

    tickets: tuple[PastTicket, ...]
    zone: ZoneInfo
    trades: Trades
    source: str = ""
    licence: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def local(self, moment: datetime) -> datetime:
        """The moment on the history's clocks."""
        return moment.astimezone(self.zone)

    @property
    def days(self) -> tuple[date, ...]:
        """The whole days, in order: from the first to the last day given.

        Where none is given, the record's own first or last day, seldom whole, is left out.
        """
        if not self.tickets:
            return ()
        begun, ended = (self.local(self.tickets[end].reported_at).date() for end in (0, -1))
        first, last = self.first_day or begun + DAY, self.last_day or ended - DAY
        return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))

    def of_day(self, day: date) -> tuple[PastTicket, ...]:
        """The tickets reported on a day."""
        return self._by_day.get(day, ())

    @cached_property
    def _by_day(self) -> dict[date, tuple[PastTicket, ...]]:
        found: dict[date, tuple[PastTicket, ...]] = {}
        for ticket in self.tickets:
            day = self.local(ticket.reported_at).date()
            found[day] = (*found.get(day, ()), ticket)
        return found
