"""A scenario: a day saved in a folder, as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dispatch.crew import Crew
from dispatch.duty import DutyKey
from dispatch.freeze import held_as_far_as_lawful
from dispatch.plan import Plan
from dispatch.policy import Policy
from dispatch.problem import ChangeBudget, Lock, PlanningProblem, travel_for
from dispatch.schedule import schedule
from dispatch.ticket import Ticket, Visit
from dispatch.travel import Estimate
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

    def problem(self) -> PlanningProblem:
        """The planning problem; its one travel matrix, n² cells for n places, is made here.

        Frozen visits stay as far as the rules let them, as on the desk's own running days.
        """
        problem = PlanningProblem(
            now=self.now,
            tickets=self.tickets,
            crews=self.crews,
            policy=self.policy,
            travel=travel_for(self.travel, self.tickets, self.crews),
            locks=self.locks,
            freeze_until=self.freeze_until,
            change_budget=self.change_budget,
        )
        return held_as_far_as_lawful(problem, self._published(problem))

    def _published(self, problem: PlanningProblem) -> Plan | None:
        if self.previous is None or isinstance(self.previous, Plan):
            return self.previous
        running = {key: visits for key, visits in self.previous.items() if key in problem.duty}
        return schedule(problem, running)
