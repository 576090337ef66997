"""What the simulated desk knows: tickets reported, crews' reports, the published plan; and its planning problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dispatch.crew import Crew
from dispatch.duty import DutyKey
from dispatch.live_day import LiveDay, Sighting, problem_at
from dispatch.plan import Plan, Unassigned
from dispatch.policy import Policy
from dispatch.problem import ChangeBudget, PlanningProblem
from dispatch.progress import FINISHED, ProgressEvent, VisitProgress, VisitState, progress_of
from dispatch.roster import Absence
from dispatch.ticket import Ticket, Visit
from dispatch.travel.matrix import TravelMatrix
from dispatch.work_spread import WorkSpread
from scenarios.simulation.day_record import PlanRecord


@dataclass
class Desk:
    """The live day as it grows; the problem is made from it by the function the real desk uses."""

    policy: Policy
    travel: TravelMatrix
    work: WorkSpread
    tickets: dict[str, Ticket] = field(default_factory=dict)
    """All that are known, in the order in which they became so."""
    open: dict[str, Ticket] = field(default_factory=dict)
    """Those that are not finished."""
    reports: dict[Visit, list[ProgressEvent]] = field(default_factory=dict)
    progress: dict[Visit, VisitProgress] = field(default_factory=dict)
    sightings: dict[str, Sighting] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    """As far as they are known."""
    published: Plan | None = None
    plans: list[PlanRecord] = field(default_factory=list)
    left_out: dict[str, Unassigned] = field(default_factory=dict)
    """The last word of a plan on each ticket it left out."""

    def learn(self, ticket: Ticket) -> None:
        """Take in a ticket."""
        self.tickets[ticket.id] = ticket
        self.open[ticket.id] = ticket

    def hear(self, visit: Visit, crew_id: str, kind: VisitState, now: datetime) -> None:
        """Take a crew's report; a ticket that is finished leaves the desk, and its crew was last seen there."""
        reports = self.reports.setdefault(visit, [])
        reports.append(ProgressEvent(f"{visit.ticket_id}#{visit.party}/{len(reports)}", visit, crew_id, kind, now))
        self.progress[visit] = progress_of(visit, reports, now)
        ticket = self.tickets[visit.ticket_id]
        if kind in FINISHED:
            self.sightings[crew_id] = Sighting(ticket.place, now)
            if all(one in self.progress and self.progress[one].state in FINISHED for one in ticket.visits):
                del self.open[ticket.id]

    def has_set_out(self, visit: Visit) -> bool:
        """Whether a crew drives to the visit, is there or has been."""
        return visit in self.progress and self.progress[visit].state is not VisitState.REJECTED

    def live(self, crews: Iterable[Crew]) -> LiveDay:
        """The running day, without what is finished."""
        progress = {visit: one for visit, one in self.progress.items() if visit.ticket_id in self.open}
        tickets = tuple(self.open.values())
        return LiveDay(
            tickets,
            tuple(crews),
            self.policy,
            progress,
            absences=tuple(self.absences),
            sightings=self.sightings,
            work=self.work,
        )

    def state(self, now: datetime, crews: Iterable[Crew]) -> PlanningProblem:
        """Where everything stands, without the published plan: what crews need to turn to the next on their lists."""
        return problem_at(self.live(crews), now, self.travel)

    def problem(
        self, now: datetime, crews: Iterable[Crew], freeze: timedelta, change_budget: ChangeBudget | None
    ) -> PlanningProblem:
        """The planning problem of this moment."""
        day = replace(self.live(crews), published=self.published)
        return problem_at(day, now, self.travel, freeze=freeze, change_budget=change_budget)

    def publish(self, plan: Plan, now: datetime) -> None:
        """Make the plan the one that crews follow."""
        before = self.published.stops() if self.published is not None else {}
        planned = {visit: key for visit, (key, _) in plan.stops().items() if not self.has_set_out(visit)}
        moved = sum(visit in before and before[visit][0].crew_id != key.crew_id for visit, key in planned.items())
        self.plans.append(PlanRecord(now, len(planned), moved, len(plan.unassigned)))
        self.published = plan
        self.left_out |= {entry.ticket_id: entry for entry in plan.unassigned}

    def last_words(self) -> Iterator[tuple[Ticket, Unassigned | None]]:
        """All tickets, each with the last reason a plan gave for leaving it out, if any did."""
        return ((ticket, self.left_out.get(ticket_id)) for ticket_id, ticket in self.tickets.items())

    def to_do(self, problem: PlanningProblem, key: DutyKey) -> list[Visit]:
        """What the published plan still has for a duty, in order."""
        order = self.published.sequences.get(key, ()) if self.published is not None else ()
        return [visit for visit in order if problem.has(visit) and not self.has_set_out(visit)]
