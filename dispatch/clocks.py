"""Where each ticket stands against its two promises: on site by, and power back by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.score import restored_at
from dispatch.ticket import Ticket

AT_RISK_MARGIN = timedelta(minutes=15)
"""A promise kept by less than this is shown as at risk: the estimates of drive and work are no better."""


class ClockState(StrEnum):
    """How a promise fares; the worse comes later."""

    MET = "met"
    AT_RISK = "at risk"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise to one ticket, and when the plan keeps it; `at` is None when the ticket is left out."""

    due: datetime
    at: datetime | None

    @property
    def margin(self) -> timedelta | None:
        """How long before the promised time; negative is late."""
        return None if self.at is None else self.due - self.at

    @property
    def state(self) -> ClockState:
        """Met, met by less than `AT_RISK_MARGIN`, or missed; what is left out is missed."""
        margin = self.margin
        if margin is None or margin < timedelta(0):
            return ClockState.MISSED
        return ClockState.AT_RISK if margin < AT_RISK_MARGIN else ClockState.MET


@dataclass(frozen=True, slots=True)
class TicketClocks:
    """Both clocks of one ticket."""

    ticket: Ticket
    arrival: Clock
    restoration: Clock

    @property
    def planned(self) -> bool:
        """Whether a crew goes there."""
        return self.restoration.at is not None

    @property
    def state(self) -> ClockState:
        """The worse of the two."""
        return max(self.arrival.state, self.restoration.state, key=tuple(ClockState).index)


def ticket_clocks(problem: PlanningProblem, plan: Plan) -> dict[str, TicketClocks]:
    """Both clocks of every ticket of the problem, by ticket id, in the problem's order."""
    stops, restored, targets = plan.stops(), restored_at(problem, plan), problem.policy.targets
    found: dict[str, TicketClocks] = {}
    for ticket in problem.tickets:
        lead = stops.get(ticket.visits[0])
        found[ticket.id] = TicketClocks(
            ticket,
            Clock(targets.arrive_by(ticket), None if lead is None else lead[1].arrival),
            Clock(targets.restore_by(ticket), restored.get(ticket.id)),
        )
    return found
