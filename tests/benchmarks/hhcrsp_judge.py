"""Judges a home-care plan from the benchmark's own rules, without the product's rules or score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dispatch.plan import Plan
from tests.benchmarks.hhcrsp import SECOND, Instance
from tests.benchmarks.unit_scale import SECONDS, START

ROUNDING = 2 / SECONDS


@dataclass(frozen=True, slots=True)
class Verdict:
    """The three parts of the cost, and every breach of a rule."""

    distance: float
    total_tardiness: float
    max_tardiness: float
    faults: tuple[str, ...]

    @property
    def cost(self) -> float:
        """The benchmark's objective."""
        return (self.distance + self.total_tardiness + self.max_tardiness) / 3


@dataclass(frozen=True, slots=True)
class _Service:
    patient: int
    number: int
    """Which of the patient's required services."""
    start: float


def judge(instance: Instance, plan: Plan) -> Verdict:
    """Price the plan's starts and routes; rows of the distance matrix are office, then patients in order."""
    index = {patient["id"]: number for number, patient in enumerate(instance["patients"])}
    faults: list[str] = []
    distance, starts = 0.0, dict[tuple[int, int], float]()
    for route in plan.routes:
        caregiver = next(one for one in instance["caregivers"] if one["id"] == route.duty.crew_id)
        services = []
        for stop in route.stops:
            patient_id, second, _ = stop.visit.ticket_id.partition(SECOND)
            start = (stop.start - START).total_seconds() / SECONDS
            services.append(_Service(index[patient_id], 1 if second else stop.visit.party, start))
        distance += _walk(instance, caregiver, services, faults)
        for service in services:
            if (service.patient, service.number) in starts:
                faults.append(f"service {service} is given twice")
            starts[service.patient, service.number] = service.start
    faults += _unsynchronised(instance, starts)
    late = [max(0.0, start - instance["patients"][who]["time_window"][1]) for (who, _), start in starts.items()]
    return Verdict(distance, sum(late), max(late, default=0.0), tuple(faults))


def _walk(instance: Instance, caregiver: dict[str, Any], services: list[_Service], faults: list[str]) -> float:
    """The caregiver's distance; starts must leave time to work and to travel."""
    here, free, distance = 0, 0.0, 0.0
    for service in services:
        patient = instance["patients"][service.patient]
        need = patient["required_caregivers"][service.number]
        leg = instance["distances"][here][service.patient + 1]
        distance += leg
        if need["service"] not in caregiver["abilities"]:
            faults.append(f"{caregiver['id']} cannot give {need['service']}")
        if service.start + ROUNDING < max(free + leg, patient["time_window"][0]):
            faults.append(f"{caregiver['id']} starts too early at {patient['id']}")
        here, free = service.patient + 1, service.start + need["duration"]
    return float(distance + instance["distances"][here][0])


def _unsynchronised(instance: Instance, starts: dict[tuple[int, int], float]) -> Iterator[str]:
    for number, patient in enumerate(instance["patients"]):
        own = [starts.get((number, service)) for service in range(len(patient["required_caregivers"]))]
        if None in own:
            yield f"{patient['id']} is not fully served"
            continue
        synchronization = patient.get("synchronization")
        if synchronization is None:
            continue
        apart = (own[1] or 0.0) - (own[0] or 0.0)
        least, longest = synchronization.get("distance", (0, 0))
        if not least - ROUNDING <= apart <= longest + ROUNDING:
            yield f"{patient['id']}: services start {apart} apart, {least} to {longest} is allowed"
