"""Crews: who they are, what they can do and carry, and when they work."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dispatch.place import Place
from dispatch.skill import Skill, missing_skills
from dispatch.ticket import Party, Ticket
from dispatch.window import require_aware, require_span


@dataclass(frozen=True, slots=True)
class Break:
    """A break of `duration` that starts between `earliest` and `latest`, if the crew is still at work then.

    Raises
    ------
    ValueError
        When a time is naive, the window is reversed, or the duration negative.
    """

    earliest: datetime
    latest: datetime
    duration: timedelta

    def __post_init__(self) -> None:
        require_aware("break", self.earliest)
        require_aware("break", self.latest)
        require_span("break", self.duration)
        if self.latest < self.earliest:
            raise ValueError(f"break may start from {self.earliest} to {self.latest}: the window is reversed")


@dataclass(frozen=True, slots=True)
class Shift:
    """One duty of a crew, from its start place to its end place.

    Raises
    ------
    ValueError
        When a time is naive, the shift does not end after it starts, or its breaks are not in order.
    """

    start: datetime
    end: datetime
    start_place: Place
    end_place: Place
    max_overtime: timedelta = timedelta(0)
    breaks: tuple[Break, ...] = ()
    """In order of time, not overlapping."""
    on_call: bool = False
    """The duty begins when the crew leaves home, and it leaves as late as costs nobody anything."""
    number: int | None = None
    """What plans know it by, whatever shifts come before or go; without one, its place among the crew's."""

    def __post_init__(self) -> None:
        require_aware("shift start", self.start)
        require_aware("shift end", self.end)
        require_span("longest overtime", self.max_overtime)
        if self.end <= self.start:
            raise ValueError(f"shift ends {self.end.isoformat()}, not after its start {self.start.isoformat()}")
        for pause, following in pairwise(self.breaks):
            if following.earliest < pause.latest or following.latest < pause.latest + pause.duration:
                raise ValueError(f"breaks from {pause.earliest} and {following.earliest} overlap or are out of order")


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew and its shifts (in order of time).

    Raises
    ------
    ValueError
        When its shifts overlap, are out of order or share a number, a time is naive, or a span or count negative.
    """

    id: str
    shifts: tuple[Shift, ...]
    skills: tuple[Skill, ...] = ()
    name: str = ""
    kind: str = ""
    members: int = 1
    speed: tuple[tuple[str, float], ...] = ()
    """Working time factor by skill: 1.2 takes a fifth longer than normal. The slowest needed skill counts."""
    equipment: frozenset[str] = frozenset()
    parts: tuple[tuple[str, int], ...] = ()
    """Parts carried when full; also the load at the start of each shift."""
    depot: Place | None = None
    """Where parts are loaded again; without one, what is carried must do."""
    reload: timedelta = timedelta(minutes=15)
    max_duty: timedelta | None = None
    """Longest time from a duty's start to its end, overtime included."""
    min_rest: timedelta = timedelta(0)
    """Between the end of one duty and the start of the next."""
    callout_price: float = 0.0
    """Fixed price of each shift that gets any work."""
    position: Place | None = None
    """Where the crew is now; the current shift starts from here."""
    free_from: datetime | None = None
    """When the crew is next free; the current shift starts no earlier."""

    def __post_init__(self) -> None:
        require_aware(f"crew {self.id}: free_from", self.free_from)
        for name in ("reload", "max_duty", "min_rest"):
            require_span(f"crew {self.id}: {name}", getattr(self, name))
        for shift, following in pairwise(self.shifts):
            if following.start < shift.end:
                raise ValueError(f"crew {self.id}: its shifts overlap or are out of order")
        if len(set(self.shift_numbers)) < len(self.shifts):
            raise ValueError(f"crew {self.id}: two of its shifts have one number")
        if any(count < 0 for _, count in self.parts):
            raise ValueError(f"crew {self.id} carries a negative number of parts")
        if any(factor <= 0 for _, factor in self.speed):
            raise ValueError(f"crew {self.id} has a speed factor that is not above 0")

    @property
    def shift_numbers(self) -> tuple[int, ...]:
        """What plans know each shift by."""
        return tuple(place if shift.number is None else shift.number for place, shift in enumerate(self.shifts))

    def lacks(self, ticket: Ticket, party: int) -> tuple[Skill, ...]:
        """The skills the party needs and the crew does not hold."""
        return missing_skills(ticket.parties[party].skills, self.skills)

    def work_time(self, party: Party) -> timedelta:
        """How long this crew works on a party's share, in whole seconds, rounded up."""
        factors = dict(self.speed)
        factor = max((factors.get(skill.name, 1.0) for skill in party.skills), default=1.0)
        # Rounding first to 1 µs keeps 600 s x 1.1 at 660 s: binary fractions would make it 661.
        return timedelta(seconds=math.ceil(round(party.work.total_seconds() * factor, 6)))
