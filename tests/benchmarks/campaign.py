"""One run of the benchmarks: every measurement in a process of its own, made once, kept as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.shared_data import REPOSITORY, bench_instances, referee

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Campaign:
    """What to measure, and where the results go.

    Parameters
    ----------
    seconds
        Wall times that each dispatch instance is solved for.
    peer_seconds
        Wall time of OR-Tools as its samples show, in the same run; 0 leaves it out.
    smallest
        Only the smallest instance of each set: whether everything works, not how well.
    """

    out: Path
    seconds: tuple[float, ...] = (1.0, 10.0, 60.0)
    peer_seconds: float = 60.0
    seed: int = 1
    smallest: bool = False
    _made: dict[tuple[str, ...], list[Figures]] = field(default_factory=dict, repr=False)

    @property
    def instances(self) -> dict[str, Path]:
        """The public dispatch instances to run, smallest first."""
        found = bench_instances()
        return dict(list(found.items())[:1]) if self.smallest else found

    @property
    def main_seconds(self) -> float:
        """The wall time the targets speak of: ten seconds, or what comes nearest."""
        return min(self.seconds, key=lambda seconds: abs(seconds - 10.0))

    def dispatch(self, name: str, seconds: float) -> Figures:
        """The product on one dispatch instance, judged by the referee as well."""
        plan = self.out / "plans" / f"{name}-{seconds:g}s.json"
        plan.parent.mkdir(parents=True, exist_ok=True)
        arguments = (
            str(self.instances[name]),
            "--seconds",
            f"{seconds:g}",
            "--seed",
            str(self.seed),
            "--out",
            str(plan),
        )
        (figures,) = self._run("dispatch_bench", *arguments)
        return {**figures, **self._refereed(self.instances[name], plan)}

    def ortools(self, name: str) -> Figures:
        """OR-Tools as its samples show on the same instance, for `peer_seconds`."""
        plan = self.out / "plans" / f"{name}-ortools.json"
        plan.parent.mkdir(parents=True, exist_ok=True)
        arguments = (str(self.instances[name]), "--seconds", f"{self.peer_seconds:g}", "--out", str(plan))
        return self._run("ortools_peer", *arguments)[0]

    def literature(self, kind: str, names: tuple[str, ...], *options: str) -> list[Figures]:
        """The product on literature instances."""
        return self._run("literature", kind, *names, "--seconds", f"{self.main_seconds:g}", *options)

    def urgent(self, name: str) -> list[Figures]:
        """Urgent tickets into a published plan."""
        return self._run("urgent_ticket", str(self.instances[name]), "--seconds", f"{self.main_seconds:g}")

    def _run(self, module: str, *arguments: str) -> list[Figures]:
        key = (module, *arguments)
        if key not in self._made:
            print("running", module, *arguments, file=sys.stderr, flush=True)
            self._made[key] = _json_lines((sys.executable, "-m", f"tests.benchmarks.{module}", *arguments))
            with (self.out / "measured.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps({"run": key, "figures": self._made[key]}) + "\n")
        return self._made[key]

    def _refereed(self, instance: Path, plan: Path) -> Figures:
        said = subprocess.run(
            (sys.executable, str(referee()), str(instance), str(plan)), capture_output=True, text=True, check=False
        )
        verdict = json.loads(said.stdout)
        return {"referee_cost": verdict["cost"], "referee_feasible": verdict["feasible"]}


def _json_lines(command: tuple[str, ...]) -> list[Figures]:
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, check=False)
    rows: list[Figures] = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
    if not rows:
        raise RuntimeError(f"{' '.join(command)} ended with code {said.returncode} and no figures")
    return rows
