"""Literature instances solved by the product: one JSON line each, with the gap to the best known.

::

    python -m tests.benchmarks.literature sdvrptw PR01 PR02 --seconds 10 --pyvrp
    python -m tests.benchmarks.literature hhcrsp 10_1 50_3
    python -m tests.benchmarks.literature technicians C101 R201
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from dispatch.score import score
from solver.settings import Settings
from tests.benchmarks import hhcrsp, technicians, vrplib_sdvrptw
from tests.benchmarks.hhcrsp_judge import judge as judge_home_care
from tests.benchmarks.pyvrp_peer import solve_with_pyvrp
from tests.benchmarks.technicians_judge import judge as judge_technicians
from tests.benchmarks.timed_solve import timed_solve

ALL = {
    "sdvrptw": vrplib_sdvrptw.CORDEAU_LAPORTE,
    "hhcrsp": tuple(f"{patients}_{number}" for patients in (10, 25, 50, 75, 100) for number in range(1, 11)),
    "technicians": technicians.STATIC,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan in the benchmark's own eyes."""

    cost: float
    faults: tuple[str, ...] = ()
    parts: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One instance ready to solve."""

    name: str
    size: int
    problem: PlanningProblem
    best_known: float
    judge: Callable[[Plan], Judged]
    vrp: str | None = None


def cases(kind: str, names: Sequence[str]) -> Iterator[Case]:
    """The named instances of one set."""
    return {"sdvrptw": _site_dependent, "hhcrsp": _home_care, "technicians": _technicians}[kind](names)


def _site_dependent(names: Sequence[str]) -> Iterator[Case]:
    for instance in vrplib_sdvrptw.read_instances(names):
        problem = vrplib_sdvrptw.problem_of(instance)
        yield Case(
            instance.name,
            len(instance.points) - 1,
            problem,
            instance.best_cost,
            lambda plan, problem=problem: Judged(score(problem, plan).total),  # type: ignore[misc]
            vrp=instance.text,
        )


def _home_care(names: Sequence[str]) -> Iterator[Case]:
    best = hhcrsp.best_known()
    for name, instance in hhcrsp.read_instances(names):
        problem = hhcrsp.problem_of(instance)
        yield Case(name, len(instance["patients"]), problem, best[name], partial(_judged_home_care, instance))


def _judged_home_care(instance: hhcrsp.Instance, plan: Plan) -> Judged:
    verdict = judge_home_care(instance, plan)
    parts = {
        "distance": round(verdict.distance, 3),
        "total_tardiness": round(verdict.total_tardiness, 3),
        "max_tardiness": round(verdict.max_tardiness, 3),
    }
    return Judged(verdict.cost, verdict.faults, parts)


def _technicians(names: Sequence[str]) -> Iterator[Case]:
    best = technicians.best_known()
    for instance in technicians.read_instances(names):
        yield Case(
            instance.name,
            len(instance.requests),
            technicians.problem_of(instance),
            best[instance.name].duration,
            partial(_judged_technicians, instance),
        )


def _judged_technicians(instance: technicians.Instance, plan: Plan) -> Judged:
    verdict = judge_technicians(instance, technicians.tours_of(plan))
    return Judged(verdict.duration, verdict.faults, {"distance": round(verdict.distance, 3)})


def run(case: Case, settings: Settings, with_pyvrp: bool = False) -> dict[str, Any]:
    """Solve one instance, and let PyVRP have the same time after us."""
    timed = timed_solve(case.problem, settings)
    judged = case.judge(timed.result.plan)
    left_out = len(timed.result.plan.unassigned)
    figures: dict[str, Any] = {
        "instance": case.name,
        "size": case.size,
        "best_known": round(case.best_known, 3),
        "cost": round(judged.cost, 3),
        # Half a solution's cost is no cost: no gap unless everybody is served.
        "gap": None if left_out else gap(judged.cost, case.best_known),
        "parts": judged.parts,
        "left_out": left_out,
        "faults": [*timed.violations[:3], *judged.faults[:3]],
        "solve_seconds": round(timed.seconds, 2),
    }
    if with_pyvrp and case.vrp is not None:
        peer = solve_with_pyvrp(case.vrp, settings.seconds, settings.seed)
        figures |= {"pyvrp_cost": peer, "pyvrp_gap": None if peer is None else gap(peer, case.best_known)}
    return figures


def gap(cost: float, best: float) -> float:
    """How far above the best known, as a fraction of it."""
    return round(cost / best - 1, 5)


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve the named instances, all when none is named."""
    parser = argparse.ArgumentParser(prog="literature", description=__doc__.partition("\n")[0])
    parser.add_argument("kind", choices=sorted(ALL))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pyvrp", action="store_true", help="give PyVRP the same time where it can read the file")
    options = parser.parse_args(arguments)
    settings = Settings(seconds=options.seconds, seed=options.seed)
    for case in cases(options.kind, options.names or ALL[options.kind]):
        print(json.dumps(run(case, settings, options.pyvrp)), flush=True)


if __name__ == "__main__":
    main()
