"""One crew through the simulated day: what it does next, and how long that truly takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from dispatch.crew import Break, Crew
from dispatch.duty import Duty
from dispatch.plan import PauseKind, Stop
from dispatch.problem import PlanningProblem
from dispatch.schedule import earliest_start, walk
from dispatch.ticket import Ticket, Visit
from dispatch.travel.matrix import TravelMatrix
from scenarios.simulation.uncertainty import Luck


@dataclass
class CrewDay:
    """A crew as it is now: busy with a visit, on a break, or free; and what it has on board."""

    crew: Crew
    """Its shifts without the breaks it has taken; where it cannot load again, its parts are what it has left."""
    visit: Visit | None = None
    """What it drives to or is at."""
    full: Mapping[str, int] = field(init=False)
    load: Mapping[str, int] = field(init=False)
    """Parts by name: when loaded, and now."""

    def __post_init__(self) -> None:
        self.full = dict(self.crew.parts)
        self.carry(self.full)

    def carry(self, load: Mapping[str, int]) -> None:
        """Have these parts on board."""
        self.load = load
        if self.crew.depot is None:
            self.crew = replace(self.crew, parts=tuple(self.load.items()))

    def draw(self, parts: Iterable[tuple[str, int]]) -> None:
        """Use parts for the work that begins."""
        needed = dict(parts)
        self.carry({name: max(0, count - needed.get(name, 0)) for name, count in self.load.items()})

    def on(self, duty: Duty, ticket: Ticket, party: int) -> Duty:
        """Its duty as it meets the ticket, whose lead party draws the parts: it may have to load first.

        Plans take a crew that can load again for full when they are made, as the desk's do: it meets the way later.
        """
        short = party == 0 and any(self.load.get(name, 0) < count for name, count in ticket.parts)
        return replace(duty, crew=replace(duty.crew, parts=())) if short and duty.crew.depot is not None else duty

    def is_free(self, now: datetime) -> bool:
        """Whether the crew can begin something."""
        return self.visit is None and (self.crew.free_from is None or self.crew.free_from <= now)

    def rest(self, pause: Break, now: datetime) -> None:
        """Begin a break."""
        self.strike(frozenset({pause}))
        self.crew = replace(self.crew, free_from=now + pause.duration)

    def strike(self, taken: frozenset[Break]) -> None:
        """Take breaks off the shifts: taken, or to be taken during the work that begins."""
        shifts = (replace(one, breaks=tuple(b for b in one.breaks if b not in taken)) for one in self.crew.shifts)
        self.crew = replace(self.crew, shifts=tuple(shifts))


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do until then; None: until something happens."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Rest:
    """Take this break now."""

    pause: Break


@dataclass(frozen=True, slots=True)
class SetOut:
    """Drive to this stop now; its times are the true ones, as far as they hang on this crew alone."""

    stop: Stop


def next_step(problem: PlanningProblem, duty: Duty, visit: Visit | None, luck: Luck) -> Wait | Rest | SetOut:
    """What a free crew on duty does at the problem's now, given the next visit on its list.

    `duty` is as :meth:`CrewDay.on` says, here and in the other functions.
    """
    if visit is None:
        due = next(iter(duty.breaks), None)
        if due is not None and due.earliest <= problem.now:
            return Rest(due)
        return Wait(None if due is None else due.earliest)
    stop = true_stop(problem, duty, visit, luck)
    before = [pause for pause in stop.pauses if pause.kind is PauseKind.BREAK and pause.end <= stop.depart]
    begin = before[0].start if before else stop.depart
    if begin > problem.now:
        return Wait(begin)
    return Rest(duty.breaks[0]) if before else SetOut(stop)


def fits(problem: PlanningProblem, duty: Duty, visit: Visit) -> bool:
    """Whether the crew, going there next and then home, keeps the duty's end and the ticket's windows as estimated."""
    route = walk(problem, duty, (visit,), {})
    stop, ticket = route.stops[0], problem.ticket[visit.ticket_id]
    work = duty.crew.work_time(ticket.parties[visit.party])
    return route.end <= duty.hard_end and earliest_start(ticket, stop.arrival, work) is not None


def true_stop(problem: PlanningProblem, duty: Duty, visit: Visit, luck: Luck) -> Stop:
    """The stop as it will be when the crew turns to this visit now: the clock arithmetic of plans, over the truth."""
    ticket = problem.ticket[visit.ticket_id]
    parties = tuple(
        replace(party, work=luck.work(ticket, number)) if number == visit.party else party
        for number, party in enumerate(ticket.parties)
    )
    places = [duty.start_place, ticket.place, duty.end_place, *filter(None, (duty.crew.depot,))]
    places = list(dict.fromkeys(places))
    rows = [problem.travel.index[place] for place in places]
    seconds = np.rint(problem.travel.seconds[np.ix_(rows, rows)] * luck.drive_factor(*visit)).astype(np.int32)
    truth = replace(
        problem,
        tickets=(replace(ticket, parties=parties, after=()),),
        crews=(duty.crew,),
        travel=TravelMatrix(tuple(places), seconds, problem.travel.traffic),
        locks=(),
        previous=None,
        freeze_until=None,
        change_budget=None,
    )
    return walk(truth, duty, (visit,), {}).stops[0]
