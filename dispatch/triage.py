"""From a report to tickets: priority, area class, skills, expected work, and what must be made safe first.

All of it is the utility's policy, a table by fault type; nothing here decides by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch.area import Area, area_class_of
from dispatch.place import Place
from dispatch.quantiles import Quantiles
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Precedence, Priority, Ticket


@dataclass(frozen=True, slots=True)
class CrewNeed:
    """What one crew must bring to a fault, and how its work there is spread, in minutes at normal speed."""

    minutes: Quantiles
    skills: tuple[Skill, ...] = ()

    @property
    def party(self) -> Party:
        """The need as a ticket has it: planned at the median."""
        return Party(timedelta(minutes=round(self.minutes.median)), self.skills)


@dataclass(frozen=True, slots=True)
class FaultRule:
    """What a fault type asks for."""

    priority: Priority
    needs: tuple[CrewNeed, ...]
    """One for each crew; the first is the lead."""
    make_safe: CrewNeed | None = None
    """Where there is a hazard: any crew near that can do this goes first, and the repair follows."""
    guidance: str = ""
    """For faults on the customer's side: what to tell them by phone in place of a visit."""
    equipment: frozenset[str] = frozenset()
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class TriagePolicy:
    """The table, and what raises a priority.

    Raises
    ------
    ValueError
        When the table has no rule for outages that nobody has described.
    """

    faults: Mapping[str, FaultRule]
    areas: tuple[Area, ...] = ()
    """The first that holds a place gives its class."""
    other_area: AreaClass = AreaClass.RURAL
    unsaid: str = "no_power"
    """The fault type of an outage that nobody has described: meters, or callers who only know that it is dark."""
    many_customers: int = 100
    """From so many on a ticket is at least urgent, as with any critical customer."""

    def __post_init__(self) -> None:
        if self.unsaid not in self.faults:
            raise ValueError(
                f"the triage policy has no rule for {self.unsaid!r}, its fault type of what nobody described"
            )


@dataclass(frozen=True, slots=True)
class Report:
    """A fault as it was taken in."""

    id: str
    place: Place
    reported_at: datetime
    fault_type: str
    customers: int = 0
    critical_customers: int = 0
    hazard: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Triage:
    """What becomes of a report: tickets for crews, or guidance by phone; with the reasons."""

    tickets: tuple[Ticket, ...]
    guidance: str = ""
    reasons: tuple[str, ...] = ()


def triage(report: Report, policy: TriagePolicy) -> Triage:
    """The tickets a report leads to, make-safe first.

    Raises
    ------
    ValueError
        When the policy has no rule for the fault type; the message names those it has.
    """
    rule = policy.faults.get(report.fault_type)
    if rule is None:
        known = ", ".join(sorted(policy.faults))
        raise ValueError(f"fault type {report.fault_type!r} is not in the triage policy; it has {known}")
    if rule.guidance and not report.hazard:
        return Triage((), rule.guidance, ("The fault is on the customer's side and nobody is in danger.",))
    priority, reasons = _priority(report, rule, policy)
    repair = _repair(report, rule, policy, priority)
    if not report.hazard:
        return Triage((repair,), reasons=reasons)
    if rule.make_safe is None:
        urgent = replace(repair, priority=Priority.EMERGENCY, hazard=True)
        return Triage((urgent,), reasons=(*reasons, "There is a hazard to life."))
    safe = _make_safe(repair, rule.make_safe)
    split = "There is a hazard to life: a crew near makes it safe first, the repair follows with its own clock."
    return Triage((safe, replace(repair, after=(Precedence(safe.id),))), reasons=(*reasons, split))


def _priority(report: Report, rule: FaultRule, policy: TriagePolicy) -> tuple[Priority, tuple[str, ...]]:
    """The rule's priority, raised for critical or many customers, and why."""
    if report.critical_customers:
        reason = f"{report.critical_customers} critical customers are dark."
    elif report.customers >= policy.many_customers:
        reason = f"{report.customers} customers are dark."
    else:
        return rule.priority, (f"The policy's priority for {report.fault_type}.",)
    return min(rule.priority, Priority.URGENT), (reason,)


def _repair(report: Report, rule: FaultRule, policy: TriagePolicy, priority: Priority) -> Ticket:
    return Ticket(
        id=report.id,
        place=report.place,
        reported_at=report.reported_at,
        area_class=area_class_of(report.place, policy.areas, policy.other_area),
        priority=priority,
        parties=tuple(need.party for need in rule.needs),
        fault_type=report.fault_type,
        address=report.address,
        customers=report.customers,
        critical_customers=report.critical_customers,
        equipment=rule.equipment,
        parts=rule.parts,
    )


def _make_safe(repair: Ticket, need: CrewNeed) -> Ticket:
    """The ticket that goes before the repair; it restores nobody, so it counts no customers."""
    return replace(
        repair,
        id=f"{repair.id}-safe",
        priority=Priority.EMERGENCY,
        parties=(need.party,),
        customers=0,
        critical_customers=0,
        hazard=True,
        make_safe=True,
        equipment=frozenset(),
        parts=(),
    )
