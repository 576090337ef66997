"""A crew's stay at a ticket while the day unrolls, and the records that are made of stays at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.crew import Crew
from dispatch.duty import DutyKey
from dispatch.place import Place
from dispatch.plan import Reason, Stop, Unassigned
from dispatch.sentences import say
from dispatch.ticket import Ticket
from scenarios.simulation.day_record import DutyRecord, TicketRecord, VisitRecord


@dataclass
class Stay:
    """A visit from setting out to its end, as it truly is."""

    duty: DutyKey
    set_out_at: datetime
    stop: Stop
    """Its times as far as they hang on this crew alone."""
    arrived: bool = False
    started_at: datetime | None = None
    done_at: datetime | None = None
    left_at: datetime | None = None
    """When the crew broke off."""

    @property
    def ended_at(self) -> datetime | None:
        """When the crew left the place; None where it never came."""
        return self.left_at if self.arrived and self.left_at is not None else self.done_at

    def record(self) -> VisitRecord:
        """The stay as it is remembered; of a drive broken off, the way until then."""
        stop, travel = self.stop, self.stop.travel
        if self.left_at is not None and not self.arrived:
            travel = min(travel, self.left_at - self.set_out_at)
        return VisitRecord(
            stop.visit,
            self.duty,
            self.set_out_at,
            travel,
            stop.arrival,
            self.started_at,
            self.done_at,
            self.left_at,
        )


def ticket_record(
    ticket: Ticket,
    stays: Iterable[Stay],
    known_at: datetime,
    follow_up_of: str | None,
    left_out: Unassigned | None,
) -> TicketRecord:
    """What came of a ticket, out of all stays; `left_out` is the last word of a plan on why nobody goes there."""
    own = (stay for stay in stays if stay.stop.visit.ticket_id == ticket.id)
    in_order = sorted(own, key=lambda stay: (stay.left_at is None, stay.stop.visit.party, stay.set_out_at))
    visits = tuple(stay.record() for stay in in_order)
    done = TicketRecord(ticket, known_at, visits, follow_up_of)
    if done.done_at is not None:
        return done
    still = Unassigned(ticket.id, Reason.SHIFT, say("left_out.shifts_ended", ticket=ticket.id))
    return TicketRecord(ticket, known_at, visits, follow_up_of, left_out or still)


def duty_records(
    crews: Iterable[Crew], stays: Iterable[Stay], way_home: Callable[[Stay, Place], timedelta]
) -> Iterator[DutyRecord]:
    """The end of each duty that had work."""
    last = {stay.duty: stay for stay in sorted(stays, key=lambda stay: stay.set_out_at) if stay.ended_at is not None}
    for crew in crews:
        for number, shift in zip(crew.shift_numbers, crew.shifts, strict=True):
            stay = last.get(DutyKey(crew.id, number))
            if stay is not None and stay.ended_at is not None:
                home = way_home(stay, shift.end_place)
                end = stay.ended_at + home
                yield DutyRecord(stay.duty, home, end, max(timedelta(0), end - shift.end))
