"""A plan: who does what, in which order, when; and what stays undone, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.duty import DutyKey
from dispatch.sentences import Sentence
from dispatch.ticket import Visit

Sequences = Mapping[DutyKey, Sequence[Visit]]
"""The decisions behind a plan: the visits of each duty, in order. Duties without work may be left out."""


class PauseKind(StrEnum):
    """Why a crew on duty neither drives nor works on a ticket."""

    BREAK = "break"
    RELOAD = "reload"


@dataclass(frozen=True, slots=True)
class Pause:
    """A break or a reload of parts; a reload covers the loading, not the drives."""

    kind: PauseKind
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit as scheduled. `depart` ≤ `arrival` ≤ `start` ≤ `leave`.

    `pauses` are taken between the stop before and this one's leave, in order of time.
    """

    visit: Visit
    depart: datetime
    travel: timedelta
    """Time on the road to get here, detours to reload included."""
    arrival: datetime
    start: datetime
    leave: datetime
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class CrewRoute:
    """The ordered job list of one duty that has work."""

    duty: DutyKey
    departure: datetime
    stops: tuple[Stop, ...]
    return_travel: timedelta
    end: datetime
    """When the crew is at its end place."""
    last_pauses: tuple[Pause, ...] = ()
    """Taken after the last stop."""

    @property
    def travel(self) -> timedelta:
        """All time on the road, the way home included."""
        return sum((stop.travel for stop in self.stops), self.return_travel)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """All breaks and reloads, in order of time."""
        return tuple(pause for stop in self.stops for pause in stop.pauses) + self.last_pauses

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The visits in order."""
        return tuple(stop.visit for stop in self.stops)


class Reason(StrEnum):
    """Why a ticket is on nobody's list."""

    SKILL = "SKILL_CONSTRAINT"
    EQUIPMENT = "EQUIPMENT_CONSTRAINT"
    PARTS = "PARTS_CONSTRAINT"
    CREW = "CREW_CONSTRAINT"
    LOCK = "LOCKING_CONSTRAINT"
    TIME_WINDOW = "TIME_WINDOW_CONSTRAINT"
    SHIFT = "MAX_DURATION_CONSTRAINT"
    PRECEDENCE = "PRECEDENCE_CONSTRAINT"
    CHANGE_BUDGET = "CHANGE_BUDGET"
    COST = "COSTS_MORE_THAN_LEAVING_OUT"


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A ticket on nobody's list: the kind of reason, and the sentence a dispatcher reads."""

    ticket_id: str
    reason: Reason
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes in the problem's order of duties, and the tickets left out in its order of tickets."""

    routes: tuple[CrewRoute, ...]
    unassigned: tuple[Unassigned, ...] = ()

    @property
    def sequences(self) -> dict[DutyKey, tuple[Visit, ...]]:
        """The decisions: visits by duty, in order."""
        return {route.duty: route.visits for route in self.routes}

    def stops(self) -> dict[Visit, tuple[DutyKey, Stop]]:
        """Every visit's duty and stop."""
        return {stop.visit: (route.duty, stop) for route in self.routes for stop in route.stops}
