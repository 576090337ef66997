"""How the desk takes in, tells and supervises: one versioned document, every figure in it a setting of the utility.

The policy of clocks and costs (`dispatch.policy`) says what is promised; this one says how faults become tickets, when
customers are told another time, and who is called when a promise is in danger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.etr import EtrRules
from dispatch.incidents import MergeRules
from dispatch.quantiles import NO_SPREAD, Quantiles
from dispatch.ticket import Ticket
from dispatch.triage import TriagePolicy
from dispatch.window import require_aware


@dataclass(frozen=True, slots=True)
class EscalationRules:
    """When supervision (督办) steps in, and who is called, one after the other."""

    warn_before: timedelta = timedelta(minutes=15)
    """A promise this near, with nobody there or power not back, is about to be missed."""
    next_after: timedelta = timedelta(minutes=10)
    """Not acknowledged for so long, it goes to the next in the chain."""
    chain: tuple[str, ...] = ("shift supervisor", "duty manager", "head of operations")


@dataclass(frozen=True)
class ServicePolicy:
    """All rules of the service; `customers_served` is what the reliability indices are counted over."""

    triage: TriagePolicy
    merge: MergeRules = MergeRules()
    etr: EtrRules = EtrRules()
    escalation: EscalationRules = EscalationRules()
    customers_served: int = 100_000
    travel: Quantiles = NO_SPREAD
    """How drives are spread, over the planned ones."""

    def work(self, ticket: Ticket, party: int) -> Quantiles:
        """How the working time of a ticket's party is spread around the planned one."""
        faults = self.triage.faults
        rule = faults.get(ticket.fault_type, faults[self.triage.unsaid])
        need = rule.make_safe if ticket.make_safe else rule.needs[min(party, len(rule.needs) - 1)]
        return NO_SPREAD if need is None else need.minutes.over_median()


@dataclass(frozen=True, slots=True)
class ServicePolicyVersion:
    """One version; the highest `number` is in force, and 0 is the one that ships with the product."""

    number: int
    policy: ServicePolicy
    made_by: str
    made_at: datetime

    def __post_init__(self) -> None:
        require_aware(f"service policy {self.number}: made_at", self.made_at)
