"""A crew's ordered list of jobs as published: what a phone shows, with or without the names of customers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from dispatch.desk_ticket import DeskTicket
from dispatch.progress import VisitProgress, VisitState
from dispatch.ticket import Party, Visit
from dispatch.ticket_status import TicketStatus

NOT_BEGUN = frozenset({TicketStatus.REPORTED, TicketStatus.WAITING_TO_BE_SCHEDULED, TicketStatus.DISPATCHED})


@dataclass(frozen=True, slots=True)
class Companion:
    """Another crew of joint work, and how far its own share is."""

    crew_id: str
    state: VisitState


@dataclass(frozen=True, slots=True)
class Job:
    """One visit on a list, with its ticket as the desk knows it now."""

    order: int
    """From 1, over all shifts ahead."""
    shift: int
    visit: Visit
    depart: datetime
    arrival: datetime
    start: datetime
    leave: datetime
    ticket: DeskTicket
    state: VisitState
    """How far the crew itself is."""
    companions: tuple[Companion, ...] = ()

    @property
    def party(self) -> Party:
        """The crew's share of the ticket."""
        return self.ticket.work.parties[self.visit.party]


@dataclass(frozen=True, slots=True)
class JobList:
    """All jobs of a crew on the published plan that are not withdrawn."""

    crew_id: str
    plan: int | None
    """The number of the published plan; None before the first."""
    policy: int | None
    """The policy it was made under."""
    published_at: datetime | None
    jobs: tuple[Job, ...] = ()


@dataclass(frozen=True, slots=True)
class JobListStamp:
    """What a list depends on, quick to read: lists with equal stamps are equal."""

    plan_id: str | None
    tickets: tuple[tuple[str, int, int, int, int], ...] = ()
    """Of each stop: ticket, party, position, version of the ticket, and how many reports about it count."""

    def digest(self, *readers: str) -> str:
        """A short name of it, another one for other kinds of readers."""
        return hashlib.sha256(repr((self, readers)).encode()).hexdigest()[:32]


def own_state(ticket: DeskTicket, visit: Visit, crew_id: str, progress: VisitProgress | None) -> VisitState:
    """How far a crew is with a visit on its list.

    What another crew reported before says nothing of it; and the desk may have given the work out again, to the crew
    that turned it down, or after a repair that did not hold.
    """
    anew = visit.party == 0 and ticket.status in NOT_BEGUN
    if anew or progress is None or progress.crew_id != crew_id:
        return VisitState.ASSIGNED
    return progress.state
