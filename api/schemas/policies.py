"""The policy on the wire, with the names of the policy files."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, WithJsonSchema

from api.schemas.wire import Minutes, Name, Wire, minutes
from dispatch.policy import Policy, ResponseTargets, RestoreFrom, Weights
from dispatch.policy_version import PolicyVersion
from dispatch.ticket import AreaClass, Priority, Step

PriorityName = Annotated[Priority, WithJsonSchema({"type": "string", "enum": [str(int(one)) for one in Priority]})]
"""A priority as the name of a member: JSON knows no other names than texts."""
Price = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is no IANA time zone, as Asia/Shanghai")
    return name


class ByArea(Wire):
    """Minutes for each area class."""

    urban: Minutes
    rural: Minutes
    remote: Minutes

    def spans(self) -> dict[AreaClass, timedelta]:
        """The domain's mapping."""
        return {area: timedelta(minutes=getattr(self, area.value)) for area in AreaClass}

    @classmethod
    def of(cls, spans: Any) -> ByArea:
        """The wire's mapping."""
        return cls(**{area.value: int(minutes(spans[area])) for area in AreaClass})


class StepBody(Wire):
    """A fixed price once a clock is missed by more than so many minutes."""

    after_minutes: Minutes
    price: Price


ByPriority = Annotated[dict[PriorityName, Price], Field(min_length=len(Priority))]
"""A price for every priority."""
Steps = dict[PriorityName, list[StepBody]]
_OWN = Weights({}, {}, {})


class TargetsBody(Wire):
    """The promised times."""

    arrival_minutes: ByArea
    restoration_minutes: ByArea
    restore_from: RestoreFrom = RestoreFrom.ARRIVE_BY
    arrival_minutes_by_priority: dict[PriorityName, ByArea] = {}

    def targets(self) -> ResponseTargets:
        """The domain's targets."""
        return ResponseTargets(
            self.arrival_minutes.spans(),
            self.restoration_minutes.spans(),
            self.restore_from,
            {priority: area.spans() for priority, area in self.arrival_minutes_by_priority.items()},
        )

    @classmethod
    def of(cls, targets: ResponseTargets) -> TargetsBody:
        """The wire's targets."""
        return cls(
            arrival_minutes=ByArea.of(targets.arrival),
            restoration_minutes=ByArea.of(targets.restoration),
            restore_from=targets.restore_from,
            arrival_minutes_by_priority={key: ByArea.of(own) for key, own in targets.arrival_by_priority.items()},
        )


class WeightsBody(Wire):
    """What a plan's parts cost; one unit is about one minute of a crew's time."""

    arrival_late_minute: ByPriority
    restoration_late_minute: ByPriority
    left_out: ByPriority
    left_out_outage_minutes: Minutes = int(minutes(_OWN.left_out_outage))
    customer_minute: Price = _OWN.customer_minute
    critical_customer_factor: Price = _OWN.critical_customer_factor
    travel_minute: Price = _OWN.travel_minute
    overtime_minute: Price = _OWN.overtime_minute
    waiting_minute: Price = _OWN.waiting_minute
    workload: Price = _OWN.workload
    changed_crew: Price = _OWN.changed_crew
    changed_time: Price = _OWN.changed_time
    change_tolerance_minutes: Minutes = int(minutes(_OWN.change_tolerance))
    not_preferred: Price = _OWN.not_preferred
    arrival_steps: Steps = {}
    restoration_steps: Steps = {}

    def weights(self) -> Weights:
        """The domain's weights."""
        same = {name: getattr(self, name) for name in _SAME}
        return Weights(
            **same,
            left_out_outage=timedelta(minutes=self.left_out_outage_minutes),
            change_tolerance=timedelta(minutes=self.change_tolerance_minutes),
            arrival_steps=_steps(self.arrival_steps),
            restoration_steps=_steps(self.restoration_steps),
        )

    @classmethod
    def of(cls, weights: Weights) -> WeightsBody:
        """The wire's weights."""
        return cls(
            **{name: getattr(weights, name) for name in _SAME},
            left_out_outage_minutes=int(minutes(weights.left_out_outage)),
            change_tolerance_minutes=int(minutes(weights.change_tolerance)),
            arrival_steps=_step_bodies(weights.arrival_steps),
            restoration_steps=_step_bodies(weights.restoration_steps),
        )


_SAME = [own.name for own in fields(Weights) if own.name in WeightsBody.model_fields and "steps" not in own.name]
"""The fields that are the same on both sides."""


def _steps(bodies: Steps) -> dict[Priority, tuple[Step, ...]]:
    return {
        priority: tuple(Step(timedelta(minutes=step.after_minutes), step.price) for step in steps)
        for priority, steps in bodies.items()
    }


def _step_bodies(steps: Any) -> Steps:
    return {
        priority: [StepBody(after_minutes=int(minutes(step.after)), price=step.price) for step in own]
        for priority, own in steps.items()
    }


class PolicyBody(Wire):
    """A whole policy: clocks, order of restoration and prices."""

    name: Name
    label: Name
    """The utility's own name for this version, as "2023.1"."""
    targets: TargetsBody
    weights: WeightsBody
    first_priorities: set[Priority] = set()
    zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """IANA name of the zone people read times in."""

    def policy(self) -> Policy:
        """The domain's policy."""
        return Policy(
            self.name,
            self.label,
            self.targets.targets(),
            self.weights.weights(),
            frozenset(self.first_priorities),
            self.zone,
        )


class PolicyView(PolicyBody):
    """A version of the policy."""

    number: int
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, version: PolicyVersion) -> PolicyView:
        """The view of a version."""
        policy = version.policy
        return cls(
            number=version.number,
            made_by=version.made_by,
            made_at=version.made_at,
            name=policy.name,
            label=policy.version,
            targets=TargetsBody.of(policy.targets),
            weights=WeightsBody.of(policy.weights),
            first_priorities=set(policy.first_priorities),
            zone=policy.zone,
        )
