"""Other rules: any figure of the policy, by its dotted name in the policy file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

from dispatch.policy import Policy, RestoreFrom
from dispatch.ticket import AreaClass, Priority
from scenarios import cells, policy_file
from scenarios.changes.change import Change, ChangeError
from scenarios.column import AnyColumn, CellError, nearest
from scenarios.scenario import Scenario
from scenarios.yaml_tree import Section


@dataclass(frozen=True)
class _Setting:
    """A figure of the policy: how its text is read, and the policy with another value."""

    parse: Callable[[str, None], Any]
    with_value: Callable[[Policy, Any], Policy]


@dataclass(frozen=True, kw_only=True)
class SetPolicy(Change):
    """Other figures of the policy, each by its dotted name in the policy file."""

    values: tuple[tuple[str, Any], ...]

    @classmethod
    def read(cls, section: Section) -> Self | None:
        """All names and values; None when one cannot be read, which is noted."""
        section.joining_lists()
        found = []
        for name in section.nodes:
            if name not in SETTINGS:
                section.fault(name, "is no figure of a policy", name, nearest(name, tuple(SETTINGS)))
                continue
            try:
                found.append((name, SETTINGS[name].parse(section.texts.get(name, ""), None)))
            except CellError as error:
                section.fault(name, error.message, section.texts.get(name), error.allowed)
        if not section.nodes:
            section.fault(None, "sets nothing", allowed="a dotted name and a value: weights.travel_minute: 1")
        return cls(values=tuple(found)) if section.sound else None

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Set them."""
        policy = day.policy
        for name, value in self.values:
            changed = SETTINGS[name].with_value(policy, value)
            if changed == policy:
                raise ChangeError(name, "changes nothing: the policy says so already", "another value")
            policy = changed
        return replace(day, policy=policy)


def _target(table: str, area: AreaClass) -> _Setting:
    def with_value(policy: Policy, value: timedelta) -> Policy:
        changed: dict[str, Any] = {table: {**getattr(policy.targets, table), area: value}}
        return replace(policy, targets=replace(policy.targets, **changed))

    return _Setting(cells.minutes, with_value)


def _target_of_priority(priority: Priority, area: AreaClass) -> _Setting:
    def with_value(policy: Policy, value: timedelta) -> Policy:
        own = policy.targets.arrival_by_priority
        times = {**own, priority: {**own.get(priority, policy.targets.arrival), area: value}}
        return replace(policy, targets=replace(policy.targets, arrival_by_priority=times))

    return _Setting(cells.minutes, with_value)


def _weight_of_priority(table: str, priority: Priority) -> _Setting:
    def with_value(policy: Policy, value: float) -> Policy:
        changed: dict[str, Any] = {table: {**getattr(policy.weights, table), priority: value}}
        return replace(policy, weights=replace(policy.weights, **changed))

    return _Setting(cells.amount, with_value)


def _weight(column: AnyColumn) -> _Setting:
    # The file names minutes where the domain holds spans.
    name = column.name.removesuffix("_minutes") if column.parse is cells.minutes else column.name
    return _Setting(
        column.parse, lambda policy, value: replace(policy, weights=replace(policy.weights, **{name: value}))
    )


def _restore_from(policy: Policy, value: RestoreFrom) -> Policy:
    return replace(policy, targets=replace(policy.targets, restore_from=value))


def _settings() -> Iterator[tuple[str, _Setting]]:
    for area in AreaClass:
        yield f"targets.arrival_minutes.{area.value}", _target("arrival", area)
        yield f"targets.restoration_minutes.{area.value}", _target("restoration", area)
        for priority in Priority:
            name = f"targets.arrival_minutes_by_priority.{int(priority)}.{area.value}"
            yield name, _target_of_priority(priority, area)
    yield "targets.restore_from", _Setting(policy_file.RESTORE_FROM.parse, _restore_from)
    for table in policy_file.BY_PRIORITY:
        for priority in Priority:
            yield f"weights.{table}.{int(priority)}", _weight_of_priority(table, priority)
    for column in policy_file.PRICES:
        yield f"weights.{column.name}", _weight(column)
    first = cells.set_of(cells.number_of(Priority))
    yield "first_priorities", _Setting(first, lambda policy, value: replace(policy, first_priorities=value))


SETTINGS: Mapping[str, _Setting] = dict(sorted(_settings()))
