"""The service policy on the wire: triage by fault type, merging, restoration times, escalation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, model_validator

from api.schemas.wire import Count, Minutes, Name, Note, Point, Wire, minutes
from dispatch.area import Area
from dispatch.etr import EtrRules
from dispatch.incidents import MergeRules
from dispatch.quantiles import Quantiles
from dispatch.service_policy import EscalationRules, ServicePolicy, ServicePolicyVersion
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Priority
from dispatch.triage import CrewNeed, FaultRule, TriagePolicy

Positive = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]


class NeedBody(Wire):
    """What one crew must bring, and how long such work takes."""

    minutes: Annotated[list[Positive], Field(min_length=5, max_length=5)]
    """At the 10th, 25th, 50th, 75th and 90th percentile; planned at the middle one."""
    skills: dict[Name, Annotated[int, Field(ge=1, le=9)]] = {}

    def need(self) -> CrewNeed:
        """The domain's need."""
        return CrewNeed(Quantiles(tuple(self.minutes)), tuple(Skill(*one) for one in self.skills.items()))

    @classmethod
    def of(cls, need: CrewNeed) -> NeedBody:
        """The wire's need."""
        return cls(minutes=list(need.minutes.values), skills={skill.name: skill.level for skill in need.skills})


class FaultRuleBody(Wire):
    """What a fault type asks for; the first of `needs` leads."""

    priority: Priority
    needs: Annotated[list[NeedBody], Field(min_length=1, max_length=10)]
    make_safe: NeedBody | None = None
    guidance: Note = ""
    """For faults on the customer's side: what to say in place of a visit."""
    equipment: set[Name] = set()
    parts: dict[Name, Count] = {}

    def rule(self) -> FaultRule:
        """The domain's rule."""
        return FaultRule(
            self.priority,
            tuple(need.need() for need in self.needs),
            None if self.make_safe is None else self.make_safe.need(),
            self.guidance,
            frozenset(self.equipment),
            tuple(self.parts.items()),
        )

    @classmethod
    def of(cls, rule: FaultRule) -> FaultRuleBody:
        """The wire's rule."""
        return cls(
            priority=rule.priority,
            needs=[NeedBody.of(need) for need in rule.needs],
            make_safe=None if rule.make_safe is None else NeedBody.of(rule.make_safe),
            guidance=rule.guidance,
            equipment=set(rule.equipment),
            parts=dict(rule.parts),
        )


class AreaBody(Wire):
    """A polygon of one area class."""

    area_class: AreaClass
    ring: Annotated[list[Point], Field(min_length=3, max_length=5000)]
    name: Name = ""

    def area(self) -> Area:
        """The domain's area."""
        return Area(self.area_class, tuple(point.place() for point in self.ring), self.name)

    @classmethod
    def of(cls, area: Area) -> AreaBody:
        """The wire's area."""
        return cls(area_class=area.area_class, ring=[Point.of(place) for place in area.ring], name=area.name)


def _spans(body: Wire) -> dict[str, Any]:
    """Fields named ``x_minutes`` as the domain's ``x``, a span; the others as they are."""
    fields: dict[str, Any] = body.model_dump()
    return {
        name.removesuffix("_minutes"): timedelta(minutes=value) if name.endswith("_minutes") else value
        for name, value in fields.items()
    }


def _minutes(rules: object, body: type[Wire]) -> dict[str, Any]:
    """The other way round."""
    found: dict[str, Any] = {}
    for name in body.model_fields:
        value = getattr(rules, name.removesuffix("_minutes"))
        found[name] = int(minutes(value)) if name.endswith("_minutes") else value
    return found


class MergeBody(Wire):
    """When calls and meter events are one incident."""

    transformer_gap_minutes: Minutes = 120
    customer_gap_minutes: Minutes = 30
    feeder_window_minutes: Minutes = 10
    feeder_transformers: Annotated[int, Field(ge=2, le=1000)] = 3
    near_metres: Annotated[float, Field(ge=0, le=1000)] = 300.0
    near_gap_minutes: Minutes = 30
    momentary_minutes: Minutes = 5


class EtrBody(Wire):
    """When customers are told another restoration time."""

    threshold_minutes: Minutes = 30
    sure_within_minutes: Minutes = 60
    crew_margin_minutes: Minutes = 15


class EscalationBody(Wire):
    """When supervision steps in, and who is called, one after the other."""

    warn_before_minutes: Minutes = 15
    next_after_minutes: Minutes = 10
    chain: Annotated[list[Name], Field(min_length=1, max_length=10)] = list(EscalationRules().chain)


class ServicePolicyBody(Wire):
    """A whole service policy."""

    faults: Annotated[dict[Name, FaultRuleBody], Field(min_length=1, max_length=500)]
    unsaid: Name = "no_power"
    """The fault type of an outage that nobody has described."""
    areas: Annotated[list[AreaBody], Field(max_length=2000)] = []
    other_area: AreaClass = AreaClass.RURAL
    many_customers: Count = 100
    merge: MergeBody = MergeBody()
    etr: EtrBody = EtrBody()
    escalation: EscalationBody = EscalationBody()
    customers_served: Annotated[int, Field(ge=1, le=2_000_000_000)] = 100_000
    travel_ratios: Annotated[list[Positive], Field(min_length=5, max_length=5)] = [1.0] * 5
    """How drives are spread, over the planned ones, at the same percentiles as work."""

    @model_validator(mode="after")
    def _is_a_policy(self) -> ServicePolicyBody:
        self.policy()
        return self

    def policy(self) -> ServicePolicy:
        """The domain's policy."""
        triage = TriagePolicy(
            {name: rule.rule() for name, rule in self.faults.items()},
            tuple(area.area() for area in self.areas),
            self.other_area,
            self.unsaid,
            self.many_customers,
        )
        escalation = _spans(self.escalation)
        return ServicePolicy(
            triage,
            MergeRules(**_spans(self.merge)),
            EtrRules(**_spans(self.etr)),
            EscalationRules(**{**escalation, "chain": tuple(escalation["chain"])}),
            self.customers_served,
            Quantiles(tuple(self.travel_ratios)),
        )


class ServicePolicyView(ServicePolicyBody):
    """A version of the service policy; number 0 ships with the product."""

    number: int
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, version: ServicePolicyVersion) -> ServicePolicyView:
        """The view of a version."""
        policy, triage = version.policy, version.policy.triage
        return cls(
            number=version.number,
            made_by=version.made_by,
            made_at=version.made_at,
            faults={name: FaultRuleBody.of(rule) for name, rule in triage.faults.items()},
            unsaid=triage.unsaid,
            areas=[AreaBody.of(area) for area in triage.areas],
            other_area=triage.other_area,
            many_customers=triage.many_customers,
            merge=MergeBody(**_minutes(policy.merge, MergeBody)),
            etr=EtrBody(**_minutes(policy.etr, EtrBody)),
            escalation=EscalationBody(**_minutes(policy.escalation, EscalationBody)),
            customers_served=policy.customers_served,
            travel_ratios=list(policy.travel.values),
        )
