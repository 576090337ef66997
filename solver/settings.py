"""What a solve is asked to do: frozen, and part of the replay certificate."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from enum import StrEnum


class Engine(StrEnum):
    """Which engine plans. `RECIPE` is all of them together, as :mod:`solver.solve` reads."""

    RECIPE = "recipe"
    INSERTION = "insertion"
    ORTOOLS = "ortools"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of one solve.

    Parameters
    ----------
    seconds
        Wall time after which the best plan so far is the answer.
    seed
        Same seed, same file, same `steps`: same plan.
    steps
        Search steps instead of time: the repeatable mode. An engine runs in it only if it ends by counting, not by
        the clock, and if neither the machine nor its number of cores can change what it finds.
    workers
        Search threads; None for one a core, and in the repeatable mode for one.
    """

    engine: Engine = Engine.RECIPE
    seconds: float = 10.0
    seed: int = 1
    steps: int | None = None
    workers: int | None = None

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise ValueError(f"seconds is {self.seconds}; it is 0 or more")
        if self.steps is not None and self.steps < 0:
            raise ValueError(f"steps is {self.steps}; it is 0 or more")
        if self.workers is not None and self.workers < 1:
            raise ValueError(f"workers is {self.workers}; it is 1 or more")

    @property
    def repeatable(self) -> bool:
        """Whether the same problem, settings and version must give the same plan on every machine."""
        return self.steps is not None

    @property
    def threads(self) -> int:
        """How many threads search."""
        return self.workers or (1 if self.repeatable else os.cpu_count() or 1)

    @property
    def limit_seconds(self) -> float:
        """Wall time that may end an engine: none in the repeatable mode."""
        return math.inf if self.repeatable else self.seconds
