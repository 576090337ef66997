"""What a plan was made from and what came out, as hashes: enough to prove later that it can be made again."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from importlib import metadata
from typing import Any

import numpy as np

from dispatch.plan import Plan
from dispatch.problem import PlanningProblem
from solver.result import SolveResult
from solver.settings import Settings

PACKAGES = ("crewdispatch", "numba", "numpy", "ortools")
ENDS = frozenset({"steps", "optimal", "done"})
"""Ends that a solve reaches by itself, without a clock or a person."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proof that goes with a plan; with the settings it says how to make the plan again.

    Parameters
    ----------
    repeatable
        Whether the plan was made by steps and ended by itself. One made by the clock can only be judged again.
    problem
        A hash of each part of the problem, by the part's name.
    versions
        Of what computed the plan.
    plan
        The hash of its routes with all times, and of what is left out for which reason.
    """

    repeatable: bool
    problem: Mapping[str, str]
    versions: Mapping[str, str]
    plan: str


def certify(problem: PlanningProblem, settings: Settings, result: SolveResult) -> Certificate:
    """The certificate of a solve."""
    return Certificate(
        repeatable=settings.repeatable and result.stopped_by in ENDS,
        problem=problem_hashes(problem),
        versions=versions(),
        plan=plan_hash(result.plan),
    )


def problem_hashes(problem: PlanningProblem) -> dict[str, str]:
    """A hash of each part of the problem: of what it means, not of the files it was read from."""
    return {part.name: digest(getattr(problem, part.name)) for part in fields(problem)}


def plan_hash(plan: Plan) -> str:
    """The hash of a plan; the sentences of its reasons are for people and do not count."""
    return digest((plan.routes, [(entry.ticket_id, entry.reason) for entry in plan.unassigned]))


def versions() -> dict[str, str]:
    """What computes here: this program, Python, the libraries that search, the kind of processor."""
    packages = {name: metadata.version(name) for name in PACKAGES}
    return {**packages, "python": platform.python_version(), "machine": platform.machine()}


def digest(value: object) -> str:
    """The hash of what a value means: of frozen dataclasses, mappings, sets, times and numbers, however nested."""
    return hashlib.sha256(_text(value).encode()).hexdigest()


def _text(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    """The value as lists and JSON scalars; sets and mappings in an order of their own."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, np.ndarray):
        return [value.shape, hashlib.sha256(np.ascontiguousarray(value, dtype="<i8").tobytes()).hexdigest()]
    if is_dataclass(value):
        return [[part.name, _plain(getattr(value, part.name))] for part in fields(value) if part.init]
    if isinstance(value, Mapping):
        return sorted(([_plain(key), _plain(entry)] for key, entry in value.items()), key=json.dumps)
    if isinstance(value, frozenset):
        return sorted((_plain(entry) for entry in value), key=json.dumps)
    return [_plain(entry) for entry in value] if isinstance(value, tuple | list) else value
