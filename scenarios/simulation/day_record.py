"""What came of a simulated day: every stage of every ticket, every plan, every crew's way home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.duty import DutyKey
from dispatch.plan import Unassigned
from dispatch.ticket import Ticket, Visit


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """One crew's stay: `set_out_at` ≤ `on_site_at` ≤ `started_at` ≤ `done_at`.

    Without `started_at` the crew waited for others in vain.
    """

    visit: Visit
    duty: DutyKey
    set_out_at: datetime
    travel: timedelta
    """Time on the road, without reloading."""
    on_site_at: datetime
    started_at: datetime | None = None
    done_at: datetime | None = None
    left_at: datetime | None = None
    """When the crew broke off, on the way or on site: it went off duty, or waited for others until it did."""

    @property
    def came(self) -> bool:
        """Whether the crew got there."""
        return self.left_at is None or self.on_site_at <= self.left_at


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """One ticket's day."""

    ticket: Ticket
    known_at: datetime
    visits: tuple[VisitRecord, ...]
    """Those broken off first, then one a party as far as crews came."""
    follow_up_of: str | None = None
    """The ticket whose first crew found that this repair was needed."""
    unserved: Unassigned | None = None
    """Why nobody finished it."""

    @property
    def on_site_at(self) -> datetime | None:
        """When the lead party's first crew arrived."""
        return min((one.on_site_at for one in self.visits if one.visit.party == 0 and one.came), default=None)

    @property
    def done_at(self) -> datetime | None:
        """When its last crew had finished; None when one never did."""
        ends = [one.done_at for one in self.visits if one.done_at is not None]
        return max(ends) if len(ends) == len(self.ticket.parties) else None


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """One plan of the day: when it was made, how many visits it planned, and how many of them it took from a crew."""

    made_at: datetime
    visits: int
    moved: int
    left_out: int


@dataclass(frozen=True, slots=True)
class DutyRecord:
    """The end of one duty that had work."""

    duty: DutyKey
    return_travel: timedelta
    end: datetime
    overtime: timedelta


@dataclass(frozen=True, slots=True)
class DayRecord:
    """A simulated day, its tickets in the order in which they became known."""

    dispatch_policy: str
    seed: int
    start: datetime
    horizon: datetime
    """The last moment any crew might have worked."""
    tickets: tuple[TicketRecord, ...]
    plans: tuple[PlanRecord, ...]
    duties: tuple[DutyRecord, ...]
    stuck: int = 0
    """Moments at which a new plan was due and none kept the rules: the one before went on."""
