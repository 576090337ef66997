"""The only clock arithmetic: from the order of visits to the times of a plan.

Every duty is walked forward once, each visit as early as it can be. Visits tied across crews
(several crews starting together, one ticket after another) push each other later until nothing
moves: the least fixed point of a monotone system, so the earliest schedule there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatch.crew import Break
from dispatch.duty import Duty
from dispatch.place import Place
from dispatch.plan import CrewRoute, Pause, PauseKind, Plan, Sequences, Stop, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.ticket import Ticket, Visit
from dispatch.window import TimeWindow

NONE = timedelta(0)


def schedule(problem: PlanningProblem, sequences: Sequences, unassigned: Sequence[Unassigned] = ()) -> Plan:
    """The plan in which every duty does its visits in the given order, each as early as possible.

    Rules are not judged here (see :mod:`dispatch.rules`): a visit that comes too late for its window
    starts on arrival. Visits that wait for each other in a circle are left where the first round past
    the horizon finds them.

    Raises
    ------
    KeyError
        When a duty, ticket or place is not in the problem.
    """
    visits = {key: tuple(order) for key, order in sequences.items() if order}
    not_before: dict[Visit, datetime] = {}
    routes = {key: walk(problem, problem.duty[key], order, not_before) for key, order in visits.items()}
    home = {visit: key for key, order in visits.items() for visit in order}
    for _ in range(2 * len(home) + 2):
        later = _pushed_later(problem, routes.values())
        if not later or max(later.values()) > problem.horizon:
            break
        not_before |= later
        for key in sorted({home[visit] for visit in later}):
            routes[key] = walk(problem, problem.duty[key], visits[key], not_before)
    return Plan(tuple(routes[duty.key] for duty in problem.duties if duty.key in routes), tuple(unassigned))


def _pushed_later(problem: PlanningProblem, routes: Iterable[CrewRoute]) -> dict[Visit, datetime]:
    """For each visit that its ties want later than it now starts: not before when."""
    stops = {stop.visit: stop for route in routes for stop in route.stops}
    wanted: dict[Visit, datetime] = {}
    for ticket in problem.tied_tickets:
        own = [stops[visit] for visit in ticket.visits if visit in stops]
        if not own:
            continue
        together = max(stop.start for stop in own)
        for link in problem.comes_after(ticket):
            before = [stops[visit] for visit in problem.ticket[link.ticket_id].visits if visit in stops]
            if not before:
                continue
            done = max(stop.leave for stop in before)
            together = max(together, done + link.min_delay)
            if link.max_delay is not None and done < together - link.max_delay:
                # Counted back from the end over the longest share: they start together, and no later than they must.
                movable = [stop for stop in before if stop.visit not in problem.arrived]
                longest = max((stop.leave - stop.start for stop in movable), default=NONE)
                for stop in movable:
                    start = together - link.max_delay - longest
                    wanted[stop.visit] = max(wanted.get(stop.visit, stop.start), start)
        for stop in own:
            wanted[stop.visit] = max(wanted.get(stop.visit, stop.start), together)
    return {visit: at for visit, at in wanted.items() if at > stops[visit].start and visit not in problem.arrived}


def walk(
    problem: PlanningProblem, duty: Duty, visits: Sequence[Visit], not_before: Mapping[Visit, datetime]
) -> CrewRoute:
    """One duty's visits in order, each as early as possible and not before its time in `not_before`."""
    route = _Walk(problem, duty, not_before, duty.start).all(visits)
    if duty.on_call and not duty.breaks and not problem.travel.traffic.begins:
        spare = _spare(problem, duty, route, not_before)
        if spare > NONE:
            route = _Walk(problem, duty, not_before, duty.start + spare).all(visits)
    return route


def _spare(problem: PlanningProblem, duty: Duty, route: CrewRoute, not_before: Mapping[Visit, datetime]) -> timedelta:
    """How much later an on-call crew can leave home at no cost to anyone (forward time slack, Savelsbergh 1992)."""
    waited = NONE
    spare: timedelta | None = None
    for stop in route.stops:
        if stop.visit in problem.arrived:
            return NONE
        before = waited
        waited += stop.start - stop.arrival
        if problem.time_matters(stop.visit) or stop.visit in not_before:
            limit = before
        else:
            ticket = problem.ticket[stop.visit.ticket_id]
            limit = waited + _latest_start(ticket, duty.hard_end, stop) - stop.start
        spare = limit if spare is None else min(spare, limit)
    return min(waited, spare) if spare is not None else NONE


def _latest_start(ticket: Ticket, hard_end: datetime, stop: Stop) -> datetime:
    """The latest start inside the window that `stop` starts in."""
    latest = hard_end
    for window in ticket.appointments:
        if window.holds(stop.start):
            latest = min(latest, window.end)
    for window in ticket.access:
        if window.holds(stop.start):
            latest = min(latest, window.end - (stop.leave - stop.start))
    return latest


def earliest_start(ticket: Ticket, moment: datetime, work: timedelta) -> datetime | None:
    """When work of that length may start from `moment` on, inside an appointment and inside an access window."""
    while True:
        start = _next_in(ticket.appointments, moment, NONE)
        if start is None:
            return None
        reached = _next_in(ticket.access, start, work)
        if reached is None or reached == start:
            return reached
        moment = reached


