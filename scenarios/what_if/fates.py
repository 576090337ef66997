"""Tickets that fare better or worse in a variant than in what it is held against, under one seed."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.ticket import Ticket
from scenarios.evaluation import TicketFate
from scenarios.what_if.running import Run

SHOWN = 12
"""As many each way are worth a person's eye."""
MINUTES_THAT_COUNT = 5.0


@dataclass(frozen=True, slots=True)
class Moved:
    """One ticket in both plans."""

    ticket: Ticket
    before: TicketFate
    after: TicketFate

    @property
    def weight(self) -> float:
        """Customer-minutes gained, a ticket without customers counted as one; a day for one left out."""
        return (_dark(self.before) - _dark(self.after)) * max(1, self.ticket.customers)


def moved(run: Run, variant: str, against: str, seed: int) -> tuple[list[Moved], list[Moved]]:
    """Better and worse ones, those of most customers first; only tickets that both plans know."""
    before, after = run.evaluations[against, seed].tickets, run.evaluations[variant, seed].tickets
    days = (run.what_if.day(one, seed) for one in run.what_if.variants if one.name == against)
    tickets = {ticket.id: ticket for day in days for ticket in day.tickets}
    both = [Moved(tickets[one], before[one], after[one]) for one in before if one in after and one in tickets]
    real = [one for one in both if abs(_dark(one.before) - _dark(one.after)) >= MINUTES_THAT_COUNT]
    better = sorted((one for one in real if one.weight > 0), key=lambda one: (-one.weight, one.ticket.id))
    worse = sorted((one for one in real if one.weight < 0), key=lambda one: (one.weight, one.ticket.id))
    return better, worse


def _dark(fate: TicketFate) -> float:
    return 1440.0 if fate.restored is None else fate.restored
