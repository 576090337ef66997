"""A fault ticket: what is broken, where, since when, and what its repair asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from dispatch.place import Place
from dispatch.skill import Skill
from dispatch.window import TimeWindow, require_aware, require_span


class Priority(IntEnum):
    """Order of restoration; 1 comes first."""

    EMERGENCY = 1
    """Hazard to life: wire down, fire, gas; make-safe work."""
    URGENT = 2
    """Critical customers or many customers dark."""
    HIGH = 3
    """Several customers dark, or a hazard with a guard standing by."""
    ROUTINE = 4
    """A single service, or no outage."""


class AreaClass(StrEnum):
    """The three classes a utility's on-site promise is stepped by."""

    URBAN = "urban"
    RURAL = "rural"
    REMOTE = "remote"


class Visit(NamedTuple):
    """One crew's share of a ticket: the ticket and which of its parties."""

    ticket_id: str
    party: int = 0


@dataclass(frozen=True, slots=True)
class Party:
    """What one crew must bring to a ticket, and how long it works there at normal speed."""

    work: timedelta
    skills: tuple[Skill, ...] = ()

    def __post_init__(self) -> None:
        require_span("work", self.work)


@dataclass(frozen=True, slots=True)
class Precedence:
    """Its ticket's work starts at least `min_delay` (and at most `max_delay`) after `ticket_id`'s work ends."""

    ticket_id: str
    min_delay: timedelta = timedelta(0)
    max_delay: timedelta | None = None

    def __post_init__(self) -> None:
        require_span("shortest delay", self.min_delay)
        require_span("longest delay", self.max_delay)


@dataclass(frozen=True, slots=True)
class Started:
    """Work under way: it never moves. Without `arrived_at` the crew is still on the road."""

    crew_id: str
    arrived_at: datetime | None = None
    party: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A fixed price once a clock is missed by more than `after`."""

    after: timedelta
    price: float


@dataclass(frozen=True, slots=True)
class TicketPrices:
    """What a ticket's clocks cost, in the policy's cost units. Minutes are counted from the plan's now."""

    arrival_late_minute: float = 0.0
    restoration_late_minute: float = 0.0
    outage_minute: float = 0.0
    """Per minute until power is back: the price of its customers' minutes together."""
    left_out: float = 0.0
    """When the ticket is on nobody's list."""
    arrival_steps: tuple[Step, ...] = ()
    restoration_steps: tuple[Step, ...] = ()

    def late_arrival(self, late: timedelta) -> float:
        """What being on site `late` costs; nothing when that is negative."""
        return _lateness(late, self.arrival_late_minute, self.arrival_steps)

    def late_restoration(self, late: timedelta) -> float:
        """What power back `late` costs; nothing when that is negative."""
        return _lateness(late, self.restoration_late_minute, self.restoration_steps)


def _lateness(late: timedelta, per_minute: float, steps: tuple[Step, ...]) -> float:
    linear = per_minute * (max(late, timedelta(0)) / timedelta(minutes=1))
    return linear + sum(step.price for step in steps if late > step.after)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A fault ticket ready to plan.

    The first of `parties` is the lead: its arrival stops the arrive-by clock. All parties start
    together; power is back when the last one has finished.

    Raises
    ------
    ValueError
        When it has no party, negative counts, a naive time, comes after itself, or has two crews at one party.
    """

    id: str
    place: Place
    reported_at: datetime
    area_class: AreaClass
    priority: Priority
    parties: tuple[Party, ...]
    fault_type: str = ""
    address: str = ""
    customers: int = 0
    critical_customers: int = 0
    hazard: bool = False
    make_safe: bool = False
    """Make-safe work: no break may fall inside it (law of the trade)."""
    arrive_by: datetime | None = None
    """Overrides the policy's clock."""
    restore_by: datetime | None = None
    appointments: tuple[TimeWindow, ...] = ()
    """Work starts inside one of these; none means any time."""
    access: tuple[TimeWindow, ...] = ()
    """All work lies inside one of these; none means any time."""
    after: tuple[Precedence, ...] = ()
    upstream: str | None = None
    """A ticket without whose repair this one restores nobody (nested outage)."""
    parts: tuple[tuple[str, int], ...] = ()
    """Parts used, by name and count; drawn from the lead party's crew."""
    equipment: frozenset[str] = frozenset()
    """Special vehicles or gear that the lead party's crew must bring."""
    preferred_crews: frozenset[str] = frozenset()
    forbidden_crews: frozenset[str] = frozenset()
    started: tuple[Started, ...] = ()
    prices: TicketPrices | None = None
    """Agreed prices that stand in for the policy's."""

    def __post_init__(self) -> None:
        for name in ("reported_at", "arrive_by", "restore_by"):
            require_aware(f"ticket {self.id}: {name}", getattr(self, name))
        for work in self.started:
            require_aware(f"ticket {self.id}: arrived_at", work.arrived_at)
        if not self.parties:
            raise ValueError(f"ticket {self.id} asks for no crew; it needs at least one party")
        if self.customers < 0 or self.critical_customers < 0:
            raise ValueError(f"ticket {self.id} has a negative number of customers")
        if any(count < 0 for _, count in self.parts):
            raise ValueError(f"ticket {self.id} uses a negative number of parts")
        if any(link.ticket_id == self.id for link in self.after):
            raise ValueError(f"ticket {self.id} comes after itself")
        begun = [work.party for work in self.started]
        if len(set(begun)) < len(begun) or not set(begun) <= set(range(len(self.parties))):
            raise ValueError(f"ticket {self.id} is started by two crews for one party, or for a party it has not")

    @property
    def visits(self) -> tuple[Visit, ...]:
        """One visit for each party."""
        return tuple(Visit(self.id, party) for party in range(len(self.parties)))
