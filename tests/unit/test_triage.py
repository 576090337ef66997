"""What becomes of a report under a policy table."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.area import Area
from dispatch.place import Place
from dispatch.quantiles import Quantiles
from dispatch.ticket import AreaClass, Precedence, Priority
from dispatch.triage import CrewNeed, FaultRule, Report, Triage, TriagePolicy, triage
from tests.builders import NOW, crew, minutes, party, plan, problem, shift, skills, spot

REPAIR = CrewNeed(Quantiles((58, 108, 203, 359, 567)), skills("line:2"))
SAFE = CrewNeed(Quantiles((10, 14, 20, 30, 45)), skills("line"))
TOWN = Area(AreaClass.URBAN, (Place(29, 119), Place(29, 121), Place(31, 121), Place(31, 119)))
POLICY = TriagePolicy(
    faults={
        "wire_down": FaultRule(Priority.HIGH, (REPAIR,), SAFE, parts=(("clamp", 2),)),
        "service": FaultRule(Priority.ROUTINE, (REPAIR, SAFE)),
        "customer_side": FaultRule(Priority.ROUTINE, (SAFE,), guidance="Try the main switch."),
    },
    areas=(TOWN,),
    unsaid="service",
)


def triaged(fault_type: str, **known: Any) -> Triage:
    return triage(Report("T1", spot(), NOW, fault_type, **known), POLICY)


def test_a_plain_fault_is_one_ticket_with_the_tables_crews_at_the_median() -> None:
    (found,) = triaged("service", customers=3, address="1 Elm St").tickets
    assert found.parties == (party(203, "line:2"), party(20, "line"))
    assert (found.priority, found.area_class, found.customers) == (Priority.ROUTINE, AreaClass.URBAN, 3)
    assert (found.reported_at, found.address, found.fault_type) == (NOW, "1 Elm St", "service")


def test_critical_or_many_customers_raise_the_priority_with_the_reason() -> None:
    critical, many = triaged("service", customers=5, critical_customers=2), triaged("service", customers=100)
    assert critical.tickets[0].priority is many.tickets[0].priority is Priority.URGENT
    assert (critical.reasons, many.reasons) == (("2 critical customers are dark.",), ("100 customers are dark.",))


def test_a_hazard_is_made_safe_first_and_repaired_by_the_right_crew_later() -> None:
    safe, repair = triaged("wire_down", customers=40, hazard=True).tickets
    assert (safe.id, safe.priority, safe.make_safe, safe.hazard) == ("T1-safe", Priority.EMERGENCY, True, True)
    assert (safe.parties, safe.customers, safe.parts) == ((party(20, "line"),), 0, ())
    assert (repair.priority, repair.customers, repair.after) == (Priority.HIGH, 40, (Precedence("T1-safe"),))
    assert repair.parts == (("clamp", 2),)


def test_the_two_can_be_planned_with_different_crews() -> None:
    tickets = triaged("wire_down", hazard=True).tickets
    near = crew("C1", skills=skills("line"))
    able = crew("C2", skills=skills("line:2"), shifts=(shift(max_overtime=minutes(60)),))
    case = problem(tickets, (near, able))
    stops = plan(case, {"C1": "T1-safe", "C2": "T1"}).stops()
    assert stops[tickets[1].visits[0]][1].start == stops[tickets[0].visits[0]][1].leave


def test_a_hazard_without_a_make_safe_step_is_an_emergency_itself() -> None:
    (found,) = triaged("service", hazard=True).tickets
    assert (found.priority, found.hazard, found.make_safe) == (Priority.EMERGENCY, True, False)


def test_a_fault_on_the_customers_side_is_guided_by_phone_unless_there_is_danger() -> None:
    assert triaged("customer_side").guidance == "Try the main switch."
    assert triaged("customer_side").tickets == ()
    assert len(triaged("customer_side", hazard=True).tickets) == 1


def test_an_unknown_fault_type_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="it has customer_side, service, wire_down"):
        triaged("wire")
