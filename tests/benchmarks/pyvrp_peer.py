"""PyVRP on the same file and for the same time, as its users would run it; in a process of its own.

PyVRP 0.14 marks a vehicle's forbidden customers by edges of 2^44. With those its local search never
returns from PR03 on, whatever the time limit; edges of ten thousand units forbid as well and let it run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import unit_scale
from tests.benchmarks.shared_data import REPOSITORY

FORBIDDEN = 10_000 * unit_scale.SECONDS
GRACE_SECONDS = 60


def solve_with_pyvrp(vrp: str, seconds: float, seed: int) -> float | None:
    """The distance PyVRP comes to in the instance's units; None when it has no feasible solution in time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instance.vrp"
        path.write_text(vrp, encoding="utf-8")
        command = (sys.executable, "-m", "tests.benchmarks.pyvrp_peer", str(path), str(seconds), str(seed))
        try:
            said = subprocess.run(
                command, capture_output=True, text=True, timeout=seconds + GRACE_SECONDS, cwd=REPOSITORY, check=True
            )
        except subprocess.TimeoutExpired:
            return None
    cost = float(said.stdout)
    return cost / unit_scale.SECONDS if cost < float("inf") else None


def main() -> None:
    """`FILE SECONDS SEED`: prints the cost in thousandths, inf without a feasible solution."""
    import numpy as np
    from pyvrp import read, solve
    from pyvrp.stop import MaxRuntime

    path, seconds, seed = sys.argv[1:]
    data = read(path, round_func="exact")
    data = data.replace(
        distance_matrices=[np.minimum(edges, FORBIDDEN) for edges in data.distance_matrices()],
        duration_matrices=[np.minimum(edges, FORBIDDEN) for edges in data.duration_matrices()],
    )
    result = solve(data, stop=MaxRuntime(float(seconds)), seed=int(seed), display=False)
    print(result.cost() if result.is_feasible() else float("inf"))


if __name__ == "__main__":
    main()
