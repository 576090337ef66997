"""Judges technicians' tours from the benchmark's own rules, without the product's clock, rules or score."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.benchmarks.technicians import Instance, Node

ROUNDING = 0.01
"""The product's clock counts thousandths of a unit; a tour of many legs may gather some of them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Working time (from leaving home as late as can be until being back), distance, and every breach of a rule."""

    duration: float
    distance: float
    faults: tuple[str, ...]


def judge(instance: Instance, tours: Mapping[int, Sequence[int]]) -> Verdict:
    """Price requests in order by technician, each tour with its passage of the depot where it costs least."""
    technicians = {node.number: node for node in instance.technicians}
    requests = {node.number: node for node in instance.requests}
    duration, distance, faults = 0.0, 0.0, []
    for number, order in tours.items():
        technician, visits = technicians[number], [requests[request] for request in order]
        faults += [
            f"technician {number} lacks a skill for {visit.number}"
            for visit in visits
            if not set(visit.skills) <= set(technician.skills)
        ]
        best = min(_ways(instance.depot, technician, visits), default=None)
        if best is None:
            faults.append(f"technician {number} cannot keep the windows of {list(order)}")
        else:
            duration, distance = duration + best[0], distance + best[1]
    served = [request for order in tours.values() for request in order]
    faults += [
        f"request {number} is served {served.count(number)} times" for number in requests if served.count(number) != 1
    ]
    return Verdict(duration, distance, tuple(faults))


def _ways(depot: Node, technician: Node, visits: Sequence[Node]) -> Iterator[tuple[float, float]]:
    """(Duration, distance) without the depot where nothing lacks, and by it before anything does."""
    lacking = _first_lacking(technician, visits)
    if lacking is None:
        yield from _toured([technician, *visits, technician])
    for position in range(len(visits) if lacking is None else lacking + 1):
        yield from _toured([technician, *visits[:position], depot, *visits[position:], technician])


def _first_lacking(technician: Node, visits: Sequence[Node]) -> int | None:
    left = list(technician.parts)
    for position, visit in enumerate(visits):
        left = [have - need for have, need in zip(left, visit.parts, strict=True)]
        if min(left) < 0 or not visit.tools <= technician.tools:
            return position
    return None


def _toured(nodes: Sequence[Node]) -> Iterator[tuple[float, float]]:
    """Nothing when a window is missed."""
    legs = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in pairwise(nodes)]
    clock = nodes[0].opens
    for leg, node in zip(legs, nodes[1:], strict=True):
        clock = max(clock + leg, node.opens)
        if clock > node.closes + ROUNDING:
            return
        clock += node.service
    latest = clock
    for leg, node in zip(reversed(legs), reversed(nodes[:-1]), strict=True):
        latest = min(latest - leg - node.service, node.closes)
    yield clock - latest, sum(legs)
