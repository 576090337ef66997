"""The day as the desk knows it, and the planning problem that follows from it at any moment.

The desk and the rolling-day simulation both plan from here, so that what is simulated is what is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from dispatch.crew import Crew
from dispatch.freeze import held_as_far_as_lawful
from dispatch.place import Place
from dispatch.plan import Plan
from dispatch.policy import Policy
from dispatch.problem import ChangeBudget, Lock, PlanningProblem, travel_for
from dispatch.progress import AT_WORK, FINISHED, VisitProgress, VisitState
from dispatch.quantiles import Quantiles
from dispatch.rebase import counted_from_now
from dispatch.roster import Absence, Member, Roster
from dispatch.ticket import Party, Started, Ticket, Visit
from dispatch.travel.matrix import TravelMatrix, TravelTimes
from dispatch.window import TimeWindow, require_aware
from dispatch.work_spread import WorkSpread, as_planned, expected_work

NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a crew was seen, and when; the last one known."""

    place: Place
    at: datetime

    def __post_init__(self) -> None:
        require_aware("sighting", self.at)


@dataclass(frozen=True)
class LiveDay:
    """What is known of a running day.

    Raises
    ------
    ValueError
        When two tickets have one id, or progress is reported of a ticket that is not among `tickets`.
    """

    tickets: tuple[Ticket, ...]
    """All of the day, finished ones too: crews were at their places."""
    crews: tuple[Crew, ...]
    """As rostered; who is missing says `absences`."""
    policy: Policy
    progress: Mapping[Visit, VisitProgress] = field(default_factory=dict)
    published: Plan | None = None
    locks: tuple[Lock, ...] = ()
    cancelled: frozenset[str] = frozenset()
    """Ids of tickets withdrawn or closed from the desk."""
    members: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    """By crew id; a crew without an entry keeps its own skills whoever is missing."""
    least_members: Mapping[str, int] = field(default_factory=dict)
    """By kind of crew: with fewer it does not go out."""
    absences: tuple[Absence, ...] = ()
    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    """By crew id."""
    work: WorkSpread = as_planned
    """How long work may take: of what is under way the plan expects what is usual of work not done by then."""

    def __post_init__(self) -> None:
        if len(self.ticket) < len(self.tickets):
            raise ValueError("two tickets have one id")
        strange = sorted({visit.ticket_id for visit in self.progress} - set(self.ticket))
        if strange:
            raise ValueError(f"progress is reported of tickets the day does not have: {', '.join(strange)}")

    @cached_property
    def ticket(self) -> dict[str, Ticket]:
        """The tickets by id."""
        return {ticket.id: ticket for ticket in self.tickets}

    def spread_over_expected(self, ticket: Ticket, party: int) -> Quantiles:
        """How a party's work is spread over what the day's problem expects of it: its `ticket` is the problem's."""
        spread, expected = self.work(ticket, party), ticket.parties[party].work
        progress = self.progress.get(Visit(ticket.id, party))
        if not expected or (progress is not None and progress.expected_end is not None):
            return spread
        return spread.times(self.ticket[ticket.id].parties[party].work / expected)

    def roster(self, crew: Crew) -> Roster:
        """The crew with its members and absences."""
        own = tuple(absence for absence in self.absences if absence.crew_id == crew.id)
        return Roster(crew, self.members.get(crew.id, ()), own, self.least_members.get(crew.kind, 1))


def problem_at(
    day: LiveDay,
    now: datetime,
    travel: TravelTimes | TravelMatrix,
    *,
    freeze: timedelta = NONE,
    change_budget: ChangeBudget | None = None,
) -> PlanningProblem:
    """What is left to plan of the day at `now`.

    Finished and cancelled tickets have left, and those that wait for material nobody can date. Work crews drive to
    or are at has begun. Crews stand where they were last, at the strength they are then. What was to be frozen but
    can no longer be done as published is free again, and its change is held against nobody. A change budget is
    counted from how the published plan would go on by itself.

    Parameters
    ----------
    travel
        A source of travel times, or a matrix that holds the places of all tickets, crews and sightings.
    freeze
        Published visits that start within this of `now` keep their crew and place in line.
    """
    seen = _Moment(day, now)
    tickets, crews = seen.tickets, seen.crews()
    matrix = travel if isinstance(travel, TravelMatrix) else travel_for(travel, tickets, crews)
    problem = PlanningProblem(
        now,
        tickets,
        tuple(seen.on_the_road(crew, matrix) for crew in crews),
        day.policy,
        matrix,
        freeze_until=now + freeze if freeze else None,
        change_budget=change_budget,
    )
    locks = tuple(lock for lock in day.locks if problem.has(lock.visit) and lock.visit not in problem.arrived)
    problem = held_as_far_as_lawful(replace(problem, locks=locks), day.published)
    return problem if change_budget is None else counted_from_now(problem)


