"""Finished evaluations in a folder, each under the hash of all that it depends on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from dispatch.policy import Policy
from scenarios.evaluation import Evaluation, TicketFate
from scenarios.plan_file import decode_plan, encode_plan
from scenarios.scenario import Scenario
from scenarios.what_if.keys import Mode
from solver.certificate import digest, versions
from solver.settings import Settings


@dataclass(frozen=True)
class Job:
    """One variant under one seed: all that its evaluation depends on."""

    variant: str
    seed: int
    day: Scenario
    settings: Settings
    judge: Policy
    mode: Mode

    @property
    def key(self) -> str:
        """The hash of what is computed, whatever the variant is called."""
        day = self.day
        inputs = (
            (day.now, day.tickets, day.crews, day.policy, day.travel),
            (day.locks, day.freeze_until, day.change_budget, day.previous, day.dispatch, day.news),
            (self.seed, self.settings, self.judge, self.mode, _versions()),
        )
        return digest(inputs)


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    return tuple(versions().items())


@dataclass(frozen=True)
class Kept:
    """The folder of kept evaluations; one that cannot be read is as good as none."""

    folder: Path

    def find(self, job: Job) -> Evaluation | None:
        """The job's evaluation, if it is there."""
        try:
            content = json.loads(self._file(job).read_text(encoding="utf-8"))
            tickets = {ticket_id: TicketFate(**fate) for ticket_id, fate in content["tickets"].items()}
            return Evaluation(content["figures"], tickets, decode_plan(content["plan"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, job: Job, evaluation: Evaluation) -> None:
        """Write it, whole or not at all."""
        content = {
            "variant": job.variant,
            "seed": job.seed,
            "figures": dict(evaluation.figures),
            "tickets": {ticket_id: asdict(fate) for ticket_id, fate in evaluation.tickets.items()},
            "plan": encode_plan(evaluation.plan),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._file(job)
        fresh = file.with_suffix(".part")
        fresh.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False), encoding="utf-8")
        fresh.replace(file)

    def _file(self, job: Job) -> Path:
        return self.folder / f"{job.key}.json"
