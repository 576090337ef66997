"""The rolling day: events in order of time, and at each moment the desk plans if its policy asks for it.

A discrete-event simulation. Events of one moment are all taken before the desk looks and the crews turn to what
is next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from dispatch.crew import Crew
from dispatch.duty import Duty
from dispatch.errors import InfeasiblePlan
from dispatch.place import Place
from dispatch.plan import PauseKind, Stop
from dispatch.problem import PlanningProblem, travel_for
from dispatch.progress import VisitState
from dispatch.ticket import Ticket, Visit
from scenarios.crew_news import CrewNews
from scenarios.simulation.agenda import Agenda
from scenarios.simulation.crew_day import CrewDay, Rest, SetOut, fits, next_step
from scenarios.simulation.day_record import DayRecord
from scenarios.simulation.desk import Desk
from scenarios.simulation.dispatch_policy import DispatchPolicy, News
from scenarios.simulation.rolling_day import RollingDay
from scenarios.simulation.stay import Stay, duty_records, ticket_record
from scenarios.simulation.uncertainty import Luck


def simulate(day: RollingDay, dispatch_policy: DispatchPolicy, seed: int) -> DayRecord:
    """Let the day unroll under a dispatch policy; the same day, policy and seed give the same record.

    Policies and changed days of one seed meet the same luck ticket by ticket. No crew sets out for
    what would keep it longer than its longest overtime as estimated; what has begun is finished.
    """
    return _Simulation(day, dispatch_policy, Luck(day.uncertainty, seed)).run()


@dataclass
class _Simulation:
    day: RollingDay
    policy: DispatchPolicy
    luck: Luck
    agenda: Agenda = field(init=False)
    desk: Desk = field(init=False)
    crews: dict[str, CrewDay] = field(init=False)
    stays: dict[Visit, Stay] = field(default_factory=dict)
    """The last of each visit."""
    broken_off: list[Stay] = field(default_factory=list)
    known_at: dict[str, datetime] = field(default_factory=dict)
    follow_up_of: dict[str, str] = field(default_factory=dict)
    fresh: list[Ticket] = field(default_factory=list)
    """Tickets that have become known at this moment."""
    freed: set[str] = field(default_factory=set)
    """Crews that have finished something at this moment, or begun their shift."""
    stuck: int = 0
    shuffled: bool = False
    """Whether the desk has just heard that a crew joins or goes."""
    awake: bool = False
    """Whether anything has happened that desk or crews may act on."""
    rung: bool = False
    """Whether the time between two regular plans is over."""

    def __post_init__(self) -> None:
        self.agenda = Agenda(self.day.start)
        travel = travel_for(self.day.travel, self.day.tickets, self.day.crews)
        self.desk = Desk(self.day.policy, travel, self.day.uncertainty.spread)
        self.crews = {}
        for ticket, known_at in self.day.known_at(self.luck):
            self.at(known_at, partial(self.learn, ticket))
        for crew in self.day.crews:
            if crew.id not in self.day.joining:
                self.muster(crew)
        for news in self.day.news:
            self.at(news.known_at, partial(self.hear, news))
        self.ring_later()

    @property
    def now(self) -> datetime:
        return self.agenda.now

    def at(self, moment: datetime, happen: Callable[[], None]) -> None:
        self.agenda.at(moment, happen)

    def run(self) -> DayRecord:
        while self.agenda.go_on():
            if self.awake:
                self.look()
            self.awake = False
            self.fresh.clear()
            self.freed.clear()
            self.rung = self.shuffled = False
        return self.record()

    def wake(self) -> None:
        self.awake = True

    def free_up(self, crew_id: str) -> None:
        """A crew can begin something new."""
        self.wake()
        self.freed.add(crew_id)

    def muster(self, crew: Crew) -> None:
        """From now on the desk counts on a crew."""
        self.crews[crew.id] = CrewDay(crew)
        for shift in crew.shifts:
            self.at(shift.start, partial(self.start_shift, crew.id))

    def start_shift(self, crew_id: str) -> None:
        """A crew sets about its shift with all parts on board."""
        self.crews[crew_id].carry(self.crews[crew_id].full)
        self.free_up(crew_id)

    def hear(self, news: CrewNews) -> None:
        """The desk learns that a crew joins, or when one will go."""
        self.reshuffle()
        if news.absence is None:
            self.muster(next(crew for crew in self.day.crews if crew.id == news.crew_id))
        else:
            self.desk.absences.append(news.absence)
            self.at(news.absence.span.start, partial(self.go_off, news.crew_id))

    def go_off(self, crew_id: str) -> None:
        """A crew hands back what it is on, as the desk takes it from a crew that has gone: others begin anew."""
        self.reshuffle()
        if crew_id in self.crews and (visit := self.crews[crew_id].visit) is not None:
            self.break_off(self.stays[visit])

    def reshuffle(self) -> None:
        self.wake()
        self.shuffled = True

    def learn(self, ticket: Ticket) -> None:
        self.wake()
        self.known_at[ticket.id] = self.now
        self.desk.learn(ticket)
        self.fresh.append(ticket)

    def ring_later(self) -> None:
        every = self.policy.replan.every
        if every is not None and self.now + every <= self.day.horizon:
            self.at(self.now + every, self.ring)

    def ring(self) -> None:
        self.wake()
        self.rung = True
        self.ring_later()

    def look(self) -> None:
        """The desk plans if that is due, and every free crew turns to what is next."""
        crews = [crew.crew for crew in self.crews.values()]
        problem = self.desk.state(self.now, crews)
        if self.policy.replan.due(self.news(problem)):
            self.plan(self.desk.problem(self.now, crews, self.policy.freeze, self.policy.change_budget))
        for crew, duty in self.free(problem):
            options = ((one, self.loaded(duty, one)) for one in self.to_do(problem, duty))
            visit, as_loaded = next(((v, d) for v, d in options if fits(problem, d, v)), (None, duty))
            step = next_step(problem, as_loaded, visit, self.luck)
            if isinstance(step, SetOut):
                self.set_out(crew, duty, step.stop)
            elif isinstance(step, Rest):
                crew.rest(step.pause, self.now)
                self.at(self.now + step.pause.duration, partial(self.free_up, duty.crew_id))
            elif step.until is not None:
                self.at(step.until, self.wake)

    def plan(self, problem: PlanningProblem) -> None:
        """Make a plan and publish it; where none keeps the rules, crews go on with the one they have."""
        try:
            self.desk.publish(self.policy.plan(problem, self.luck.seed), self.now)
        except InfeasiblePlan:
            self.stuck += 1

    def news(self, problem: PlanningProblem) -> News:
        """What has happened now, as far as there is anything to plan."""
        waiting = any(not self.desk.has_set_out(visit) for ticket in problem.tickets for visit in ticket.visits)
        if not waiting:
            return News()
        free = [(duty, self.to_do(problem, duty)) for _, duty in self.free(problem)]
        return News(
            tickets=tuple(self.fresh),
            idle=any(not visits and duty.crew_id in self.freed for duty, visits in free),
            broken=any(visits and not fits(problem, self.loaded(duty, visits[0]), visits[0]) for duty, visits in free),
            roster=self.shuffled,
            tick=self.rung,
        )

    def loaded(self, duty: Duty, visit: Visit) -> Duty:
        """The duty with what its crew has on board for the visit."""
        return self.crews[duty.crew_id].on(duty, self.desk.tickets[visit.ticket_id], visit.party)

    def free(self, problem: PlanningProblem) -> Iterator[tuple[CrewDay, Duty]]:
        """The crews on duty that can begin something, each with its duty."""
        for duty in problem.duties:
            crew = self.crews[duty.crew_id]
            if duty.start <= self.now and crew.is_free(self.now):
                yield crew, duty

    def to_do(self, problem: PlanningProblem, duty: Duty) -> list[Visit]:
        """What is left of the duty's list and waits for nobody that has not set out yet."""
        return [
            visit for visit in self.desk.to_do(problem, duty.key) if self.may_begin(problem.ticket[visit.ticket_id])
        ]

    def may_begin(self, ticket: Ticket) -> bool:
        """Whether everything it comes after is under way."""
        return all(visit in self.stays for link in ticket.after for visit in self.visits_of(link.ticket_id))

    def visits_of(self, ticket_id: str) -> tuple[Visit, ...]:
        """The visits of a ticket of the day; none of one that is not part of it."""
        return self.desk.tickets[ticket_id].visits if ticket_id in self.desk.tickets else ()

    def set_out(self, crew: CrewDay, duty: Duty, stop: Stop) -> None:
        crew.visit = stop.visit
        inside = sum(pause.kind is PauseKind.BREAK for pause in stop.pauses)
        crew.strike(frozenset(duty.breaks[:inside]))
        if any(pause.kind is PauseKind.RELOAD for pause in stop.pauses):
            crew.carry(crew.full)
        stay = self.stays[stop.visit] = Stay(duty.key, self.now, stop)
        self.desk.hear(stop.visit, duty.crew_id, VisitState.EN_ROUTE, self.now)
        if any(link.ticket_id == stop.visit.ticket_id for ticket in self.desk.open.values() for link in ticket.after):
            self.at(self.now, self.wake)  # others may set out for what comes after it
        self.at(stop.arrival, partial(self.arrive, stay))
        self.at(max(stop.arrival, duty.hard_end), partial(self.give_up, stay))

    def arrive(self, stay: Stay) -> None:
        if stay.left_at is None:
            stay.arrived = True
            self.desk.hear(stay.stop.visit, stay.duty.crew_id, VisitState.ON_SITE, self.now)
            self.begin(stay.stop.visit.ticket_id)

    def give_up(self, stay: Stay) -> None:
        """A crew whose duty is over waits no longer for others."""
        if stay.left_at is None and stay.started_at is None:
            self.break_off(stay)

    def break_off(self, stay: Stay) -> None:
        stay.left_at = self.now
        if stay.started_at is not None and self.now < stay.started_at:
            stay.started_at = None
        self.broken_off.append(self.stays.pop(stay.stop.visit))
        self.desk.hear(stay.stop.visit, stay.duty.crew_id, VisitState.REJECTED, self.now)
        self.crews[stay.duty.crew_id].visit = None
        self.free_up(stay.duty.crew_id)

    def begin(self, ticket_id: str) -> None:
        """Start the work of a ticket once all its crews are there, or have been, and what it comes after is done."""
        ticket = self.desk.tickets[ticket_id]
        stays = [self.stays[visit] for visit in ticket.visits if visit in self.stays]
        waiting = [stay for stay in stays if stay.started_at is None]
        if len(stays) < len(ticket.visits) or not waiting or not all(stay.arrived for stay in stays):
            return
        ready = [stay.stop.start for stay in waiting]
        for link in ticket.after:
            for visit in self.visits_of(link.ticket_id):
                end = self.stays[visit].done_at if visit in self.stays else None
                if end is None:
                    return
                ready.append(end + link.min_delay)
        start = max(self.now, *ready)
        for stay in waiting:
            stay.started_at = start
            if stay.stop.visit.party == 0:
                self.crews[stay.duty.crew_id].draw(ticket.parts)
            self.at(start + (stay.stop.leave - stay.stop.start), partial(self.finish, stay))

    def finish(self, stay: Stay) -> None:
        if stay.left_at is not None:
            return
        stay.done_at, visit = self.now, stay.stop.visit
        ticket = self.desk.tickets[visit.ticket_id]
        repair = self.luck.follow_up(ticket, self.now)
        kind = VisitState.DONE if repair is None else VisitState.NEEDS_FOLLOW_UP
        self.desk.hear(visit, stay.duty.crew_id, kind, self.now)
        self.crews[stay.duty.crew_id].visit = None
        self.free_up(stay.duty.crew_id)
        if repair is not None:
            self.follow_up_of[repair.id] = ticket.id
            self.learn(repair)
        for other in self.desk.tickets.values():
            if any(link.ticket_id == ticket.id for link in other.after):
                self.begin(other.id)

    def record(self) -> DayRecord:
        stays = (*self.broken_off, *self.stays.values())
        tickets = (
            ticket_record(ticket, stays, self.known_at[ticket.id], self.follow_up_of.get(ticket.id), left_out)
            for ticket, left_out in self.desk.last_words()
        )
        return DayRecord(
            dispatch_policy=self.policy.name,
            seed=self.luck.seed,
            start=self.day.start,
            horizon=self.day.horizon,
            tickets=tuple(tickets),
            plans=tuple(self.desk.plans),
            duties=tuple(duty_records(self.day.crews, stays, self.way_home)),
            stuck=self.stuck,
        )

    def way_home(self, stay: Stay, home: Place) -> timedelta:
        """How long the drive home truly takes after a stay."""
        assert stay.ended_at is not None
        place = self.desk.tickets[stay.stop.visit.ticket_id].place
        estimate = self.desk.travel.drive(place, home, stay.ended_at)
        return timedelta(seconds=round(estimate.total_seconds() * self.luck.drive_factor("home", *stay.duty)))
