"""Set partitioning by CP-SAT: routes so that every visit is on one of them or its ticket is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from solver.arrays import Arrays

SCALE = 10_000
"""CP-SAT counts in ten-thousandths of a cost unit, rounded down so that its bound is one."""


class Route(NamedTuple):
    """Visits in order, the group of duties any one of which could do them, and what they cost there."""

    group: int
    visits: tuple[int, ...]
    cost: float


class Group(NamedTuple):
    """How many routes a group of equal duties takes."""

    least: int
    most: int


@dataclass(frozen=True)
class Choice:
    """The cheapest routes together, by number; and what no choice can undercut."""

    routes: list[int]
    bound: float


def choose(
    arrays: Arrays, groups: Sequence[Group], routes: Sequence[Route], known: Sequence[bool], effort: float
) -> Choice | None:
    """The cheapest choice of routes; None when none is found.

    Parameters
    ----------
    known
        For each route, whether it is in the plan to start from.
    effort
        In CP-SAT's deterministic seconds, so that the same routes give the same choice.
    """
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in routes]
    left_out = [model.new_bool_var("") for _ in arrays.tickets]
    by_group, by_visit = defaultdict[int, list[Any]](list), defaultdict[int, list[Any]](list)
    for route, taken in zip(routes, chosen, strict=True):
        by_group[route.group].append(taken)
        for visit in route.visits:
            by_visit[visit].append(taken)
    for number, group in enumerate(groups):
        model.add_linear_constraint(cp_model.LinearExpr.sum(by_group[number]), group.least, group.most)
    for visit, ticket in enumerate(arrays.visits["ticket"].tolist()):
        model.add_exactly_one([*by_visit[visit], left_out[ticket]])
    for row, out in zip(arrays.tickets, left_out, strict=True):
        if not row["pinned"]:
            for before in arrays.links["ticket"][row["link_from"] : row["link_to"]].tolist():
                model.add_implication(left_out[before], out)
    prices = [floor(SCALE * cost) for cost in (*(route.cost for route in routes), *arrays.tickets["left_out"].tolist())]
    model.minimize(cp_model.LinearExpr.weighted_sum([*chosen, *left_out], prices))
    for taken, hint in zip(chosen, known, strict=True):
        model.add_hint(taken, hint)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    picked = [number for number, taken in enumerate(chosen) if solver.boolean_value(taken)]
    return Choice(picked, solver.best_objective_bound / SCALE)
