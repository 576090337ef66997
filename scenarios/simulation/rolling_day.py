"""A day to simulate: all its tickets, also those that nobody knows of yet, its crews, and what cannot be known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.crew import Crew
from dispatch.policy import Policy
from dispatch.ticket import Ticket
from dispatch.travel.matrix import TravelTimes
from scenarios.scenario import Scenario
from scenarios.simulation.uncertainty import USUAL, Uncertainty


@dataclass(frozen=True)
class RollingDay:
    """A day before it begins."""

    tickets: tuple[Ticket, ...]
    crews: tuple[Crew, ...]
    policy: Policy
    travel: TravelTimes
    uncertainty: Uncertainty = USUAL

    @property
    def start(self) -> datetime:
        """The first report, or the first shift's start when that is earlier."""
        reports = (ticket.reported_at for ticket in self.tickets)
        return min((*reports, *(shift.start for crew in self.crews for shift in crew.shifts)))

    @property
    def horizon(self) -> datetime:
        """The last moment any crew may work."""
        ends = (shift.end + shift.max_overtime for crew in self.crews for shift in crew.shifts)
        return max((self.start, *ends))


def rolling_day(scenario: Scenario, uncertainty: Uncertainty = USUAL) -> RollingDay:
    """The scenario's day from its beginning: nothing has begun, nothing is published, each ticket comes in its time."""
    tickets = tuple(replace(ticket, started=()) for ticket in scenario.tickets)
    crews = tuple(replace(crew, position=None, free_from=None) for crew in scenario.crews)
    return RollingDay(tickets, crews, scenario.policy, scenario.travel, uncertainty)
