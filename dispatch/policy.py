"""The utility's policy: its clocks, its order of restoration, and what everything costs.

A policy is a versioned file; every figure in it is a setting of the utility, none is a constant of
the program. Shipped ones are in ``scenarios/library/policies``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.ticket import AreaClass, Priority, Step, Ticket, TicketPrices


class RestoreFrom(StrEnum):
    """What the restoration target is counted from."""

    ARRIVE_BY = "arrive_by"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class ResponseTargets:
    """The promised times, by area class; `arrival_by_priority` overrides them for single priorities."""

    arrival: Mapping[AreaClass, timedelta]
    restoration: Mapping[AreaClass, timedelta]
    restore_from: RestoreFrom = RestoreFrom.ARRIVE_BY
    arrival_by_priority: Mapping[Priority, Mapping[AreaClass, timedelta]] = field(default_factory=dict)

    def arrive_by(self, ticket: Ticket) -> datetime:
        """When a crew is to be on site."""
        if ticket.arrive_by is not None:
            return ticket.arrive_by
        own = self.arrival_by_priority.get(ticket.priority, {})
        return ticket.reported_at + own.get(ticket.area_class, self.arrival[ticket.area_class])

    def restore_by(self, ticket: Ticket) -> datetime:
        """When power is to be back."""
        if ticket.restore_by is not None:
            return ticket.restore_by
        since = self.arrive_by(ticket) if self.restore_from is RestoreFrom.ARRIVE_BY else ticket.reported_at
        return since + self.restoration[ticket.area_class]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a plan's parts cost, in cost units; one unit is about one minute of a crew's time.

    Mappings by priority name every priority.
    """

    arrival_late_minute: Mapping[Priority, float]
    restoration_late_minute: Mapping[Priority, float]
    left_out: Mapping[Priority, float]
    left_out_outage: timedelta = timedelta(hours=24)
    """A ticket left out also pays for its customers' outage of this length."""
    customer_minute: float = 0.02
    critical_customer_factor: float = 20.0
    """One critical customer counts as this many ordinary ones."""
    travel_minute: float = 0.5
    overtime_minute: float = 2.0
    waiting_minute: float = 0.0
    """For each minute between a crew's arrival and the start of its work."""
    workload: float = 0.0
    """Times (busy minutes)² / shift minutes of every duty: least when all are equally busy."""
    changed_crew: float = 0.0
    """For each visit that another crew gets than in the published plan."""
    changed_time: float = 0.0
    """For each visit that the same crew starts at another time, beyond `change_tolerance`."""
    change_tolerance: timedelta = timedelta(minutes=15)
    not_preferred: float = 0.0
    """For each visit by a crew that its ticket does not prefer, when it prefers some."""
    arrival_steps: Mapping[Priority, tuple[Step, ...]] = field(default_factory=dict)
    restoration_steps: Mapping[Priority, tuple[Step, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """Clocks and costs, by name and version.

    `first_priorities` really come first: on every crew's list their tickets stand before all others
    that may still be moved.
    """

    name: str
    version: str
    targets: ResponseTargets
    weights: Weights
    first_priorities: frozenset[Priority] = frozenset()
    zone: str = "UTC"
    """IANA name of the zone people read times in."""

    def prices(self, ticket: Ticket) -> TicketPrices:
        """What the ticket's clocks cost: its own agreed prices, else the policy's."""
        if ticket.prices is not None:
            return ticket.prices
        weights, priority = self.weights, ticket.priority
        ordinary = max(0, ticket.customers - ticket.critical_customers)
        counted = ordinary + weights.critical_customer_factor * ticket.critical_customers
        outage_minute = weights.customer_minute * counted
        return TicketPrices(
            arrival_late_minute=weights.arrival_late_minute[priority],
            restoration_late_minute=weights.restoration_late_minute[priority],
            outage_minute=outage_minute,
            left_out=weights.left_out[priority] + outage_minute * (weights.left_out_outage / timedelta(minutes=1)),
            arrival_steps=weights.arrival_steps.get(priority, ()),
            restoration_steps=weights.restoration_steps.get(priority, ()),
        )
