"""A crew's ordered list of jobs as published: what a phone shows, with or without the names of customers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from dispatch.desk_ticket import DeskTicket
from dispatch.ticket import Party, Visit


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
    with_crews: tuple[str, ...] = ()
    """The other crews of joint work."""

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
    tickets: tuple[tuple[str, int, int, int], ...] = ()
    """Of each stop: ticket, party, position and version of the ticket."""

    def digest(self, *readers: str) -> str:
        """A short name of it, another one for other kinds of readers."""
        return hashlib.sha256(repr((self, readers)).encode()).hexdigest()[:32]
