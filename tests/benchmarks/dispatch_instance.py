"""The dispatch benchmark's instances as planning problems, priced exactly as its referee prices them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dispatch.crew import Crew, Shift
from dispatch.duty import DutyKey
from dispatch.place import Place
from dispatch.plan import Plan, Reason, Unassigned
from dispatch.policy import Policy, ResponseTargets, Weights
from dispatch.problem import PlanningProblem
from dispatch.schedule import schedule
from dispatch.sentences import as_written
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Priority, Ticket, TicketPrices, Visit
from dispatch.travel import Estimate, TravelMatrix

Instance = dict[str, Any]
Routes = Mapping[str, Iterable[str]]
"""Ticket ids in order, by crew id."""

NOW = datetime(2024, 2, 14, 16, 0, tzinfo=UTC)
"""Stands for the benchmark's 0; no figure depends on which moment it is."""

EARTH_RADIUS_KM = 6371.0088


def read_instance(path: Path) -> Instance:
    """The instance as its file has it."""
    instance: Instance = json.loads(path.read_text(encoding="utf-8"))
    return instance


def problem_of(instance: Instance) -> PlanningProblem:
    """The planning problem whose score is the referee's cost."""
    tickets = tuple(map(ticket_of, instance["tickets"]))
    crews = tuple(map(_crew_of, instance["crews"]))
    return PlanningProblem(NOW, tickets, crews, _policy_of(instance["weights"]), _travel_of(instance, tickets, crews))


def plan_of(problem: PlanningProblem, routes: Routes) -> Plan:
    """The schedule of a plan file's routes; tickets on none are left out."""
    sequences = {DutyKey(crew_id, 0): tuple(map(Visit, ticket_ids)) for crew_id, ticket_ids in routes.items()}
    planned = {visit.ticket_id for order in sequences.values() for visit in order}
    left_out = (
        Unassigned(ticket.id, Reason.COST, as_written("not in the plan file"))
        for ticket in problem.tickets
        if ticket.id not in planned
    )
    return schedule(problem, sequences, tuple(left_out))


def routes_of(plan: Plan) -> dict[str, list[str]]:
    """What the plan file says: ticket ids in order, by crew id."""
    return {route.duty.crew_id: [visit.ticket_id for visit in route.visits] for route in plan.routes}


def after_now(seconds: float) -> datetime:
    """The moment so many seconds after the benchmark's 0."""
    return NOW + timedelta(seconds=seconds)


def ticket_of(row: dict[str, Any]) -> Ticket:
    """One ticket of an instance, with its own agreed prices."""
    skills = tuple(map(Skill, row["skills"]))
    return Ticket(
        id=row["id"],
        place=Place(*row["at"]),
        reported_at=after_now(row["reported"]),
        area_class=AreaClass(row["area_class"]),
        priority=Priority(row["priority"]),
        parties=(Party(timedelta(seconds=row["service"]), skills),),
        customers=row["customers"],
        critical_customers=int(row["critical"]),
        hazard=row["hazard"],
        arrive_by=after_now(row["arrive_by"]),
        prices=TicketPrices(
            arrival_late_minute=row["late_cost"], outage_minute=row["outage_cost"], left_out=row["drop_cost"]
        ),
    )


def _crew_of(row: dict[str, Any]) -> Crew:
    shift = Shift(
        start=after_now(row["shift_start"]),
        end=after_now(row["shift_end"]),
        start_place=Place(*row["start"]),
        end_place=Place(*row["end"]),
        max_overtime=timedelta(seconds=row["max_overtime"]),
    )
    return Crew(row["id"], (shift,), tuple(map(Skill, row["skills"])))


def _policy_of(weights: dict[str, float]) -> Policy:
    # Only travel and overtime cost by the policy; the clocks' prices are agreed ticket by ticket.
    free = dict.fromkeys(Priority, 0.0)
    promised = dict.fromkeys(AreaClass, timedelta(days=365))
    return Policy(
        name="dispatch-benchmark",
        version="1",
        targets=ResponseTargets(arrival=promised, restoration=promised),
        weights=Weights(
            arrival_late_minute=free,
            restoration_late_minute=free,
            left_out=free,
            travel_minute=weights["travel_minute"],
            overtime_minute=weights["overtime_minute"],
        ),
    )


def _travel_of(instance: Instance, tickets: tuple[Ticket, ...], crews: tuple[Crew, ...]) -> TravelMatrix:
    travel = instance["travel"]
    estimate = Estimate(
        detour_factor=travel["detour_factor"],
        speeds_kmh=dict.fromkeys(AreaClass, travel["speed_kmh"]),
        distance="great_circle",
        earth_radius_km=EARTH_RADIUS_KM,
    )
    ends = (place for crew in crews for place in (crew.shifts[0].start_place, crew.shifts[0].end_place))
    places = (*(ticket.place for ticket in tickets), *ends)
    return estimate.matrix(places, [AreaClass.URBAN] * len(places))