def _next_in(windows: Sequence[TimeWindow], moment: datetime, needed: timedelta) -> datetime | None:
    if not windows:
        return moment
    fits = (max(moment, window.start) for window in windows if max(moment, window.start) + needed <= window.end)
    return min(fits, default=None)


@dataclass(slots=True)
class _Reach:
    """How the crew would get to a visit if it left now."""

    arrival: datetime
    start: datetime
    leave: datetime
    travel: timedelta
    pauses: list[Pause]
    parts: dict[str, int]


@dataclass(slots=True)
class _Walk:
    """A crew on its way through a duty: the clock, the place, the load, the breaks still due."""

    problem: PlanningProblem
    duty: Duty
    not_before: Mapping[Visit, datetime]
    clock: datetime
    place: Place = field(init=False)
    parts: dict[str, int] = field(init=False)
    breaks: list[Break] = field(init=False)

    def __post_init__(self) -> None:
        self.place = self.duty.start_place
        self.parts = dict(self.duty.crew.parts)
        self.breaks = list(self.duty.breaks)

    def all(self, visits: Sequence[Visit]) -> CrewRoute:
        departure = self.clock
        stops = tuple(self.stop(visit) for visit in visits)
        pauses = self.pauses_before(lambda: self.clock + self.way_home(), None)
        home = self.way_home()
        return CrewRoute(self.duty.key, departure, stops, home, self.clock + home, tuple(pauses))

    def way_home(self) -> timedelta:
        return self.problem.travel.drive(self.place, self.duty.end_place, self.clock)

    def stop(self, visit: Visit) -> Stop:
        if visit in self.problem.arrived:
            return self.stop_under_way(visit)
        ticket = self.problem.ticket[visit.ticket_id]
        pauses = self.pauses_before(lambda: self.reach(visit).leave, None if ticket.make_safe else visit)
        depart, way = self.clock, self.reach(visit)
        inside = self.breaks_inside(way) if not ticket.make_safe else []
        leave = way.leave + sum((pause.end - pause.start for pause in inside), NONE)
        self.clock, self.place, self.parts = leave, ticket.place, way.parts
        return Stop(visit, depart, way.travel, way.arrival, way.start, leave, (*pauses, *way.pauses, *inside))

    def stop_under_way(self, visit: Visit) -> Stop:
        """A visit the crew is already at: it arrived when it did, and leaves no earlier than now."""
        ticket = self.problem.ticket[visit.ticket_id]
        arrived = self.problem.arrived[visit]
        work = self.duty.crew.work_time(ticket.parties[visit.party])
        leave = max(self.problem.now, arrived + work)
        self.clock, self.place = max(self.clock, leave), ticket.place
        return Stop(visit, arrived, NONE, arrived, arrived, leave)

    def pauses_before(self, finish: Callable[[], datetime], interruptible: Visit | None) -> list[Pause]:
        """The breaks taken before setting out; `finish` says when the next piece would be over.

        A break is taken as soon as it is due and the crew stands between two pieces. If the next piece
        would end after the break's latest start, the break falls inside the work where work may be
        interrupted, else the crew waits for the break's earliest time before it sets out.
        """
        taken: list[Pause] = []
        while self.breaks:
            due = self.breaks[0]
            if self.clock < due.earliest:
                if finish() <= due.latest:
                    break
                if interruptible is not None and self.reach(interruptible).start <= due.latest:
                    break
            start = max(self.clock, due.earliest)
            taken.append(Pause(PauseKind.BREAK, start, start + due.duration))
            self.clock = start + due.duration
            self.breaks.pop(0)
        return taken

    def breaks_inside(self, way: _Reach) -> list[Pause]:
        """The breaks that fall inside the work, which goes on after them."""
        taken: list[Pause] = []
        leave, clock = way.leave, way.start
        while self.breaks and leave > self.breaks[0].latest:
            due = self.breaks.pop(0)
            start = max(clock, due.earliest)
            clock = start + due.duration
            leave += due.duration
            taken.append(Pause(PauseKind.BREAK, start, clock))
        return taken

    def reach(self, visit: Visit) -> _Reach:
        """The way to a visit from here and now, by the depot when parts run out."""
        ticket = self.problem.ticket[visit.ticket_id]
        crew, travel = self.duty.crew, self.problem.travel
        needed = dict(ticket.parts) if visit.party == 0 else {}
        parts, clock, place = self.parts, self.clock, self.place
        on_road, pauses = NONE, []
        if crew.depot is not None and any(parts.get(name, 0) < count for name, count in needed.items()):
            on_road = travel.drive(place, crew.depot, clock)
            pauses = [Pause(PauseKind.RELOAD, clock + on_road, clock + on_road + crew.reload)]
            clock, place, parts = clock + on_road + crew.reload, crew.depot, dict(crew.parts)
        leg = travel.drive(place, ticket.place, clock)
        arrival = clock + leg
        work = crew.work_time(ticket.parties[visit.party])
        ready = max(arrival, self.not_before.get(visit, arrival), _locked_from(self.problem, visit, arrival))
        start = earliest_start(ticket, ready, work) or ready
        left = {name: count - needed.get(name, 0) for name, count in parts.items()} if needed else parts
        return _Reach(arrival, start, start + work, on_road + leg, pauses, left)


def _locked_from(problem: PlanningProblem, visit: Visit, moment: datetime) -> datetime:
    locks = problem.locks_by_visit.get(visit, ())
    return max((lock.start.start for lock in locks if lock.start is not None), default=moment)
