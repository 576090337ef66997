"""Ways to dispatch: who decides when, and who goes where. The protocol, and this project's own planning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from dispatch.plan import Plan
from dispatch.problem import ChangeBudget, PlanningProblem
from dispatch.ticket import Priority, Ticket
from solver.settings import Engine, Settings


@dataclass(frozen=True, slots=True)
class News:
    """What has happened at one moment."""

    tickets: tuple[Ticket, ...] = ()
    """That have become known."""
    idle: bool = False
    """A crew on duty has come to the end of its list."""
    broken: bool = False
    """A crew cannot do the next visit on its list as planned."""
    roster: bool = False
    """A crew has joined, or goes off duty."""
    tick: bool = False
    """The time between two regular plans is over."""


@dataclass(frozen=True, slots=True)
class Replan:
    """When a new plan is made; one that cannot be kept, or was made for other crews, is always made anew."""

    urgency: Priority | None = Priority.ROUTINE
    """At once for a ticket of this priority or a more urgent one; None: never for a ticket."""
    every: timedelta | None = None
    when_idle: bool = True

    def due(self, news: News) -> bool:
        """Whether the news ask for a new plan."""
        urgent = self.urgency is not None and any(ticket.priority <= self.urgency for ticket in news.tickets)
        return urgent or news.broken or news.roster or news.tick or (self.when_idle and news.idle)


class DispatchPolicy(Protocol):
    """A way to dispatch. Its plans keep the rules and hold all that the problem says never moves."""

    @property
    def name(self) -> str:
        """What people call it; no two policies that are compared have one name."""
        ...

    @property
    def replan(self) -> Replan:
        """When it plans."""
        ...

    @property
    def freeze(self) -> timedelta:
        """Published visits that start within this keep crew and place in line."""
        ...

    @property
    def change_budget(self) -> ChangeBudget | None:
        """How many published visits one plan may change."""
        ...

    def plan(self, problem: PlanningProblem, seed: int) -> Plan:
        """Who goes where, from the problem's now on; the same problem and seed give the same plan."""
        ...


@dataclass(frozen=True, slots=True)
class Optimised:
    """The product's own planning, with as many search steps for each plan."""

    name: str = "ours"
    replan: Replan = Replan()
    freeze: timedelta = timedelta(0)
    change_budget: ChangeBudget | None = None
    steps: int = 200

    def plan(self, problem: PlanningProblem, seed: int) -> Plan:
        """Plan by steps of the search alone and on one core: quick, and the plan repeats."""
        from solver.solve import solve  # heavy: only where plans are made

        settings = Settings(Engine.SEARCH, steps=self.steps, seed=seed, workers=1)
        return solve(problem, settings).plan
