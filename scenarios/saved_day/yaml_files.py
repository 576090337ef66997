"""The day's head and its policy, as what scenario.yaml and policy.yaml hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from dispatch.policy import Policy
from dispatch.problem import ChangeBudget, PlanningProblem
from dispatch.ticket import AreaClass
from scenarios import policy_file, scenario_keys
from scenarios.saved_day import texts

Tree = dict[str, Any]
POLICY = "policy.yaml"
PUBLISHED = "published.json"


def head(problem: PlanningProblem, title: str, source: str, moment: Callable[[datetime | None], str]) -> Tree:
    """What scenario.yaml says."""
    held = {skill.name for crew in problem.crews for skill in crew.skills}
    needed = {skill.name for ticket in problem.tickets for party in ticket.parties for skill in party.skills}
    optional = {
        "skills": sorted(needed - held),
        "locks": [
            _said(
                {
                    scenario_keys.LOCKED.name: texts.visit(lock.visit),
                    scenario_keys.LOCK_CREW.name: lock.crew_id or "",
                    scenario_keys.LOCK_START.name: texts.windows([lock.start] if lock.start else [], moment),
                }
            )
            for lock in problem.locks
        ],
        scenario_keys.PREVIOUS.name: "" if problem.previous is None else PUBLISHED,
        scenario_keys.FREEZE.name: moment(problem.freeze_until),
        "change_budget": _budget(problem.change_budget),
    }
    return {
        scenario_keys.FORMAT.name: "1",
        scenario_keys.TITLE.name: title,
        scenario_keys.ZONE.name: problem.policy.zone,
        scenario_keys.NOW.name: moment(problem.now),
        scenario_keys.POLICY.name: POLICY,
        scenario_keys.SOURCE.name: source,
        **_said(optional),
    }


def _budget(budget: ChangeBudget | None) -> Tree:
    if budget is None:
        return {}
    return {
        scenario_keys.CHANGES.name: str(budget.changes),
        scenario_keys.TOLERANCE.name: texts.minutes(budget.tolerance),
    }


def policy(found: Policy) -> Tree:
    """What policy.yaml says: everything, also what would be so without being said."""
    targets, weights = found.targets, found.weights
    return {
        policy_file.FORMAT.name: "1",
        policy_file.NAME.name: found.name,
        policy_file.VERSION.name: found.version,
        policy_file.ZONE.name: found.zone,
        "first_priorities": sorted(str(int(priority)) for priority in found.first_priorities),
        "targets": {
            policy_file.RESTORE_FROM.name: targets.restore_from.value,
            "arrival_minutes": _spans(targets.arrival),
            "restoration_minutes": _spans(targets.restoration),
            "arrival_minutes_by_priority": {
                str(int(priority)): _spans(own) for priority, own in targets.arrival_by_priority.items()
            },
        },
        "weights": {
            **{name: _keyed(getattr(weights, name), texts.number) for name in policy_file.BY_PRIORITY},
            policy_file.LEFT_OUT_OUTAGE.name: texts.minutes(weights.left_out_outage),
            **{column.name: texts.number(getattr(weights, column.name)) for column in policy_file.UNIT_PRICES},
            policy_file.TOLERANCE.name: texts.minutes(weights.change_tolerance),
            **{name: _keyed(getattr(weights, name), texts.steps) for name in policy_file.STEPS},
        },
    }


def _spans(by_area: Mapping[AreaClass, timedelta]) -> Tree:
    return _keyed(by_area, texts.minutes)


def _keyed(values: Mapping[Any, Any], text: Callable[[Any], str]) -> Tree:
    return {_key(key): text(value) for key, value in values.items()}


def _key(key: Enum) -> str:
    return str(key.value)


def _said(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if value}
