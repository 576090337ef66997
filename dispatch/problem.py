"""The planning problem: one frozen snapshot that solver, rules and score all read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from dispatch.crew import Crew
from dispatch.duty import Duty, DutyKey, duties_of
from dispatch.place import Place
from dispatch.plan import Plan
from dispatch.policy import Policy
from dispatch.ticket import AreaClass, Precedence, Ticket, TicketPrices, Visit
from dispatch.travel.matrix import TravelMatrix, TravelTimes
from dispatch.window import TimeWindow, require_aware


@dataclass(frozen=True, slots=True)
class Lock:
    """What a dispatcher has fixed of a visit: the crew, the time its work starts, or both."""

    visit: Visit
    crew_id: str | None = None
    start: TimeWindow | None = None


@dataclass(frozen=True, slots=True)
class ChangeBudget:
    """At most `changes` visits of the published plan may change crew, or start more than `tolerance` off."""

    changes: int
    tolerance: timedelta = timedelta(minutes=15)


@dataclass(frozen=True)
class PlanningProblem:
    """Everything a plan depends on, seen at `now`.

    Parameters
    ----------
    previous
        The published plan: what changes are counted against, and where the search starts.
    freeze_until
        Visits of `previous` that start before this keep their crew and their place in line; only a lock to
        another crew takes one away.

    Raises
    ------
    ValueError
        When a time is naive, or two tickets or two crews have one id.
    """

    now: datetime
    tickets: tuple[Ticket, ...]
    crews: tuple[Crew, ...]
    policy: Policy
    travel: TravelMatrix
    locks: tuple[Lock, ...] = ()
    previous: Plan | None = None
    freeze_until: datetime | None = None
    change_budget: ChangeBudget | None = None

    def __post_init__(self) -> None:
        require_aware("now", self.now)
        require_aware("freeze until", self.freeze_until)
        if len(self.ticket) < len(self.tickets):
            raise ValueError("two tickets have one id")
        if len(self.crew) < len(self.crews):
            raise ValueError("two crews have one id")

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """All duties not over at `now`: crew by crew, in order of time.

        A duty with started work lasts until that is done and the crew is home, however late.
        """
        return tuple(duty for crew in self.crews for duty in self._duties_of(crew))

    def _duties_of(self, crew: Crew) -> tuple[Duty, ...]:
        work = self._under_way.get(crew.id, ())
        duties = duties_of(crew, self.now, at_work=bool(work))
        if not work or not duties:
            return duties
        first, home = duties[0], self._home_after(duties[0], work)
        longest = first.max_length and max(first.max_length, home - first.start)
        return (replace(first, hard_end=max(first.hard_end, home), max_length=longest), *duties[1:])

    def _home_after(self, duty: Duty, work: tuple[tuple[Visit, datetime | None], ...]) -> datetime:
        """When the crew can be home if it does nothing but its started work, breaks included."""
        clock, place = duty.start, duty.start_place
        for visit, arrived in work:
            ticket = self.ticket[visit.ticket_id]
            begun = arrived or clock + self.travel.drive(place, ticket.place, clock)
            clock = max(clock, begun + duty.crew.work_time(ticket.parties[visit.party]))
            place = ticket.place
        clock += sum((pause.duration for pause in duty.breaks), timedelta(0))
        return clock + self.travel.drive(place, duty.end_place, clock)

    @cached_property
    def _under_way(self) -> dict[str, tuple[tuple[Visit, datetime | None], ...]]:
        """The started work of each crew: what it is at first, in order of arrival, then what it drives to."""
        work = [(start, ticket.id) for ticket in self.tickets for start in ticket.started]
        work.sort(key=lambda pair: (pair[0].arrived_at is None, pair[0].arrived_at or self.now, pair[1]))
        found: dict[str, tuple[tuple[Visit, datetime | None], ...]] = {}
        for start, ticket_id in work:
            entry = (Visit(ticket_id, start.party), start.arrived_at)
            found[start.crew_id] = (*found.get(start.crew_id, ()), entry)
        return found

    @cached_property
    def duty(self) -> dict[DutyKey, Duty]:
        """The duties by key."""
        return {duty.key: duty for duty in self.duties}

    @cached_property
    def ticket(self) -> dict[str, Ticket]:
        """The tickets by id."""
        return {ticket.id: ticket for ticket in self.tickets}

    @cached_property
    def crew(self) -> dict[str, Crew]:
        """The crews by id."""
        return {crew.id: crew for crew in self.crews}

    @cached_property
    def prices(self) -> dict[str, TicketPrices]:
        """What each ticket's clocks cost, by ticket id.

        Where no price was agreed, a ticket left out also pays to be as late as anything can be, at the horizon:
        else one that is late enough would cost more than leaving it out, and be left for good.
        """
        return {ticket.id: self._prices_of(ticket) for ticket in self.tickets}

    def _prices_of(self, ticket: Ticket) -> TicketPrices:
        prices, targets = self.policy.prices(ticket), self.policy.targets
        if ticket.prices is not None:
            return prices
        at_the_end = prices.late_arrival(self.horizon - targets.arrive_by(ticket))
        at_the_end += prices.late_restoration(self.horizon - targets.restore_by(ticket))
        return replace(prices, left_out=prices.left_out + at_the_end)

    @cached_property
    def horizon(self) -> datetime:
        """The last moment any crew works; what is not restored in the plan is dark until then at least."""
        return max((duty.hard_end for duty in self.duties), default=self.now)

    @cached_property
    def arrived(self) -> dict[Visit, datetime]:
        """When the crews already on site arrived, by visit; of crews without any duty here nothing is known."""
        on_duty = {duty.crew_id for duty in self.duties}
        return {
            visit: arrived
            for crew_id, work in self._under_way.items()
            for visit, arrived in work
            if arrived is not None and crew_id in on_duty
        }

    @cached_property
    def locks_by_visit(self) -> dict[Visit, tuple[Lock, ...]]:
        """All locks of each locked visit."""
        found: dict[Visit, tuple[Lock, ...]] = {}
        for lock in self.locks:
            found[lock.visit] = (*found.get(lock.visit, ()), lock)
        return found

    @cached_property
    def tied_tickets(self) -> tuple[Ticket, ...]:
        """The tickets whose times hang on other crews': several parties, or after another ticket."""
        return tuple(ticket for ticket in self.tickets if len(ticket.parties) > 1 or self.comes_after(ticket))

    def comes_after(self, ticket: Ticket) -> tuple[Precedence, ...]:
        """What the ticket must come after, as far as it is in this problem; the rest is done already."""
        return tuple(link for link in ticket.after if link.ticket_id in self.ticket)

    def time_matters(self, visit: Visit) -> bool:
        """Whether a later visit could cost anything: a priced clock, a published time, others waiting for it."""
        prices = self.prices[visit.ticket_id]
        priced = prices != TicketPrices(left_out=prices.left_out)
        fixed = visit in self.published or visit in self.locks_by_visit
        return priced or fixed or visit.ticket_id in self.tied_ids

    @cached_property
    def tied_ids(self) -> frozenset[str]:
        """The tickets that are tied to others, on either side."""
        tied = {ticket.id for ticket in self.tied_tickets}
        tied.update(link.ticket_id for ticket in self.tickets for link in self.comes_after(ticket))
        for ticket in self.tickets:
            if ticket.upstream in self.ticket:
                tied |= {ticket.id, ticket.upstream or ticket.id}
        return frozenset(tied)

    @cached_property
    def heads(self) -> dict[DutyKey, tuple[Visit, ...]]:
        """The visits at the head of each duty's list that never move: started work, then frozen ones."""
        heads: dict[DutyKey, list[Visit]] = {}
        first = {duty.crew_id: duty.key for duty in reversed(self.duties)}
        for crew_id, work in self._under_way.items():
            if crew_id in first:
                heads[first[crew_id]] = [visit for visit, _ in work]
        held = {visit for visits in heads.values() for visit in visits}
        for key, visits in self._frozen():
            heads.setdefault(key, []).extend(visit for visit in visits if visit not in held)
        return {key: tuple(visits) for key, visits in heads.items() if visits}

    def _frozen(self) -> Iterable[tuple[DutyKey, list[Visit]]]:
        if self.previous is None or self.freeze_until is None:
            return
        for route in self.previous.routes:
            if route.duty in self.duty:
                early = (stop.visit for stop in route.stops if stop.start < self.freeze_until)
                yield route.duty, [visit for visit in early if self._may_stay(visit, route.duty.crew_id)]

    def _may_stay(self, visit: Visit, crew_id: str) -> bool:
        locks = self.locks_by_visit.get(visit, ())
        return self.has(visit) and all(lock.crew_id in (None, crew_id) for lock in locks)

    def has(self, visit: Visit) -> bool:
        """Whether the visit is one of this problem's."""
        return visit.ticket_id in self.ticket and visit in self.ticket[visit.ticket_id].visits

    @cached_property
    def published(self) -> dict[Visit, tuple[DutyKey, datetime]]:
        """Where and when the published plan has each visit that can still be counted as changed.

        Left out: visits of crews that can no longer do them, for their change is nobody's choice.
        """
        if self.previous is None:
            return {}
        return {
            visit: (key, stop.start)
            for visit, (key, stop) in self.previous.stops().items()
            if self.has(visit) and key in self.duty
        }


def travel_for(source: TravelTimes, tickets: Iterable[Ticket], crews: Iterable[Crew]) -> TravelMatrix:
    """The one matrix a plan needs: all tickets, start and end places, positions and depots.

    A crew's places take the area class of the nearest ticket's; without tickets they are urban.
    """
    classes: dict[Place, AreaClass] = {}
    for ticket in tickets:
        classes.setdefault(ticket.place, ticket.area_class)
    known = tuple(classes.items())
    for crew in crews:
        for place in _places_of(crew):
            classes.setdefault(place, _nearest_class(place, known))
    return source.matrix(tuple(classes), tuple(classes.values()))


def _places_of(crew: Crew) -> Iterable[Place]:
    for shift in crew.shifts:
        yield shift.start_place
        yield shift.end_place
    if crew.position is not None:
        yield crew.position
    if crew.depot is not None:
        yield crew.depot


def _nearest_class(place: Place, known: tuple[tuple[Place, AreaClass], ...]) -> AreaClass:
    def gap(entry: tuple[Place, AreaClass]) -> float:
        return (entry[0].lat - place.lat) ** 2 + (entry[0].lon - place.lon) ** 2

    return min(known, key=gap)[1] if known else AreaClass.URBAN
