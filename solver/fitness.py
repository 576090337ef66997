"""Which crew may do which visit, how long it takes there, and what the choice itself costs.

Computed by kinds of crews and of requirements, not pair by pair: a storm has two million pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.crew import Crew
from dispatch.problem import PlanningProblem
from dispatch.skill import Skill, missing_skills
from dispatch.ticket import Visit

Capability = tuple[tuple[Skill, ...], tuple[tuple[str, float], ...], frozenset[str]]
Requirement = tuple[tuple[Skill, ...], frozenset[str]]


@dataclass(frozen=True)
class Fitness:
    """By class of crews (rows) and visit (columns)."""

    row: dict[str, int]
    """The class of each crew."""
    allowed: NDArray[np.uint8]
    service: NDArray[np.int32]
    price: NDArray[np.float64]


def fitness(problem: PlanningProblem, visits: Sequence[Visit]) -> Fitness:
    """Fitness of all crews for all visits; crews share a class unless something speaks of them by name."""
    by_name = _speaks_by_name(problem)
    classes = {crew.id: (_capability(crew), crew.id if by_name else "") for crew in problem.crews}
    rows = {kind: number for number, kind in enumerate(dict.fromkeys(classes.values()))}
    row = {crew_id: rows[kind] for crew_id, kind in classes.items()}
    allowed, service = _by_kind(problem, visits, [kind for kind, _ in rows])
    price = np.zeros(allowed.shape)
    if by_name:
        _apply_names(problem, visits, row, allowed, price)
    return Fitness(row, allowed, service, price)


def _speaks_by_name(problem: PlanningProblem) -> bool:
    named = any(ticket.forbidden_crews or ticket.preferred_crews for ticket in problem.tickets)
    changes_cost = bool(problem.published) and problem.policy.weights.changed_crew > 0
    return named or changes_cost or any(lock.crew_id is not None for lock in problem.locks)


def _capability(crew: Crew) -> Capability:
    return (tuple(sorted(crew.skills)), tuple(sorted(crew.speed)), crew.equipment)


def _by_kind(
    problem: PlanningProblem, visits: Sequence[Visit], capabilities: Sequence[Capability]
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    needed: list[Requirement] = []
    work: list[float] = []
    for visit in visits:
        ticket = problem.ticket[visit.ticket_id]
        party = ticket.parties[visit.party]
        needed.append((party.skills, ticket.equipment if visit.party == 0 else frozenset()))
        work.append(party.work.total_seconds())
    kinds = {requirement: number for number, requirement in enumerate(dict.fromkeys(needed))}
    column = np.fromiter((kinds[requirement] for requirement in needed), dtype=np.intp)
    able = np.array([[_able(c, r) for r in kinds] for c in capabilities], dtype=np.uint8)
    factor = np.array([[_factor(c, r) for r in kinds] for c in capabilities], dtype=np.float64)
    shape = (len(capabilities), len(kinds))
    # The same rounding as Crew.work_time: to the microsecond, then up to the second.
    seconds = np.ceil(np.round(np.array(work) * factor.reshape(shape)[:, column], 6)).astype(np.int32)
    return np.ascontiguousarray(able.reshape(shape)[:, column]), np.ascontiguousarray(seconds)


def _able(capability: Capability, requirement: Requirement) -> bool:
    return not missing_skills(requirement[0], capability[0]) and requirement[1] <= capability[2]


def _factor(capability: Capability, requirement: Requirement) -> float:
    factors = dict(capability[1])
    return max((factors.get(skill.name, 1.0) for skill in requirement[0]), default=1.0)


def _apply_names(
    problem: PlanningProblem,
    visits: Sequence[Visit],
    row: dict[str, int],
    allowed: NDArray[np.uint8],
    price: NDArray[np.float64],
) -> None:
    weights = problem.policy.weights
    for number, visit in enumerate(visits):
        ticket = problem.ticket[visit.ticket_id]
        for crew_id in ticket.forbidden_crews & row.keys():
            allowed[row[crew_id], number] = 0
        if ticket.preferred_crews:
            price[:, number] += weights.not_preferred
            for crew_id in ticket.preferred_crews & row.keys():
                price[row[crew_id], number] -= weights.not_preferred
        for lock in problem.locks_by_visit.get(visit, ()):
            if lock.crew_id is not None:
                others = np.arange(len(allowed)) != row.get(lock.crew_id, -1)
                allowed[others, number] = 0
        if visit in problem.published and weights.changed_crew:
            price[:, number] += weights.changed_crew
            price[row[problem.published[visit][0].crew_id], number] -= weights.changed_crew
