"""A scenario: a day saved in a folder, as it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dispatch.crew import Crew
from dispatch.duty import DutyKey
from dispatch.freeze import held_as_far_as_lawful
from dispatch.plan import Plan
from dispatch.policy import Policy
from dispatch.problem import ChangeBudget, Lock, PlanningProblem, travel_for
from dispatch.roster import Roster
from dispatch.schedule import schedule
from dispatch.ticket import Ticket, Visit
from dispatch.travel import Estimate
from scenarios.crew_news import CrewNews
from scenarios.simulation.dispatch_policy import DispatchPolicy, Optimised

PublishedOrder = Mapping[DutyKey, tuple[Visit, ...]]


@dataclass(frozen=True)
class Scenario:
    """A day, its policy, and where it comes from.

    Parameters
    ----------
    name
        The folder's name.
    previous
        The published plan: a whole one out of plan.json, or the order of visits on each duty, to
        which times are given as if it went on from `now`.
    source, licence
        Where the data come from, and under which terms.
    path
        The folder.
    dispatch
        How the day is dispatched where it is played as it comes.
    news
        Who joins and who falls out in the course of the day.
    """

    name: str
    title: str
    now: datetime
    policy: Policy
    tickets: tuple[Ticket, ...]
    crews: tuple[Crew, ...]
    travel: Estimate
    path: Path
    locks: tuple[Lock, ...] = ()
    freeze_until: datetime | None = None
    change_budget: ChangeBudget | None = None
    previous: Plan | PublishedOrder | None = None
    source: str = ""
    licence: str = ""
    dispatch: DispatchPolicy = Optimised()
    news: tuple[CrewNews, ...] = ()

    def problem(self) -> PlanningProblem:
        """The planning problem, made with all news; its one travel matrix, n² cells for n places, is made here.

        Frozen visits stay as far as the rules let them, as on the desk's own running days.
        """
        day = self.foreseen()
        problem = PlanningProblem(
            now=day.now,
            tickets=day.tickets,
            crews=day.crews,
            policy=day.policy,
            travel=travel_for(day.travel, day.tickets, day.crews),
            locks=day.locks,
            freeze_until=day.freeze_until,
            change_budget=day.change_budget,
        )
        return held_as_far_as_lawful(problem, day._published(problem))

    def foreseen(self) -> Scenario:
        """The day as who knows all its news sees it: shifts end when their crews fall out."""
        absences = [one.absence for one in self.news if one.absence is not None]
        rosters = (Roster(crew, absences=tuple(a for a in absences if a.crew_id == crew.id)) for crew in self.crews)
        seen = {roster.crew.id: roster.seen_at(self.now) for roster in rosters}
        there = replace(self, crews=tuple(crew for crew in seen.values() if crew is not None), news=())
        return there.without(crew_id for crew_id, crew in seen.items() if crew is None)

    def without(self, crew_ids: Iterable[str]) -> Scenario:
        """The day without these crews: what they had begun is open again, and what was locked to them is free."""
        gone = frozenset(crew_ids)
        tickets = tuple(
            replace(ticket, started=tuple(work for work in ticket.started if work.crew_id not in gone))
            for ticket in self.tickets
        )
        return replace(
            self,
            crews=tuple(crew for crew in self.crews if crew.id not in gone),
            tickets=tickets,
            locks=tuple(lock for lock in self.locks if lock.crew_id not in gone),
            news=tuple(one for one in self.news if one.crew_id not in gone),
        )

    def _published(self, problem: PlanningProblem) -> Plan | None:
        if self.previous is None or isinstance(self.previous, Plan):
            return self.previous
        running = {key: visits for key, visits in self.previous.items() if key in problem.duty}
        return schedule(problem, running)
