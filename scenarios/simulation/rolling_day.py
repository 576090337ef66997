"""A day to simulate: all its tickets, also those that nobody knows of yet, its crews, and what cannot be known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.crew import Crew
from dispatch.policy import Policy
from dispatch.problem import PlanningProblem, travel_for
from dispatch.ticket import Ticket
from dispatch.travel.matrix import TravelTimes
from scenarios.crew_news import CrewNews
from scenarios.scenario import Scenario
from scenarios.simulation.uncertainty import USUAL, Luck, Uncertainty


@dataclass(frozen=True)
class RollingDay:
    """A day before it begins; `news` are what nobody knows yet of its crews."""

    tickets: tuple[Ticket, ...]
    crews: tuple[Crew, ...]
    policy: Policy
    travel: TravelTimes
    uncertainty: Uncertainty = USUAL
    news: tuple[CrewNews, ...] = ()

    @property
    def start(self) -> datetime:
        """The first report, or the first shift's start when that is earlier; of who joins nobody knows yet."""
        reports = (ticket.reported_at for ticket in self.tickets)
        known = (crew for crew in self.crews if crew.id not in self.joining)
        return min((*reports, *(shift.start for crew in known for shift in crew.shifts)))

    @property
    def joining(self) -> frozenset[str]:
        """Ids of the crews nobody counts on before their news."""
        return frozenset(one.crew_id for one in self.news if one.absence is None)

    @property
    def horizon(self) -> datetime:
        """The last moment any crew may work."""
        ends = (shift.end + shift.max_overtime for crew in self.crews for shift in crew.shifts)
        return max((self.start, *ends))

    def known_at(self, luck: Luck) -> Iterator[tuple[Ticket, datetime]]:
        """When the desk knows of each ticket: never before those it comes after, or it could not have been linked."""
        tickets = {ticket.id: ticket for ticket in self.tickets}
        for ticket in self.tickets:
            before, todo = {ticket.id}, [ticket]
            while todo:
                linked = {link.ticket_id for link in todo.pop().after} & tickets.keys() - before
                before |= linked
                todo += (tickets[ticket_id] for ticket_id in sorted(linked))
            yield ticket, max(luck.known_at(tickets[ticket_id]) for ticket_id in before)


def rolling_day(scenario: Scenario, uncertainty: Uncertainty = USUAL) -> RollingDay:
    """The scenario's day from its beginning: nothing has begun, nothing is published, each ticket comes in its time."""
    tickets = tuple(replace(ticket, started=()) for ticket in scenario.tickets)
    crews = tuple(replace(crew, position=None, free_from=None) for crew in scenario.crews)
    return RollingDay(tickets, crews, scenario.policy, scenario.travel, uncertainty, scenario.news)


def whole_day(scenario: Scenario) -> PlanningProblem:
    """The scenario's day from its beginning, with all tickets and the full shifts of all crews: what was played."""
    day = rolling_day(scenario)
    travel = travel_for(day.travel, day.tickets, day.crews)
    return PlanningProblem(day.start, day.tickets, day.crews, day.policy, travel)
