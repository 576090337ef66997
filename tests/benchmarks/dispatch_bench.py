"""One instance of the dispatch benchmark, solved by the product: a plan file, and one JSON line of figures.

::

    python -m tests.benchmarks.dispatch_bench INSTANCE.json --seconds 10 --seed 1 --out PLAN.json
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any

from solver.settings import Engine, Settings
from tests.benchmarks.dispatch_instance import Instance, problem_of, read_instance, routes_of
from tests.benchmarks.process_memory import PeakMemory, seconds_since_process_start
from tests.benchmarks.timed_solve import TimedSolve, timed_solve

TRACE_POINTS = 400


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 when the product's own rules refuse the plan."""
    options = _options(arguments)
    settings = Settings(Engine(options.engine), options.seconds, options.seed, options.steps, options.workers)
    with PeakMemory() as memory:
        instance = read_instance(options.instance)
        began = perf_counter()
        problem = problem_of(instance)
        conversion = perf_counter() - began
        timed = timed_solve(problem, settings)
    options.out.write_text(json.dumps({"routes": routes_of(timed.result.plan)}), encoding="utf-8")
    figures = {
        **_figures(instance, timed),
        "conversion_seconds": round(conversion, 3),
        "process_seconds": round(seconds_since_process_start(), 3),
        "peak_memory_mib": memory.peak_mib,
        "processes": memory.processes,
        "settings": {
            "engine": settings.engine,
            "seconds": settings.seconds,
            "seed": settings.seed,
            "steps": settings.steps,
            "workers": settings.workers,
        },
        "versions": versions("ortools", "numba", "numpy"),
        "trace": _trace(timed),
    }
    print(json.dumps(figures))
    return 1 if timed.violations else 0


def versions(*packages: str) -> dict[str, str]:
    """Which Python and which packages made the figures."""
    found = {"python": platform.python_version()}
    for package in ("crewdispatch", *packages):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "from source"
    return found


def _figures(instance: Instance, timed: TimedSolve) -> dict[str, Any]:
    score, result, first = timed.result.score, timed.result, timed.first
    return {
        "instance": instance["name"],
        "cost": round(score.total, 2),
        "parts": {term.value: round(cost, 2) for term, cost in score.terms.items() if cost},
        "tickets": len(instance["tickets"]),
        "left_out": len(result.plan.unassigned),
        "feasible": not timed.violations,
        "violations": timed.violations[:5],
        "first_plan_seconds": first.seconds if first else None,
        "first_plan_cost": round(first.cost, 2) if first else None,
        "solve_seconds": round(timed.seconds, 3),
        "source": result.source,
        "stopped_by": result.stopped_by,
        "steps": result.steps,
        "bound": result.bound,
    }


def _trace(timed: TimedSolve) -> list[tuple[float, float]]:
    steps = timed.improvements
    stride = len(steps) // TRACE_POINTS + 1
    kept = [*steps[:-1:stride], *steps[-1:]]
    return [(step.seconds, round(step.cost, 2)) for step in kept]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dispatch_bench", description=__doc__.partition("\n")[0])
    parser.add_argument("instance", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="where the plan file goes")
    parser.add_argument("--seconds", type=float, default=10.0, help="wall time of the solve")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=[engine.value for engine in Engine], default=Engine.RECIPE.value)
    parser.add_argument("--steps", type=int, help="search steps in place of time")
    parser.add_argument("--workers", type=int)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