@dataclass(frozen=True)
class _Moment:
    """The day seen at one moment: who is there, what has begun, where everybody is."""

    day: LiveDay
    now: datetime

    @cached_property
    def strength(self) -> dict[str, Crew]:
        """The crews that can still work, as they are when they next do, by id."""
        seen = {crew.id: self.day.roster(crew).seen_at(self.now) for crew in self.day.crews}
        return {crew_id: crew for crew_id, crew in seen.items() if crew is not None}

    @cached_property
    def last_arrival(self) -> dict[str, tuple[datetime, Visit]]:
        """Where each crew came to last, and when."""
        arrivals = (
            (one.arrived_at, one.visit, one.crew_id) for one in self.day.progress.values() if one.arrived_at is not None
        )
        return {crew_id: (at, visit) for at, visit, crew_id in sorted(arrivals) if crew_id is not None}

    @cached_property
    def heading(self) -> dict[str, VisitProgress]:
        """What each crew drives to: the last it said, unless it has been at work elsewhere since."""
        found: dict[str, VisitProgress] = {}
        for progress in sorted(self.day.progress.values(), key=lambda one: (one.since or self.now, one.visit)):
            crew_id = progress.crew_id
            if progress.state is not VisitState.EN_ROUTE or crew_id is None or progress.since is None:
                continue
            if progress.visit.ticket_id in self.day.cancelled:
                continue
            last = self.last_arrival.get(crew_id)
            if last is None or last[0] <= progress.since:
                found[crew_id] = progress
        return found

    @cached_property
    def begun(self) -> dict[Visit, Started]:
        """The visits that crews who are there are at or drive to; joint work only once all its crews are."""
        fit = {crew.id for crew in self.day.crews if crew.id in self.strength and self.day.roster(crew).fit(self.now)}
        at_work = (one for one in self.day.progress.values() if one.state in AT_WORK)
        begun = {
            one.visit: Started(one.crew_id, one.arrived_at and min(one.arrived_at, self.now), one.visit.party)
            for one in (*at_work, *self.heading.values())
            if one.crew_id in fit
        }
        over = {one.visit for one in self.day.progress.values() if one.state in FINISHED}
        whole = {ticket.id for ticket in self.day.tickets if begun.keys() | over >= set(ticket.visits)}
        return {visit: start for visit, start in begun.items() if visit.ticket_id in whole}

    @cached_property
    def tickets(self) -> tuple[Ticket, ...]:
        """The tickets with anything left to do."""
        seen = (self._ticket(ticket) for ticket in self.day.tickets if ticket.id not in self.day.cancelled)
        return tuple(ticket for ticket in seen if ticket is not None)

    def _ticket(self, ticket: Ticket) -> Ticket | None:
        own = [self.day.progress.get(visit, VisitProgress(visit)) for visit in ticket.visits]
        begun = [self.begun[visit] for visit in ticket.visits if visit in self.begun]
        working = [start for start in begun if start.arrived_at is not None]
        if own[0].state in FINISHED and not working:
            return None
        waiting = [one for one in own if one.state is VisitState.WAITING_ON_MATERIAL]
        if waiting and not working:
            return self._once_material_is_there(self._with_news(ticket, own, begun), waiting)
        if working:
            # The whole ticket is under way until the last crew leaves; what is finished stays with one still there.
            begun += [replace(working[0], party=one.visit.party) for one in own if one.state in FINISHED]
        return self._with_news(ticket, own, begun)

    def _with_news(self, ticket: Ticket, own: Sequence[VisitProgress], begun: Sequence[Started]) -> Ticket:
        dark = min((one.still_dark for one in own if one.still_dark is not None), default=ticket.customers)
        seen = replace(
            ticket,
            parties=tuple(self._left_to_do(ticket, one) for one in own),
            customers=dark,
            critical_customers=min(ticket.critical_customers, dark),
            forbidden_crews=ticket.forbidden_crews.union(*(one.rejected_by for one in own)),
            started=tuple(sorted(begun, key=lambda start: start.party)),
        )
        first, visit = own[0].first_on_site, ticket.visits[0]
        if first is None or (visit in self.begun and self.begun[visit].arrived_at in (first, self.now)):
            return seen
        # A crew was there before: the promise to come has been kept or missed, and is not paid for again.
        prices = self.day.policy.prices(seen)
        return replace(seen, prices=replace(prices, arrival_late_minute=0.0, arrival_steps=()))

    def _left_to_do(self, ticket: Ticket, progress: VisitProgress) -> Party:
        """What the plan should expect of a party: nothing where its crew is done or gone, else what the crew says."""
        party = ticket.parties[progress.visit.party]
        if progress.visit not in self.begun and progress.state not in FINISHED:
            return party
        if progress.state in FINISHED or (progress.state in AT_WORK and self._left(progress)):
            return Party(NONE)
        if progress.arrived_at is None:
            return party
        if progress.expected_end is not None:
            return Party(max(NONE, progress.expected_end - progress.arrived_at))
        return self._as_far_as_one_knows(ticket, progress)

    def _as_far_as_one_knows(self, ticket: Ticket, progress: VisitProgress) -> Party:
        """What the plan should expect of a crew at work that says nothing."""
        party, crew = ticket.parties[progress.visit.party], self.strength[progress.crew_id or ""]
        at_work = max(NONE, self.now - (progress.arrived_at or self.now))
        so_far = at_work * (party.work / crew.work_time(party)) if party.work else at_work
        spread = self.day.work(ticket, progress.visit.party)
        return replace(party, work=expected_work(party.work, so_far, spread))

    def _left(self, progress: VisitProgress) -> bool:
        """Whether the crew has gone elsewhere without a word."""
        crew_id = progress.crew_id or ""
        heading = self.heading.get(crew_id)
        return self.last_arrival[crew_id][1] != progress.visit or (
            heading is not None and heading.visit != progress.visit
        )

    def _once_material_is_there(self, ticket: Ticket, waiting: Sequence[VisitProgress]) -> Ticket | None:
        dates = [one.material_at for one in waiting if one.material_at is not None]
        if len(dates) < len(waiting):
            return None
        latest = max((shift.end + shift.max_overtime for crew in self.day.crews for shift in crew.shifts), default=None)
        if max(dates) <= self.now:
            return ticket
        if latest is None or latest < max(dates):
            return None
        windows = ticket.access or (TimeWindow(self.now, latest),)
        access = tuple(TimeWindow(max(one.start, max(dates)), one.end) for one in windows if one.end >= max(dates))
        return replace(ticket, access=access) if access else None

    def crews(self) -> tuple[Crew, ...]:
        """The crews that can still work, each where it was last."""
        return tuple(replace(crew, position=self._position(crew)) for crew in self.strength.values())

    def _position(self, crew: Crew) -> Place | None:
        """The place of its last report or sighting since its shift began."""
        begun = max((shift.start for shift in crew.shifts if shift.start <= self.now), default=None)
        known = [self.day.sightings[crew.id]] if crew.id in self.day.sightings else []
        if crew.id in self.last_arrival:
            at, visit = self.last_arrival[crew.id]
            known.append(Sighting(self.day.ticket[visit.ticket_id].place, at))
        current = [one for one in known if begun is not None and begun <= one.at]
        return max(current, key=lambda one: one.at).place if current else crew.position

    def on_the_road(self, crew: Crew, travel: TravelMatrix) -> Crew:
        """A crew that drives and has not been seen since: it is at its ticket when the drive is over."""
        heading, seen = self.heading.get(crew.id), self.day.sightings.get(crew.id)
        if heading is None or heading.since is None or heading.visit not in self.begun:
            return crew
        if not any(heading.visit in ticket.visits for ticket in self.tickets):
            return crew
        if seen is not None and seen.at > heading.since:
            return crew
        begun = [shift for shift in crew.shifts if shift.start <= self.now]
        if crew.position is None and not begun:
            return crew
        origin = crew.position or begun[-1].start_place
        place = self.day.ticket[heading.visit.ticket_id].place
        arrival = heading.since + travel.drive(origin, place, heading.since)
        return replace(crew, position=place, free_from=max(arrival, self.now))
