"""What a solve tells: progress on the way, a result at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dispatch.plan import Plan, Sequences
from dispatch.score import Score

Orders = list[list[int]]
"""Visits by number, a list for each duty: sequences as the engines write them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One improvement, or a sign of life when `sequences` is None.

    `cost` is the best so far in the policy's cost units, `bound` a proven lower bound where there is one.
    """

    elapsed_seconds: float
    source: str
    """Which engine speaks."""
    cost: float
    left_out: int
    """Tickets on nobody's list."""
    bound: float | None = None
    sequences: Sequences | None = None


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class SolveResult:
    """A plan that keeps every rule, and how it was come by."""

    plan: Plan
    score: Score
    elapsed_seconds: float
    source: str
    """The engine that found the plan."""
    stopped_by: str
    """time | steps | cancelled | no_improvement | target | optimal | done"""
    steps: int = 0
    """Search steps made."""
    bound: float | None = None
    """Proven lower bound on the cost, where there is one."""
