"""A solved day: what was asked and what came of it, as every output reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from dispatch.clocks import TicketClocks, ticket_clocks
from dispatch.duty import Duty
from dispatch.figures import DutyFigures, Figures, figures
from dispatch.plan import CrewRoute, Stop
from dispatch.problem import PlanningProblem
from dispatch.ticket import Ticket
from solver.result import SolveResult
from solver.settings import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """One line of a crew's job list; `order` counts from 1."""

    order: int
    stop: Stop
    ticket: Ticket
    clocks: TicketClocks
    """The ticket's own: with several crews, the lead's arrival and the last one's end."""


@dataclass(frozen=True, slots=True)
class JobList:
    """One duty's jobs in order."""

    duty: Duty
    route: CrewRoute
    figures: DutyFigures
    jobs: tuple[Job, ...]

    @property
    def title(self) -> str:
        """The crew as people call it, and which shift when it has several."""
        crew = self.duty.crew
        name = f"{crew.id} {crew.name}" if crew.name and crew.name != crew.id else crew.id
        return name if len(crew.shifts) == 1 else f"{name}, shift {self.duty.key.shift + 1}"


@dataclass(frozen=True)
class Outcome:
    """A named problem, the settings it was solved with, and the result.

    Parameters
    ----------
    name
        What the input is called, as a file or folder.
    title
        What people call it.
    source
        Where its data come from.
    folder
        The path of the input as it was named, so that a replay finds it again.
    """

    name: str
    problem: PlanningProblem
    settings: Settings
    result: SolveResult
    title: str
    source: str = ""
    folder: str = ""

    @cached_property
    def figures(self) -> Figures:
        """The plan's figures."""
        return figures(self.problem, self.result.plan)

    @cached_property
    def clocks(self) -> dict[str, TicketClocks]:
        """Both clocks of every ticket, by ticket id."""
        return ticket_clocks(self.problem, self.result.plan)

    @cached_property
    def job_lists(self) -> tuple[JobList, ...]:
        """The lists of all duties that have work."""
        by_duty = {entry.duty: entry for entry in self.figures.duties}
        return tuple(self._job_list(route, by_duty[route.duty]) for route in self.result.plan.routes)

    def _job_list(self, route: CrewRoute, duty_figures: DutyFigures) -> JobList:
        jobs = tuple(
            Job(order, stop, self.problem.ticket[stop.visit.ticket_id], self.clocks[stop.visit.ticket_id])
            for order, stop in enumerate(route.stops, start=1)
        )
        return JobList(self.problem.duty[route.duty], route, duty_figures, jobs)

    def local(self, moment: datetime) -> datetime:
        """The moment on the clocks of the policy's zone."""
        return moment.astimezone(ZoneInfo(self.problem.policy.zone))
