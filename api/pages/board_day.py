"""The board's day: one plan as it would run from now on, with every clock, crew, lock and draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from api.schemas.board import (
    BoardClock,
    BoardCrew,
    BoardDay,
    BoardLock,
    BoardPause,
    BoardRoute,
    BoardShift,
    BoardStop,
    BoardTicket,
    BoardUnassigned,
)
from api.schemas.plans import PlanSummary
from api.sentences import translated
from dispatch.clocks import Clock, ticket_clocks
from dispatch.crew import Crew
from dispatch.desk.today import NO_PLAN, Today
from dispatch.desk_ticket import DeskTicket
from dispatch.duty import DutyKey
from dispatch.plan import CrewRoute, Pause, Stop
from dispatch.plan_diff import carried_on
from dispatch.plan_run import RunState
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.problem import Lock, PlanningProblem
from dispatch.progress import VisitState
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket import Ticket, Visit

SECOND = timedelta(seconds=1)
DRAFTS = 10
"""So many of the latest are offered."""


def board_day(work: UnitOfWork, today: Today, version: PlanVersion | None) -> BoardDay:
    """The day with this plan, or with none."""
    return _Board(work, today, version).day()


class _Board:
    def __init__(self, work: UnitOfWork, today: Today, version: PlanVersion | None) -> None:
        self._work, self._today, self._version = work, today, version
        self._made = NO_PLAN if version is None else version.plan
        self._plan = carried_on(today.problem, self._made)
        self._clocks = ticket_clocks(today.problem, self._plan)
        duties = today.problem.duties
        self._last = {duty.key: duty.hard_end for duty in duties}
        # The first one of a crew is written last, and stays.
        self._starts = {duty.crew_id: duty.start_place for duty in reversed(duties)}
        known = [ticket.id for ticket in today.day.tickets]
        self._kept, self._photos = work.tickets.known(known), work.photos.counts(known)

    def day(self) -> BoardDay:
        work, published = self._work, self._work.plans.published()
        running = work.plan_runs.page(None, 1, [RunState.WAITING, RunState.SOLVING]).items
        return BoardDay(
            now=self._today.now,
            zone=self._today.day.policy.zone,
            event=work.events.last_not_about(),
            plan=None if self._version is None else PlanSummary.of(self._version),
            published=None if published is None else PlanSummary.of(published),
            before=_before(work, published),
            drafts=[PlanSummary.of(one) for one in work.plans.page(None, DRAFTS, PlanStatus.DRAFT).items],
            run=running[0].id if running else None,
            crews=[self._crew(crew) for crew in self._today.day.crews],
            tickets=[self._ticket(one) for one in self._today.day.tickets if one.id not in self._today.day.cancelled],
            routes=list(self._routes()),
            unassigned=list(self._unassigned()),
            locks=[_lock(one.lock) for one in work.locks.all()],
        )

    def _crew(self, crew: Crew) -> BoardCrew:
        shifts = [
            BoardShift(
                number=number,
                start=shift.start,
                end=shift.end,
                last=self._last.get(DutyKey(crew.id, number), shift.end + shift.max_overtime),
                on_call=shift.on_call,
            )
            for number, shift in zip(crew.shift_numbers, crew.shifts, strict=True)
        ]
        return BoardCrew(
            id=crew.id,
            name=crew.name,
            kind=crew.kind,
            at=self._where(crew),
            price=crew.callout_price,
            shifts=shifts,
        )

    def _where(self, crew: Crew) -> tuple[float, float] | None:
        seen = self._today.day.sightings.get(crew.id)
        place = seen.place if seen is not None else self._starts.get(crew.id)
        return None if place is None else (place.lat, place.lon)

    def _ticket(self, ticket: Ticket) -> BoardTicket:
        kept = self._kept[ticket.id]
        arrival, restoration = self._both_clocks(ticket, kept)
        return BoardTicket(
            id=ticket.id,
            at=(ticket.place.lat, ticket.place.lon),
            priority=ticket.priority,
            what=ticket.fault_type,
            where=ticket.address,
            status=kept.status,
            area=ticket.area_class,
            region=kept.region,
            customers=ticket.customers,
            critical=ticket.critical_customers,
            hazard=ticket.hazard,
            reported=ticket.reported_at,
            description=kept.intake.description,
            safety=kept.intake.safety_notes,
            parties=len(ticket.parties),
            photos=self._photos[ticket.id],
            arrival=_clock(arrival),
            restoration=_clock(restoration),
        )

    def _both_clocks(self, ticket: Ticket, kept: DeskTicket) -> tuple[Clock, Clock]:
        planned = self._clocks.get(ticket.id)
        if planned is not None:
            return planned.arrival, planned.restoration
        came = self._first(ticket.visits[0], VisitState.ON_SITE)
        done = [self._over(visit) for visit in ticket.visits]
        over = max((moment for moment in done if moment is not None), default=None)
        return Clock(kept.arrive_by, came), Clock(kept.restore_by, over)

    def _first(self, visit: Visit, state: VisitState) -> datetime | None:
        progress = self._today.day.progress.get(visit)
        return None if progress is None else progress.first.get(state)

    def _over(self, visit: Visit) -> datetime | None:
        return self._first(visit, VisitState.RESTORED) or self._first(visit, VisitState.DONE)

    def _routes(self) -> Iterator[BoardRoute]:
        routes = {route.duty: route for route in self._plan.routes}
        made = {route.duty: route for route in self._made.routes}
        for key in {**made, **routes}:
            route = routes.get(key)
            done = [self._done(stop) for stop in made[key].stops if self._is_over(stop)] if key in made else []
            own = [] if route is None else [_stop(stop, self._today.problem) for stop in route.stops]
            whole: CrewRoute = route or made[key]
            if done or own:
                yield BoardRoute(
                    crew=key.crew_id,
                    shift=key.shift,
                    stops=[*done, *own],
                    pauses=_pauses(() if route is None else route.last_pauses),
                    travel=0 if route is None else whole.return_travel // SECOND,
                    home=whole.end if route is not None else max(stop.leave for stop in whole.stops),
                )

    def _is_over(self, stop: Stop) -> bool:
        return not self._today.problem.has(stop.visit) and self._over(stop.visit) is not None

    def _done(self, stop: Stop) -> BoardStop:
        over = self._over(stop.visit) or stop.leave
        came = min(self._first(stop.visit, VisitState.ON_SITE) or stop.arrival, over)
        return BoardStop(
            ticket=stop.visit.ticket_id,
            party=stop.visit.party,
            depart=came - stop.travel,
            arrival=came,
            start=came,
            leave=over,
            travel=stop.travel // SECOND,
            pauses=[],
            done=True,
        )

    def _unassigned(self) -> Iterator[BoardUnassigned]:
        reasons = {entry.ticket_id: entry for entry in self._made.unassigned}
        planned = {visit.ticket_id for visit in self._plan.stops()}
        for ticket in self._today.problem.tickets:
            if ticket.id not in planned:
                known = reasons.get(ticket.id)
                yield BoardUnassigned(
                    ticket=ticket.id,
                    reason=None if known is None else known.reason,
                    sentence="" if known is None else translated(known.sentence),
                )


def _before(work: UnitOfWork, published: PlanVersion | None) -> int | None:
    if published is None:
        return None
    found = work.plans.page(None, 1, PlanStatus.SUPERSEDED).items
    return found[0].number if found else None


def _stop(stop: Stop, problem: PlanningProblem) -> BoardStop:
    return BoardStop(
        ticket=stop.visit.ticket_id,
        party=stop.visit.party,
        depart=stop.depart,
        arrival=stop.arrival,
        start=stop.start,
        leave=stop.leave,
        travel=stop.travel // SECOND,
        pauses=_pauses(stop.pauses),
        begun=stop.visit in problem.arrived,
    )


def _pauses(pauses: tuple[Pause, ...]) -> list[BoardPause]:
    return [BoardPause(kind=pause.kind, start=pause.start, end=pause.end) for pause in pauses]


def _clock(clock: Clock) -> BoardClock:
    return BoardClock(due=clock.due, at=clock.at, state=clock.state)


def _lock(lock: Lock) -> BoardLock:
    start = None if lock.start is None else lock.start.start
    return BoardLock(ticket=lock.visit.ticket_id, party=lock.visit.party, crew=lock.crew_id, start=start)
